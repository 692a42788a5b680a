/** Texts and colors of labels in legends. */
import { change, objectsAt, textAt, toJsonObject, type JsonObject } from "./json.js";
import { namesBeside, type LabelNames, type NamesByLabel } from "./label-names.js";
import { renameByRegex, type Transformation } from "./transformations.js";

/** The panels whose series have a color of their own. That of others means a state or an amount. */
const panelsWithColors: readonly string[] = ["timeseries", "bargauge", "barchart", "piechart"];

const panelsWithLegends: readonly string[] = [...panelsWithColors, "stat", "state-timeline", "status-history"];

/** A legend, split into texts and, at the odd places, names of labels. */
type Template = readonly string[];

const placeholder = /\{\{\s*([^{}\s]+)\s*\}\}/;

/**
 * Renames series by their legends. Series that differ in a further label have the same color: of Grafana's shades of it,
 * some can't be seen. Overrides of the panel's own for a series come after the colors.
 */
export function showInLegends(panel: JsonObject, names: NamesByLabel): JsonObject {
  const type = textAt(panel, "type") ?? "";
  if (!panelsWithLegends.includes(type)) return panel;
  const legends = new Set(objectsAt(panel, "targets").flatMap((target) => textAt(target, "legendFormat") ?? []));
  const templates = [...legends].map((legend): Template => legend.split(placeholder));
  const renames = placesOf(templates, names).flatMap(renamesAt);
  const renamed =
    renames.length === 0
      ? panel
      : { ...panel, transformations: [...objectsAt(panel, "transformations"), ...renames.map(toJsonObject)] };
  const colors = panelsWithColors.includes(type) ? templates.flatMap((template) => colorsOf(template, names)) : [];
  if (colors.length === 0) return renamed;
  return change(renamed, "fieldConfig", (config) => ({
    ...config,
    overrides: [...colors, ...objectsAt(config, "overrides")],
  }));
}

// ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The place of a label in legends: the patterns of what is before it, and of all that may follow. */
interface Place {
  readonly names: LabelNames;
  readonly before: string;
  readonly after: Set<string>;
}

function placesOf(templates: readonly Template[], names: NamesByLabel): Place[] {
  const places = new Map<string, Place>();
  for (const template of templates) {
    template.forEach((part, index) => {
      const found = namesAt(names, template, index);
      if (found === undefined) return;
      const before = pattern(template.slice(0, index));
      const key = `${part} ${before}`;
      const place = places.get(key) ?? { names: found, before, after: new Set() };
      place.after.add(pattern(template.slice(index + 1)));
      places.set(key, place);
    });
  }
  return [...places.values()];
}

/** The names of the label at this place of a legend; undefined where it has a text. */
const namesAt = (names: NamesByLabel, template: Template, at: number): LabelNames | undefined =>
  at % 2 === 1
    ? namesBeside(
        names,
        template[at] ?? "",
        template.filter((_, index) => index % 2 === 1),
      )
    : undefined;

function renamesAt({ names: { values, leftOut }, before, after }: Place): Transformation[] {
  const start = before === "" ? "" : `(${before})`;
  const rest = [...after].join("|");
  const end = rest === "" ? "" : `(${rest})`;
  const kept = start === "" ? (["", "$1"] as const) : (["$1", "$2"] as const);
  // The name of one value may begin with that of another.
  const longestFirst = [...values].toSorted(([a], [b]) => b.length - a.length);
  const renames = longestFirst.flatMap(([value, { text = value }]) => {
    if (text === value) return [];
    const to = `${start && kept[0]}${text.replaceAll("$", () => "$$")}${end && kept[1]}`;
    return [renameByRegex(`/^${start}${literally(value)}${end}$/`, to)];
  });
  return leftOut === undefined ? renames : [...renames, renameByRegex(`/^${start}${leftOut}/`, start && kept[0])];
}

// ── colors ───────────────────────────────────────────────────────────────────────────────────────────────────────

function colorsOf(template: Template, names: NamesByLabel): readonly JsonObject[] {
  const at = template.findIndex((_, index) => hasColors(namesAt(names, template, index)));
  const values = [...(namesAt(names, template, at)?.values ?? [])].flatMap(([value, { text = value, color }]) =>
    color === undefined ? [] : [[text, color] as const],
  );
  // The text of one value may begin with that of another: the longer one comes later, and so it wins.
  return values
    .toSorted(([a], [b]) => a.length - b.length)
    .map(([text, color]) => ({
      matcher: seriesMatcher(template, at, text),
      properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
    }));
}

const hasColors = (names: LabelNames | undefined) =>
  names !== undefined && [...names.values.values()].some(({ color }) => color !== undefined);

/** Series whose legend has the text at this place, whatever the other labels are. */
function seriesMatcher(template: Template, at: number, text: string): JsonObject {
  const name = template.map((part, index) => (index === at ? text : part)).join("");
  // A name would read as a variable if it has the signs of one; a pattern doesn't.
  if (template.length === 3 && !/[$[]/.test(name)) return { id: "byName", options: name };
  const [before, after] = [pattern(template.slice(0, at)), pattern(template.slice(at + 1))];
  return { id: "byRegexp", options: `/^${before}${literally(text)}${after}$/` };
}

/** The pattern of a part of a legend: a text as it is, and anything for a label. The texts are at the even places. */
function pattern(parts: Template): string {
  return parts.map((part, index) => (index % 2 === 0 ? literally(part) : "[^]*")).join("");
}

const literally = (text: string): string => text.replace(/[\\^.*+?()[\]{}|/]/g, "\\$&").replaceAll("$", () => "[$]");
