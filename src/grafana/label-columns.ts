/** Texts and colors of labels in the columns of tables. */
import { change, changeEach, mapTexts, objectAt, objectsAt, textAt, toJsonObject, type JsonObject } from "./json.js";
import { namesBeside, type LabelNames, type NamesByLabel } from "./label-names.js";
import { hiding } from "./table.js";
import { properties } from "./overrides.js";
import { calculateRow, convertToText } from "./transformations.js";

/**
 * Maps the cells of the labels' columns. Of a matrix, also its titles. A link of another column reads a hidden copy of
 * the column: Grafana would pass on the text of the cell.
 */
export function showInColumns(panel: JsonObject, names: NamesByLabel): JsonObject {
  if (panel["type"] !== "table") return panel;
  const all = columnsOf(panel);
  const labels = all.map(({ label }) => label);
  const columns = all.flatMap((column): NamedColumn[] => {
    const found = namesBeside(names, column.label, labels);
    return found === undefined ? [] : [{ ...column, names: found }];
  });
  const mapped = change(panel, "fieldConfig", (config) => ({
    ...config,
    overrides: [...objectsAt(config, "overrides"), ...columns.map(columnOverride)],
  }));
  return columns.filter((column) => hasTexts(column.names)).reduce(linkToCopy, renameMatrix(mapped, names));
}

const hasTexts = ({ values, leftOut }: LabelNames) =>
  leftOut !== undefined || [...values.values()].some(({ text }) => text !== undefined);

interface Column {
  readonly label: string;
  readonly title: string;
  /** The name that links know. */
  readonly field: string;
}

/** The columns that hold values of labels. Of a matrix, that of its rows. */
function columnsOf(panel: JsonObject): readonly Column[] {
  const [matrix] = optionsOf(panel, "groupingToMatrix");
  const row = matrix === undefined ? undefined : textAt(matrix, "rowField");
  if (matrix !== undefined && row !== undefined) {
    const field = `${row}\\${textAt(matrix, "columnField") ?? ""}`;
    return [{ label: row, title: titleOf(panel, field), field: "0" }];
  }
  const fields = optionsOf(panel, "organize").flatMap((step) => Object.keys(objectAt(step, "indexByName")));
  return fields.map((field) => ({ label: field, title: titleOf(panel, field), field }));
}

const optionsOf = (panel: JsonObject, id: string) =>
  objectsAt(panel, "transformations")
    .filter((one) => one["id"] === id)
    .map((one) => objectAt(one, "options"));

const titleOf = (panel: JsonObject, field: string) =>
  optionsOf(panel, "organize").reduce((name, step) => textAt(objectAt(step, "renameByName"), name) ?? name, field);

interface NamedColumn extends Column {
  readonly names: LabelNames;
}

function columnOverride({ names, title }: NamedColumn): JsonObject {
  const { values, leftOut } = names;
  const options = Object.fromEntries(
    [...values].map(([value, name], index) => [value, { ...toJsonObject(name), index }]),
  );
  const hasColors = [...values.values()].some(({ color }) => color !== undefined);
  const others = {
    type: "regex",
    options: { pattern: `/^${leftOut ?? ""}(.*)$/`, result: { index: values.size, text: "$1" } },
  };
  return {
    matcher: { id: "byName", options: title },
    properties: [
      {
        id: "mappings",
        value: [...(values.size === 0 ? [] : [{ type: "value", options }]), ...(leftOut === undefined ? [] : [others])],
      },
      ...(hasColors
        ? [
            { id: "custom.cellOptions", value: { type: "color-text" } },
            { id: "color", value: { mode: "fixed", fixedColor: "text" } },
          ]
        : []),
    ],
  };
}

/** Names the columns of a matrix, each of which is a value of a label. */
function renameMatrix(panel: JsonObject, names: NamesByLabel): JsonObject {
  const [matrix] = optionsOf(panel, "groupingToMatrix");
  const found = matrix && names.get(textAt(matrix, "columnField") ?? "");
  if (found === undefined) return panel;
  const texts = Object.fromEntries(
    [...found.values].flatMap(([value, { text }]) => (text === undefined ? [] : [[value, text]])),
  );
  return changeEach(panel, "transformations", (step) =>
    step["id"] === "organize"
      ? change(step, "options", (options) => ({
          ...options,
          renameByName: { ...texts, ...objectAt(options, "renameByName") },
        }))
      : step,
  );
}

/** The panel whose links of other columns read the values of this one, if there are such links. */
function linkToCopy(panel: JsonObject, { label, title, field }: Column): JsonObject {
  const copy = `${label}_value`;
  const readers: string[] = [];
  const config = mapTexts(objectAt(panel, "fieldConfig"), (text) => {
    const changed = text.replaceAll(new RegExp(`(\\$\\{__data\\.fields\\.)${field}(?=[:}])`, "g"), `$1${copy}`);
    if (changed !== text) readers.push(changed);
    return changed;
  });
  if (readers.length === 0) return panel;
  const hidden = { matcher: { id: "byName", options: copy }, properties: properties(hiding(true)) };
  return {
    ...panel,
    fieldConfig: { ...config, overrides: [...objectsAt(config, "overrides"), toJsonObject(hidden)] },
    transformations: [
      ...objectsAt(panel, "transformations"),
      ...[calculateRow(copy, "lastNotNull", [title]), convertToText(copy)].map(toJsonObject),
    ],
  };
}
