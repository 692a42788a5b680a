import { z } from "zod";
import { reducer } from "./reducers.js";

const field = z.string().min(1);
const switches = z.record(z.string(), z.boolean());
const names = z.strictObject({
  names: z.array(field).optional(),
  pattern: z.string().min(1).optional(),
  variable: z.string().min(1).optional(),
});

const organize = z.strictObject({
  excludeByName: switches.optional(),
  includeByName: switches.optional(),
  indexByName: z.record(z.string(), z.int().min(0)).optional(),
  renameByName: z.record(z.string(), z.string()).optional(),
  orderByMode: z.enum(["manual", "auto"]).optional(),
  orderBy: z
    .array(
      z.strictObject({
        type: z.enum(["name", "label"]),
        name: z.string().optional(),
        desc: z.boolean().optional(),
      }),
    )
    .optional(),
});

/** The name of a field or a number as a text, as every Grafana reads it, or the object that Grafana writes itself. */
const operand = z.union([
  z.string().min(1),
  z.strictObject({
    fixed: z.string().optional(),
    matcher: z.strictObject({ id: z.enum(["byName", "byType"]), options: z.string().min(1) }).optional(),
  }),
]);

/** `timeSeries` is required: without it Grafana first joins all frames by time, which breaks tables. */
const calculateField = z.strictObject({
  mode: z.enum(["reduceRow", "cumulativeFunctions", "windowFunctions", "binary", "unary", "index"]),
  timeSeries: z.boolean(),
  alias: z.string().min(1).optional(),
  replaceFields: z.boolean().optional(),
  reduce: z
    .strictObject({
      reducer,
      include: z.array(field).optional(),
      nullValueMode: z.enum(["null", "connected", "null as zero"]).optional(),
    })
    .optional(),
  cumulative: z.strictObject({ field: field.optional(), reducer }).optional(),
  window: z
    .strictObject({
      field: field.optional(),
      reducer,
      windowAlignment: z.enum(["trailing", "centered"]).optional(),
      windowSize: z.number().min(0).optional(),
      windowSizeMode: z.enum(["percentage", "fixed"]).optional(),
    })
    .optional(),
  binary: z.strictObject({ left: operand, operator: z.enum(["+", "-", "*", "/"]), right: operand }).optional(),
  unary: z
    .strictObject({ operator: z.enum(["abs", "exp", "ln", "floor", "ceil", "round", "percent"]), fieldName: field })
    .optional(),
  index: z.strictObject({ asPercentile: z.boolean() }).optional(),
});

const empty = z.strictObject({});

/**
 * The strict options of each allowed transformation. Grafana silently skips a transformation with an unknown id. The
 * allowed ones can be run outside of Grafana, too, but for `timeSeriesTable`.
 */
const options = {
  merge: empty,
  organize,
  joinByField: z.strictObject({
    byField: field.optional(),
    mode: z.enum(["outer", "inner", "outerTabular"]).optional(),
  }),
  filterFieldsByName: z.strictObject({
    include: names.optional(),
    exclude: names.optional(),
    byVariable: z.boolean().optional(),
  }),
  filterByValue: z.strictObject({
    type: z.enum(["include", "exclude"]),
    match: z.enum(["all", "any"]),
    filters: z
      .array(
        z.strictObject({
          fieldName: field,
          config: z.strictObject({ id: z.enum(["isNull", "isNotNull"]), options: z.strictObject({}) }),
        }),
      )
      .min(1),
  }),
  sortBy: z.strictObject({
    sort: z.array(z.strictObject({ field, desc: z.boolean().optional() })).min(1),
    // Grafana's editor writes `fields` and doesn't read it.
    fields: z.strictObject({}).optional(),
  }),
  groupingToMatrix: z.strictObject({
    columnField: field,
    rowField: field,
    valueField: field,
    emptyValue: z.enum(["true", "false", "null", "zero", "empty"]).optional(),
  }),
  labelsToFields: z.strictObject({
    mode: z.enum(["columns", "rows"]).optional(),
    keepLabels: z.array(field).optional(),
    valueLabel: field.optional(),
  }),
  calculateField,
  limit: z.strictObject({ limitField: z.union([z.int().min(1), z.string().min(1)]).optional() }),
  reduce: z.strictObject({
    reducers: z.array(reducer).min(1),
    mode: z.enum(["seriesToRows", "reduceFields"]).optional(),
    includeTimeField: z.boolean().optional(),
    labelsToFields: z.boolean().optional(),
  }),
  concatenate: z.strictObject({
    frameNameMode: z.enum(["drop", "field", "label"]).optional(),
    frameNameLabel: field.optional(),
  }),
  renameByRegex: z.strictObject({ regex: z.string().min(1), renamePattern: z.string() }),
  convertFieldType: z.strictObject({
    conversions: z
      .array(
        z.strictObject({
          targetField: field,
          destinationType: z.enum(["time", "number", "string", "boolean", "enum", "other"]),
          dateFormat: z.string().optional(),
          joinWith: z.string().optional(),
          timezone: z.string().optional(),
        }),
      )
      .min(1),
  }),
  timeSeriesTable: z.record(z.string(), z.strictObject({ stat: reducer.optional(), timeField: field.optional() })),
  groupBy: z.strictObject({
    fields: z.record(
      z.string(),
      z.strictObject({ aggregations: z.array(reducer), operation: z.enum(["aggregate", "groupby"]).nullable() }),
    ),
  }),
};

const which = {
  filter: z.strictObject({ id: z.enum(["byRefId", "byName"]), options: z.string().min(1) }).optional(),
  disabled: z.boolean().optional(),
  topic: z.enum(["series", "annotations", "alertStates"]).optional(),
};

const step = <Id extends keyof typeof options>(id: Id) =>
  z.strictObject({ id: z.literal(id), options: options[id], ...which });

export const transformation = z
  .discriminatedUnion("id", [
    step("merge"),
    step("organize"),
    step("joinByField"),
    step("filterFieldsByName"),
    step("filterByValue"),
    step("sortBy"),
    step("groupingToMatrix"),
    step("labelsToFields"),
    step("calculateField"),
    step("limit"),
    step("timeSeriesTable"),
    step("reduce"),
    step("concatenate"),
    step("renameByRegex"),
    step("convertFieldType"),
    step("groupBy"),
  ])
  .meta({ id: "Transformation" });

/** The options alone, for tests that compare them with Grafana's types. */
export const transformationOptions = options;
