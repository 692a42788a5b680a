/** How values of labels read, by a text and a color, in the series and the tables of a finished panel. */
import type { JsonObject } from "./json.js";
import { showInColumns } from "./label-columns.js";
import { showInLegends } from "./label-legends.js";
import type { LabelNames, NamesByLabel } from "./label-names.js";
import { verbatim } from "./verbatim.js";

export interface LabelValues {
  /** In legends. A legend with several labels has the color of the first of them with colors. */
  readonly legends: NamesByLabel;
  /** In columns of tables. */
  readonly columns: NamesByLabel;
}

/**
 * Shows the texts of labels in place of their values, in legends and in cells of tables, in their colors. Queries, labels
 * and links keep the values; overrides for a series name it by its text.
 */
export function showLabelValues({ legends, columns }: LabelValues): (panel: JsonObject) => JsonObject {
  const texts = { legends: distinctTexts(legends), columns: distinctTexts(columns) };
  return (panel) => showInColumns(showInLegends(panel, texts.legends), texts.columns);
}

function distinctTexts(names: NamesByLabel): NamesByLabel {
  const known = new Map<LabelNames["values"], LabelNames["values"]>();
  return new Map(
    [...names].map(([label, one]) => {
      const values = known.get(one.values) ?? distinct(one.values);
      known.set(one.values, values);
      return [label, { ...one, values }];
    }),
  );
}

/** A text that two values have gets the value beside it: two things of one name would be one. */
function distinct(values: LabelNames["values"]): LabelNames["values"] {
  const count = new Map<string, number>();
  for (const [value, { text = value }] of values) count.set(text, (count.get(text) ?? 0) + 1);
  return new Map(
    [...values].flatMap(([value, { text = value, ...color }]) => {
      if (text === value) return "color" in color ? [[value, color] as const] : [];
      const shown = verbatim((count.get(text) ?? 0) > 1 ? `${text} (${value})` : text);
      // A further rename would take a text for another value that it begins with: a character without width tells them apart.
      const begins = [...values.keys()].some((other) => other !== value && shown.startsWith(other));
      return [[value, { ...color, text: begins ? `\u2060${shown}` : shown }] as const];
    }),
  );
}
