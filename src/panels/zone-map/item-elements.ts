/** The boxes of services and infrastructure. */
import type { Box, CanvasElement } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import { columnName } from "./columns.js";
import { caption, healthMark, itemElement, label, textSize } from "./elements.js";
import type { LinkedItem } from "./items.js";
import type { PlacedItem } from "./layout.js";

/** Width of the mark of health at the right edge of a box, and room at the left one. */
const markWidth = 18;
const left = 8;
const lineHeight = { title: 16, second: 14 } as const;

/** Corners of a service are round, those of infrastructure square. */
const radius = { service: 10, infrastructure: 0 } as const;

/**
 * Title and health, and below them a second line: what a service needs, or the zone of a part of the hub. The box is on
 * top, so that it takes all clicks.
 */
export function itemElements({ item, box, inHub }: PlacedItem<LinkedItem>, zoneTitle: string): CanvasElement[] {
  const name = itemElement(item);
  const second = inHub ? zoneTitle : item.needs.length === 0 ? undefined : `needs ${item.needs.join(", ")}`;
  const height = lineHeight.title + (second === undefined ? 0 : lineHeight.second);
  const line: Box = {
    left: box.left + left,
    top: box.top + (box.height - height) / 2,
    width: box.width - left - markWidth,
    height: lineHeight.title,
  };
  return [
    label(`title of ${name}`, line, item.title),
    ...(second === undefined
      ? []
      : [
          caption(
            `second line of ${name}`,
            { ...line, top: line.top + line.height, height: lineHeight.second },
            second,
          ),
        ]),
    healthMark(item.kind, item.name, { ...box, left: box.left + box.width - markWidth, width: markWidth }),
    {
      name,
      box,
      border: {
        color: { column: columnName("health", item.kind, item.name), otherwise: colors.neutral },
        width: 1,
        radius: radius[item.kind],
      },
      ...(item.link === undefined ? {} : { link: item.link }),
    },
  ];
}

/** The number of items of a zone that have no box. */
export const moreElement = (
  zone: string,
  { count, box }: { readonly count: number; readonly box: Box },
): CanvasElement =>
  label(`more of zone ${zone}`, box, `and ${String(count)} more`, { size: textSize.usual, align: "center" });
