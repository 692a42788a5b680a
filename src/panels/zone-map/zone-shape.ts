/** How the inside of a zone's box is divided at a width: its figures, and below or beside them lines of its items. */
import type { Box } from "../../grafana/index.js";

export interface MapItem {
  readonly kind: "service" | "infrastructure";
  readonly name: string;
  readonly zone: string;
  /** Whether its box has a second line. */
  readonly tall: boolean;
  /** Whether it is drawn as a bar, as a proxy or a DNS server, in place of its zone. */
  readonly bar: "proxy" | "dns" | undefined;
}

export interface ZoneShape<T extends MapItem> {
  readonly height: number;
  readonly headings: readonly { readonly kind: MapItem["kind"]; readonly box: Box }[];
  readonly items: readonly { readonly item: T; readonly box: Box }[];
  /** Items for which there is no room, and the place of their number. */
  readonly more: { readonly count: number; readonly box: Box } | undefined;
}

/** In pixels. Six of the narrowest zones fill the map. */
export const zoneSize = { narrowest: 188, padding: 8, title: { top: 4, height: 22 }, figure: 17 } as const;

/** Of a column of items, with the gap between two of them. */
export const columnWidth = 134;

/** Further lines of items are only counted. */
export const mostLines = 14;

const { narrowest, padding, title, figure } = zoneSize;
const figuresWidth = narrowest - 2 * padding;
const gap = { cell: 5, beside: 12, bottom: 4 } as const;
const cellHeight = { low: 24, tall: 36 } as const;
const headingHeight = 16;
const titleBottom = title.top + title.height;
const figuresBottom = titleBottom + 3 * figure + 2;

/** Of a zone without items. */
export const lowestZone = figuresBottom + gap.bottom;

/** The lower of two shapes: items below the figures, or beside them. */
export function zoneShape<T extends MapItem>(items: readonly T[], width: number): ZoneShape<T> {
  const below = { left: padding, top: figuresBottom, width: width - 2 * padding };
  const indent = figuresWidth + gap.beside;
  const beside = { left: padding + indent, top: titleBottom, width: below.width - indent };
  const shapes = [below, beside].filter((area) => area.width >= columnWidth).map((area) => shapeIn(items, area));
  return shapes.reduce((lowest, shape) => (shape.height < lowest.height ? shape : lowest));
}

type Area = Pick<Box, "left" | "top" | "width">;

interface Line<T extends MapItem> {
  readonly items: readonly T[];
  readonly isFirstOfKind: boolean;
}

function shapeIn<T extends MapItem>(items: readonly T[], area: Area): ZoneShape<T> {
  const columns = Math.floor(area.width / columnWidth);
  const all = (["service", "infrastructure"] as const).flatMap((kind) =>
    linesOf(
      items.filter((item) => item.kind === kind),
      columns,
    ),
  );
  const lines = all.slice(0, mostLines);
  const shown = all.length > mostLines ? withRoomForNumber(lines, columns) : lines;
  const width = (area.width + gap.cell) / columns;
  const headings: ZoneShape<T>["headings"][number][] = [];
  const placed: ZoneShape<T>["items"][number][] = [];
  let top: number = area.top;
  let more: ZoneShape<T>["more"];
  for (const [index, line] of shown.entries()) {
    const [first] = line.items;
    if (line.isFirstOfKind && first !== undefined) {
      headings.push({ kind: first.kind, box: { ...area, top, height: headingHeight } });
      top += headingHeight;
    }
    const height = (lines[index] ?? line).items.some(({ tall }) => tall) ? cellHeight.tall : cellHeight.low;
    const cell = (column: number): Box => ({
      left: area.left + column * width,
      top,
      width: Math.min(width - gap.cell, 2 * columnWidth),
      height,
    });
    placed.push(...line.items.map((item, column) => ({ item, box: cell(column) })));
    if (all.length > mostLines && index === shown.length - 1)
      more = { count: items.length - placed.length, box: cell(line.items.length) };
    top += height + gap.cell;
  }
  return { height: Math.max(lowestZone, top + gap.bottom), headings, items: placed, more };
}

const linesOf = <T extends MapItem>(items: readonly T[], columns: number): readonly Line<T>[] =>
  Array.from({ length: Math.ceil(items.length / columns) }, (_, line) => ({
    items: items.slice(line * columns, (line + 1) * columns),
    isFirstOfKind: line === 0,
  }));

/** The lines with a free cell at the end of the last. */
const withRoomForNumber = <T extends MapItem>(lines: readonly Line<T>[], columns: number): readonly Line<T>[] =>
  lines.map((line, index) =>
    index === lines.length - 1 ? { ...line, items: line.items.slice(0, columns - 1) } : line,
  );
