/** One color for each value of a label, in the series and the tables of a finished panel. */
import { change, objectAt, objectsAt, textAt, type JsonObject } from "./json.js";

export interface LabelColors {
  /** The labels with such values in legends. A legend with several has the color of the first in it. */
  readonly legends: readonly string[];
  /** The labels with such values in columns of tables. */
  readonly columns: readonly string[];
  /** A color by the value of the label. */
  readonly colors: ReadonlyMap<string, string>;
}

/** The panels whose series have a color of their own. That of others means a state or an amount. */
const panelsWithSeries: readonly string[] = ["timeseries", "bargauge", "barchart", "piechart"];

/**
 * Colors the series of a panel by the label in their legend, and the cells of the label's column in a table. Series that
 * differ in a further label have the same color: of Grafana's shades of it, some can't be seen. Overrides of the panel's own for a series come after it.
 */
export const colorByLabel =
  (by: LabelColors) =>
  (panel: JsonObject): JsonObject => {
    const series = seriesOverrides(panel, by);
    const columns = columnOverrides(panel, by);
    if (series.length + columns.length === 0) return panel;
    return change(panel, "fieldConfig", (config) => ({
      ...config,
      overrides: [...series, ...objectsAt(config, "overrides"), ...columns],
    }));
  };

// ── series ───────────────────────────────────────────────────────────────────────────────────────────────────────

function seriesOverrides(panel: JsonObject, { legends: labels, colors }: LabelColors): readonly JsonObject[] {
  if (!panelsWithSeries.includes(textAt(panel, "type") ?? "")) return [];
  const legends = objectsAt(panel, "targets").flatMap((target) => textAt(target, "legendFormat") ?? []);
  // The name of one value may begin with that of another: the longer one comes later, and so it wins.
  const values = [...colors].toSorted(([a], [b]) => a.length - b.length);
  return [...new Set(legends)].flatMap((legend) => {
    const parts = legend.split(placeholder);
    const at = parts.findIndex((part, index) => index % 2 === 1 && labels.includes(part));
    if (at === -1) return [];
    return values.map(([value, color]) => ({
      matcher: seriesMatcher(parts, at, value),
      properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
    }));
  });
}

/** Splits a legend into texts and, between them, names of labels. */
const placeholder = /\{\{\s*([^{}\s]+)\s*\}\}/;

/** Series whose legend has the value at the label at this place, whatever the other labels are. */
function seriesMatcher(parts: readonly string[], at: number, value: string): JsonObject {
  const name = parts.map((part, index) => (index === at ? value : part)).join("");
  // A name would read as a variable if it has the signs of one; a pattern doesn't.
  if (parts.length === 3 && !/[$[]/.test(name)) return { id: "byName", options: name };
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return literally(part);
    return index === at ? literally(value) : "[^]*";
  });
  return { id: "byRegexp", options: `/^${pattern.join("")}$/` };
}

const literally = (text: string): string => text.replace(/[\\^.*+?()[\]{}|/]/g, "\\$&").replaceAll("$", () => "[$]");

// ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The mapping has no text: a link passes on the text of the cell. */
function columnOverrides(panel: JsonObject, { columns, colors }: LabelColors): readonly JsonObject[] {
  if (panel["type"] !== "table") return [];
  const options = Object.fromEntries([...colors].map(([value, color], index) => [value, { color, index }]));
  return columnsOf(panel, columns).map((title) => ({
    matcher: { id: "byName", options: title },
    properties: [
      { id: "mappings", value: [{ type: "value", options }] },
      { id: "custom.cellOptions", value: { type: "color-text" } },
      { id: "color", value: { mode: "fixed", fixedColor: "text" } },
    ],
  }));
}

/** The titles of the columns that hold values of these labels. Of a matrix, that of its rows. */
function columnsOf(panel: JsonObject, labels: readonly string[]): readonly string[] {
  const optionsOf = (id: string) =>
    objectsAt(panel, "transformations")
      .filter((one) => one["id"] === id)
      .map((one) => objectAt(one, "options"));
  const title = (field: string) =>
    optionsOf("organize").reduce((name, step) => textAt(objectAt(step, "renameByName"), name) ?? name, field);
  const [matrix] = optionsOf("groupingToMatrix");
  const row = matrix === undefined ? undefined : textAt(matrix, "rowField");
  if (matrix !== undefined && row !== undefined) {
    return labels.includes(row) ? [title(`${row}\\${textAt(matrix, "columnField") ?? ""}`)] : [];
  }
  const fields = optionsOf("organize").flatMap((step) => Object.keys(objectAt(step, "indexByName")));
  return fields.filter((field) => labels.includes(field)).map(title);
}
