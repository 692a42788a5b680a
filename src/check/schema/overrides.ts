import { z } from "zod";
import { graph } from "./custom-fields.js";
import { dataLink } from "./links.js";
import { fieldColour, mappings, thresholds } from "./field-values.js";
import { reducer } from "./reducers.js";
import { unit } from "./units.js";

/** Field options of every panel type, by name. */
export const standardFields = {
  unit,
  decimals: z.int().min(0).max(20),
  min: z.number(),
  max: z.number(),
  fieldMinMax: z.boolean(),
  displayName: z.string(),
  description: z.string(),
  color: fieldColour,
  thresholds,
  mappings,
  links: z.array(dataLink),
  noValue: z.string().min(1),
  filterable: z.boolean(),
};

const scope = z.enum(["series", "nested", "annotation", "exemplar"]).optional();

/** The fields to which an override applies. */
export const fieldMatcher = z
  .discriminatedUnion("id", [
    z.strictObject({ id: z.literal("byName"), options: z.string().min(1), scope }),
    z.strictObject({ id: z.literal("byRegexp"), options: z.string().min(1), scope }),
    z.strictObject({
      id: z.literal("byType"),
      options: z.enum(["time", "number", "string", "boolean", "enum", "other"]),
      scope,
    }),
    z.strictObject({ id: z.literal("byFrameRefID"), options: z.string().min(1), scope }),
    z.strictObject({
      id: z.literal("byValue"),
      options: z.strictObject({
        reducer,
        op: z.enum(["eq", "neq", "lt", "lte", "gt", "gte"]).optional(),
        value: z.number().optional(),
      }),
      scope,
    }),
  ])
  .meta({ id: "FieldMatcher" });

const property = (id: string, value: z.core.$ZodType) => z.strictObject({ id: z.literal(id), value });

const named = (id: string, value: z.core.$ZodType) => property(id, value).meta({ id: `Override-${id}` });

const { displayName, ...otherFields } = standardFields;

const standard = [
  named("displayName", displayName),
  ...Object.entries(otherFields).map(([id, value]) => named(id, value)),
] as const;

/**
 * Schemas of custom options that several panel types share. Each is made once, so that the JSON Schema and the code that
 * is compiled from it hold it once.
 */
const shared = new Map(Object.entries(graph).map(([id, value]) => [id, named(`custom.${id}`, value)]));

/**
 * The overrides of one panel type: standard options by name, custom options as `custom.<name>`.
 * @param paths Ids of options that Grafana addresses by a path inside a custom option, such as `custom.footer.reducers`.
 */
export const overrides = (custom: z.core.$ZodShape, paths: z.core.$ZodShape = {}) => {
  const own = Object.entries({ ...custom, ...paths }).map(
    ([id, value]) => shared.get(id) ?? property(`custom.${id}`, value),
  );
  return z.array(
    z.strictObject({
      matcher: fieldMatcher,
      properties: z.array(z.discriminatedUnion("id", [...standard, ...own])).min(1),
    }),
  );
};
