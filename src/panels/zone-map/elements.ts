/** Names and texts that the elements of zones, items and bars share. */
import type { Box, CanvasElement } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import { columnName, type ColumnValue } from "./columns.js";
import { textWidth, truncate } from "./text-width.js";
import type { MapItem } from "./zone-shape.js";

// The name of an element begins with its kind, so that a zone and a service of one name are two elements.
export const zoneElement = (name: string) => `zone ${name}`;
export const itemElement = ({ kind, name }: Pick<MapItem, "kind" | "name">) => `${kind} ${name}`;

/** No text is smaller than 12 pixels. */
export const textSize = { title: 14, usual: 12 } as const;

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

/** What the texts beside it mean, in gray. */
export const caption = (name: string, box: Box, text: string): CanvasElement =>
  label(name, box, text, { color: colors.neutral });

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

const markWidth = 16;

/** The mark of health directly before a title. A repeated one has a further word in its name. */
export function titleWithHealth(
  of: { readonly kind: "zone" | "resolver" | MapItem["kind"]; readonly name: string; readonly title: string },
  box: Box,
  { size = textSize.usual, suffix = "" }: { readonly size?: number; readonly suffix?: string } = {},
): readonly CanvasElement[] {
  const { kind, name, title } = of;
  const column = columnName("health", kind, name);
  return [
    {
      name: `health of ${kind} ${name}${suffix}`,
      box: { ...box, width: markWidth },
      text: {
        value: { column, otherwise: "–" },
        color: { column, otherwise: colors.neutral },
        size: textSize.usual,
        align: "left",
      },
    },
    label(
      `title of ${kind} ${name}${suffix}`,
      { ...box, left: box.left + markWidth, width: box.width - markWidth },
      title,
      {
        size,
      },
    ),
  ];
}

/** The width of {@link titleWithHealth}, at most `most`. */
export const titleWidth = (title: string, most: number, size: number = textSize.usual): number =>
  Math.min(most, markWidth + textWidth(title, size) + 1);
