/** Grafana's transformations with typed options; the SDK takes any id with any options. */
import type { DataTransformerConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Calculation } from "./panel.js";

export type Transformation = DataTransformerConfig;

interface Names {
  readonly names?: readonly string[];
  readonly pattern?: string;
}

interface OptionsById {
  readonly calculateField: {
    readonly alias: string;
    readonly replaceFields?: boolean;
    readonly timeSeries: false;
  } & (
    | {
        readonly mode: "reduceRow";
        readonly reduce: { readonly reducer: Calculation; readonly include: readonly string[] };
      }
    | {
        readonly mode: "binary";
        /** Operands are names of fields or numbers, as texts: every Grafana reads them, and they are short. */
        readonly binary: { readonly left: string; readonly operator: "+" | "-" | "*" | "/"; readonly right: string };
      }
    | {
        readonly mode: "unary";
        readonly unary: { readonly operator: "abs" | "ln" | "floor" | "ceil" | "round"; readonly fieldName: string };
      }
    | {
        readonly mode: "cumulativeFunctions";
        readonly cumulative: { readonly field: string; readonly reducer: "sum" };
      }
    | { readonly mode: "index" }
  );
  readonly concatenate: { readonly frameNameMode: "drop" | "field" | "label"; readonly frameNameLabel?: string };
  readonly convertFieldType: {
    readonly conversions: readonly { readonly targetField: string; readonly destinationType: "string" | "number" }[];
  };
  readonly filterFieldsByName: { readonly include?: Names; readonly exclude?: Names };
  readonly filterByValue: {
    readonly type: "include" | "exclude";
    readonly match: "all" | "any";
    readonly filters: readonly {
      readonly fieldName: string;
      readonly config: { readonly id: "isNull" | "isNotNull"; readonly options: Readonly<Record<never, never>> };
    }[];
  };
  readonly groupingToMatrix: {
    readonly columnField: string;
    readonly rowField: string;
    readonly valueField: string;
    /** Grafana's default is an empty text, also in a column of numbers. */
    readonly emptyValue: "null" | "zero" | "true" | "false";
  };
  readonly joinByField: { readonly byField: string; readonly mode: "outer" | "inner" | "outerTabular" };
  readonly labelsToFields: {
    readonly mode: "columns" | "rows";
    readonly valueLabel?: string;
    readonly keepLabels?: readonly string[];
  };
  readonly limit: { readonly limitField: number };
  readonly merge: Readonly<Record<never, never>>;
  readonly organize: {
    readonly excludeByName?: Readonly<Record<string, boolean>>;
    readonly includeByName?: Readonly<Record<string, boolean>>;
    readonly indexByName?: Readonly<Record<string, number>>;
    readonly renameByName?: Readonly<Record<string, string>>;
  };
  readonly reduce: {
    readonly mode: "seriesToRows" | "reduceFields";
    readonly reducers: readonly Calculation[];
    readonly includeTimeField?: boolean;
    readonly labelsToFields?: boolean;
  };
  readonly renameByRegex: { readonly regex: string; readonly renamePattern: string };
  readonly sortBy: {
    readonly fields: Readonly<Record<never, never>>;
    readonly sort: readonly { field: string; desc?: boolean }[];
  };
  readonly timeSeriesTable: Readonly<Record<never, never>>;
}

function transformation<Id extends keyof OptionsById>(id: Id, options: OptionsById[Id]): Transformation {
  return { id, options };
}

/** Applies a transformation to the frames of these queries. Merged and joined frames have other names. */
export function forQueries(refIds: readonly string[], to: Transformation): Transformation {
  return { ...to, filter: { id: "byRefId", options: refIds.join("|") } };
}

export const organize = (options: OptionsById["organize"]) =>
  transformation("organize", { excludeByName: {}, indexByName: {}, renameByName: {}, ...options });

/** Merges all frames into one, with a row for each combination of the fields that every frame has. */
export const merge = () => transformation("merge", {});

export const joinByField = (byField: string, mode: OptionsById["joinByField"]["mode"] = "outer") =>
  transformation("joinByField", { byField, mode });

/**
 * Keeps these fields alone. With many frames this is much faster than excluding another field: Grafana computes the
 * display name of an unnamed field from all frames, except for the time.
 */
export const includeFields = (...names: readonly string[]) =>
  transformation("filterFieldsByName", { include: { names } });

export const excludeFields = (...names: readonly string[]) =>
  transformation("filterFieldsByName", { exclude: { names } });

/** Removes the fields whose names match the pattern. Grafana matches a pattern without slashes against the whole name. */
export const excludeFieldsMatching = (pattern: string) =>
  transformation("filterFieldsByName", { exclude: { pattern: `/${pattern}/` } });

/** Keeps the rows with a value in one of these fields. */
export const rowsWith = (...fieldNames: readonly string[]) =>
  transformation("filterByValue", {
    type: "include",
    match: "any",
    filters: fieldNames.map((fieldName) => ({ fieldName, config: { id: "isNotNull", options: {} } })),
  });

export const sortBy = (field: string, descending = false) =>
  transformation("sortBy", { fields: {}, sort: [{ field, desc: descending }] });

/** A row and a column for each value of two fields. Works on one frame; its first column is called `row\column`. */
export const groupingToMatrix = (options: OptionsById["groupingToMatrix"]) =>
  transformation("groupingToMatrix", options);

/** Turns labels into columns; the column of the value has the name in the label `valueLabel`. */
export const labelsToFields = (options: Omit<OptionsById["labelsToFields"], "mode"> = {}) =>
  transformation("labelsToFields", { mode: "columns", ...options });

/** Adds a column computed from two others, or from one and a number. */
export const calculateBinary = (
  alias: string,
  left: string | number,
  operator: "+" | "-" | "*" | "/",
  right: string | number,
) =>
  transformation("calculateField", {
    mode: "binary",
    alias,
    timeSeries: false,
    binary: { left: String(left), operator, right: String(right) },
  });

/** Adds a column computed from another one. */
export const calculateUnary = (alias: string, operator: "abs" | "ln" | "floor" | "ceil" | "round", of: string) =>
  transformation("calculateField", { mode: "unary", alias, timeSeries: false, unary: { operator, fieldName: of } });

/** Adds a column with the sum of another one up to each row. Missing values count as 0. Grafana 10.3 is the first. */
export const runningSum = (alias: string, field: string) =>
  transformation("calculateField", {
    mode: "cumulativeFunctions",
    alias,
    timeSeries: false,
    cumulative: { field, reducer: "sum" },
  });

/** Adds a column with the number of each row, from 0. */
export const rowNumber = (alias: string) =>
  transformation("calculateField", { mode: "index", alias, timeSeries: false });

/** Makes texts of a column's numbers, so that Grafana writes them as they are. */
export const convertToText = (field: string) => convert([field], "string");

/** Makes numbers of columns with texts, such as labels. A text that is no number becomes a missing value. */
export const convertToNumbers = (...fields: readonly string[]) => convert(fields, "number");

const convert = (fields: readonly string[], destinationType: "string" | "number") =>
  transformation("convertFieldType", {
    conversions: fields.map((targetField) => ({ targetField, destinationType })),
  });

/** Adds a column that reduces others row by row. `lastNotNull` keeps a missing value missing; `sum` makes it 0. */
export const calculateRow = (alias: string, reducer: Calculation, include: readonly string[]) =>
  transformation("calculateField", { mode: "reduceRow", alias, timeSeries: false, reduce: { reducer, include } });

/** One table of the series of each query: a row for each, its labels, and a field `Trend` with its values over time. */
export const timeSeriesTable = () => transformation("timeSeriesTable", {});

export const limit = (rows: number) => transformation("limit", { limitField: rows });

export const reduceToRows = (...reducers: readonly Calculation[]) =>
  transformation("reduce", { mode: "seriesToRows", reducers });

export const reduceFields = (...reducers: readonly Calculation[]) =>
  transformation("reduce", { mode: "reduceFields", reducers });

/** Puts all fields side by side into one frame. */
export const concatenate = () => transformation("concatenate", { frameNameMode: "drop" });

export const renameByRegex = (regex: string, renamePattern: string) =>
  transformation("renameByRegex", { regex, renamePattern });
