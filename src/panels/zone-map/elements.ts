/** Names and texts that the elements of zones, items and the hub share. */
import { mapValues, type Box, type CanvasElement } from "../../grafana/index.js";
import { colors, healthWords } from "../tokens.js";
import { columnName, type ColumnValue } from "./columns.js";
import type { MapItem } from "./layout.js";
import { truncate } from "./text-width.js";

// The name of an element begins with its kind, so that a zone and a service of one name are two elements.
export const zoneElement = (name: string) => `zone ${name}`;
export const hubElement = "hub";
export const itemElement = ({ kind, name }: Pick<MapItem, "kind" | "name">) => `${kind} ${name}`;

export const textSize = { title: 14, usual: 12, rate: 11, small: 10 } as const;

type Text = NonNullable<CanvasElement["text"]>;

/** A fixed text, cut off at the width of its box. */
export const label = (
  name: string,
  box: Box,
  text: string,
  { size = textSize.usual, align = "left", color }: Partial<Pick<Text, "size" | "align" | "color">> = {},
): CanvasElement => ({
  name,
  box,
  text: { value: truncate(text, box.width, size), size, align, ...(color === undefined ? {} : { color }) },
});

/** What the texts beside it mean, in small gray letters. */
export const caption = (name: string, box: Box, text: string): CanvasElement =>
  label(name, box, text, { size: textSize.small, color: colors.neutral });

/** The value of a column. */
export const value = (
  [figure, ...subject]: readonly [ColumnValue, ...string[]],
  box: Box,
  {
    otherwise = "–",
    size = textSize.usual,
    align = "left",
  }: Partial<Pick<Text, "size" | "align">> & {
    readonly otherwise?: string;
  } = {},
): CanvasElement => ({
  name: [figure, ...subject].join(" "),
  box,
  text: { value: { column: columnName(figure, ...subject), otherwise }, size, align },
});

/** The mark of health of a zone, item or resolver. */
export function healthMark(kind: "zone" | "resolver" | MapItem["kind"], name: string, box: Box): CanvasElement {
  const column = columnName("health", kind, name);
  return {
    name: `health of ${kind} ${name}`,
    box,
    text: {
      value: { column, otherwise: "–" },
      color: { column, otherwise: colors.neutral },
      size: textSize.usual,
    },
  };
}

/** The marks of health without their words, for which there is no room. */
export const healthMarks = mapValues(
  Object.fromEntries(
    Object.entries(healthWords).map(([health, { text, color }]) => [health, { text: text.slice(0, 1), color }]),
  ),
);
