/** The boxes of services and infrastructure, and the words above them. */
import type { Box, CanvasElement } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import { columnName } from "./columns.js";
import { caption, itemElement, label, titleWithHealth } from "./elements.js";
import type { LinkedItem } from "./items.js";
import type { PlacedItem } from "./layout.js";
import type { MapItem } from "./zone-shape.js";

const padding = { left: 8, right: 4 } as const;
const lineHeight = { title: 16, second: 15 } as const;

/** Corners of a service are round, those of infrastructure square. */
const radius = { service: 10, infrastructure: 0 } as const;

const headingWords = { service: "services", infrastructure: "infrastructure" } as const;

/** What the boxes below are. */
export const headingElement = (
  zone: string,
  { kind, box }: { readonly kind: MapItem["kind"]; readonly box: Box },
): CanvasElement => caption(`heading of ${kind} of zone ${zone}`, box, headingWords[kind]);

/** Health and title, and below them what the item needs. The box is on top, so that it takes all clicks. */
export function itemElements({ item, box }: PlacedItem<LinkedItem>): readonly CanvasElement[] {
  const second = item.needs.length === 0 ? undefined : `needs ${item.needs.join(", ")}`;
  const height = lineHeight.title + (second === undefined ? 0 : lineHeight.second);
  const line: Box = {
    left: box.left + padding.left,
    top: box.top + (box.height - height) / 2,
    width: box.width - padding.left - padding.right,
    height: lineHeight.title,
  };
  const below = { ...line, top: line.top + line.height, height: lineHeight.second };
  return [
    ...titleWithHealth(item, line),
    ...(second === undefined ? [] : [caption(`second line of ${itemElement(item)}`, below, second)]),
    itemBox({ item, box }),
  ];
}

/** The box of an item in the color of its health. */
export const itemBox = (
  { item, box }: PlacedItem<LinkedItem>,
  changes: Pick<CanvasElement, "background" | "connections"> & { readonly name?: string } = {},
): CanvasElement => ({
  name: itemElement(item),
  box,
  border: {
    color: { column: columnName("health", item.kind, item.name), otherwise: colors.neutral },
    width: 1,
    radius: radius[item.kind],
  },
  ...(item.link === undefined ? {} : { link: item.link }),
  ...changes,
});

/** The number of items of a zone that have no box. */
export const moreElement = (
  zone: string,
  { count, box }: { readonly count: number; readonly box: Box },
): CanvasElement => label(`more of zone ${zone}`, box, `and ${String(count)} more`, { align: "center" });
