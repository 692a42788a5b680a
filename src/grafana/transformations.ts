/** Grafana's transformations with their options typed; the SDK takes any id with any options. */
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
        readonly binary: { readonly left: Operand; readonly operator: "+" | "-" | "*" | "/"; readonly right: Operand };
      }
  );
  readonly concatenate: { readonly frameNameMode: "drop" | "field" | "label"; readonly frameNameLabel?: string };
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
    /** Grafana's own default puts empty text into a column of numbers. */
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
}

type Operand = { readonly matcher: { readonly id: "byName"; readonly options: string } } | { readonly fixed: string };

function transformation<Id extends keyof OptionsById>(id: Id, options: OptionsById[Id]): Transformation {
  return { id, options };
}

/** Only for the frames of these queries. Frames that went through a merge or join carry other names. */
export function forQueries(refIds: readonly string[], to: Transformation): Transformation {
  return { ...to, filter: { id: "byRefId", options: refIds.join("|") } };
}

export const organize = (options: OptionsById["organize"]) =>
  transformation("organize", { excludeByName: {}, indexByName: {}, renameByName: {}, ...options });

/** One frame out of all, a row for each combination of the fields that every frame has. */
export const merge = () => transformation("merge", {});

export const joinByField = (byField: string, mode: OptionsById["joinByField"]["mode"] = "outer") =>
  transformation("joinByField", { byField, mode });

/**
 * Only these fields. Of many frames this is faster by far than leaving out another one: of each field that is not named,
 * Grafana looks for a name in all frames, but for the one with moments.
 */
export const includeFields = (...names: readonly string[]) =>
  transformation("filterFieldsByName", { include: { names } });

export const excludeFields = (...names: readonly string[]) =>
  transformation("filterFieldsByName", { exclude: { names } });

/** Without the fields whose name the pattern finds. Grafana takes a pattern without slashes for the whole name. */
export const excludeFieldsMatching = (pattern: string) =>
  transformation("filterFieldsByName", { exclude: { pattern: `/${pattern}/` } });

/** The rows that have something in one of these fields. */
export const rowsWith = (...fieldNames: readonly string[]) =>
  transformation("filterByValue", {
    type: "include",
    match: "any",
    filters: fieldNames.map((fieldName) => ({ fieldName, config: { id: "isNotNull", options: {} } })),
  });

export const sortBy = (field: string, descending = false) =>
  transformation("sortBy", { fields: {}, sort: [{ field, desc: descending }] });

/** A row and a column for each value of two fields. Works on exactly one frame; names its first column `row\column`. */
export const groupingToMatrix = (options: OptionsById["groupingToMatrix"]) =>
  transformation("groupingToMatrix", options);

/** Labels become columns; the value's column is named by the label `valueLabel`. */
export const labelsToFields = (options: Omit<OptionsById["labelsToFields"], "mode"> = {}) =>
  transformation("labelsToFields", { mode: "columns", ...options });

/** A column that is computed from two others, or from one and a number. */
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
    binary: { left: operand(left), operator, right: operand(right) },
  });

/** A column that reduces others row by row. `lastNotNull` keeps what is missing missing; `sum` makes it 0. */
export const calculateRow = (alias: string, reducer: Calculation, include: readonly string[]) =>
  transformation("calculateField", { mode: "reduceRow", alias, timeSeries: false, reduce: { reducer, include } });

export const limit = (rows: number) => transformation("limit", { limitField: rows });

export const reduceToRows = (...reducers: readonly Calculation[]) =>
  transformation("reduce", { mode: "seriesToRows", reducers });

export const reduceFields = (...reducers: readonly Calculation[]) =>
  transformation("reduce", { mode: "reduceFields", reducers });

/** All fields side by side in one frame. */
export const concatenate = () => transformation("concatenate", { frameNameMode: "drop" });

export const renameByRegex = (regex: string, renamePattern: string) =>
  transformation("renameByRegex", { regex, renamePattern });

function operand(of: string | number): Operand {
  return typeof of === "number" ? { fixed: String(of) } : { matcher: { id: "byName", options: of } };
}
