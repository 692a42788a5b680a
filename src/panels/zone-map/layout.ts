/**
 * The layout of the zone map. All traffic goes through Traefik and AdGuard Home, so they are a hub across the whole map.
 * Zones stand above and below it, outer zones above, and each has vertical lines to the hub: no line crosses another, and
 * none has a box in its way. Services stand in their zones.
 */
import type { Box } from "../../grafana/index.js";

export const zoneKinds = ["external", "guest", "iot", "internal", "trusted", "infrastructure"] as const;

export interface MapZone {
  readonly name: string;
  readonly type: (typeof zoneKinds)[number];
}

export interface MapItem {
  readonly kind: "service" | "infrastructure";
  readonly name: string;
  readonly zone: string;
  /** Whether its box has a second line. */
  readonly tall: boolean;
  /** Whether it is a part of the hub. */
  readonly hub: boolean;
}

export interface PlacedZone<Z extends MapZone> {
  readonly zone: Z;
  readonly box: Box;
  readonly above: boolean;
  /** Places for lines between zone and hub, from left to right. */
  readonly slots: readonly Box[];
  /** Items for which there is no room, and the place of their number. */
  readonly more?: { readonly count: number; readonly box: Box };
}

export interface PlacedItem<T extends MapItem> {
  readonly item: T;
  readonly box: Box;
  /** Whether it is drawn in the hub: there is room for few parts. */
  readonly inHub: boolean;
}

export interface MapLayout<Z extends MapZone, T extends MapItem> {
  readonly size: { readonly width: number; readonly height: number };
  /** In lines of Grafana's grid. */
  readonly gridHeight: number;
  /** At most {@link mapLimits}, in the order of their types. */
  readonly zones: readonly PlacedZone<Z>[];
  readonly items: readonly PlacedItem<T>[];
  readonly hub: Box;
}

/** In pixels: the body of a panel of the whole width beside the open menu on a screen of 1,366 pixels. */
export const mapWidth = 1180;

/** Further zones are left out, and further lines of items in a zone are only counted. */
export const mapLimits = { zones: 12, lines: 14 } as const;

/** Six of the narrowest zones fill the map. */
const narrowest = 188;
const gap = 8;
const margin = 6;
const padding = 8;
const headerHeight = 100;
const cell = { width: 134, gap: 5, low: 24, tall: 36 } as const;
const corridor = 52;
const hubHeight = 50;
const slotWidth = 118;
/** Of Grafana: a line of the grid, the gap between panels, and title and padding of a panel. */
const grid = { line: 38, gap: 8, frame: 48 } as const;

const inner = mapWidth - 2 * margin;

interface Filled<Z extends MapZone, T extends MapItem> {
  readonly zone: Z;
  readonly items: readonly T[];
}

interface Row<Z extends MapZone, T extends MapItem> {
  readonly zones: readonly Filled<Z, T>[];
  /** Of each zone: its number of columns, and the heights of its lines of items. */
  readonly columns: readonly number[];
  readonly lines: readonly (readonly number[])[];
}

/** Places zones and items without overlap. The same input has the same layout. Items of unknown zones are left out. */
export function layoutMap<Z extends MapZone, T extends MapItem>(
  zones: readonly Z[],
  items: readonly T[],
): MapLayout<Z, T> {
  const ordered = zones
    .slice(0, mapLimits.zones)
    .toSorted((a, b) => zoneKinds.indexOf(a.type) - zoneKinds.indexOf(b.type));
  const inHub = items.filter(({ hub }) => hub).slice(0, hubParts);
  const left = items.filter((item) => !inHub.includes(item));
  const rows = arrange(ordered.map((zone) => ({ zone, items: left.filter((item) => item.zone === zone.name) })));
  return place(rows, inHub);
}

/** The most parts of the hub that have a place in it. */
const hubParts = 4;

/** The zones above and below the hub: of all ways to cut the list in two, that of the lowest and then most even map. */
function arrange<Z extends MapZone, T extends MapItem>(zones: readonly Filled<Z, T>[]): readonly Row<Z, T>[] {
  const ways = zones
    .map((_, index) => [zones.slice(0, index + 1), zones.slice(index + 1)])
    .filter((rows) => rows.every((row) => row.length * (narrowest + gap) - gap <= inner))
    .map((rows) => {
      const filled = rows.filter((row) => row.length > 0).map(fillRow);
      const height = total(filled.map((row) => rowHeight(row) + corridor));
      return { filled, height, longest: Math.max(...rows.map((row) => row.length)) };
    });
  const [best] = ways.toSorted((a, b) => a.height - b.height || a.longest - b.longest);
  return best?.filled ?? [];
}

/** The zone with the most lines gets a further column, as long as there is room in the row. */
function fillRow<Z extends MapZone, T extends MapItem>(zones: readonly Filled<Z, T>[]): Row<Z, T> {
  const columns = zones.map(() => 1);
  const linesOf = (index: number) => Math.ceil((zones[index]?.items.length ?? 0) / (columns[index] ?? 1));
  for (;;) {
    const tallest = zones.reduce((best, _, index) => (linesOf(index) > linesOf(best) ? index : best), 0);
    if (linesOf(tallest) <= 1) break;
    columns[tallest] = (columns[tallest] ?? 1) + 1;
    if (total(columns.map((count) => neededWidth(count) + gap)) - gap <= inner) continue;
    columns[tallest] -= 1;
    break;
  }
  return { zones, columns, lines: zones.map(({ items }, index) => lineHeights(items, columns[index] ?? 1)) };
}

/** A line is as high as its highest item. */
const lineHeights = (items: readonly MapItem[], columns: number): readonly number[] =>
  Array.from({ length: Math.min(mapLimits.lines, Math.ceil(items.length / columns)) }, (_, line) => {
    const tall = items.slice(line * columns, (line + 1) * columns).some((item) => item.tall);
    return (tall ? cell.tall : cell.low) + cell.gap;
  });

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const neededWidth = (columns: number): number => Math.max(narrowest, columns * cell.width + 2 * padding);

const rowHeight = ({ lines }: Row<MapZone, MapItem>): number => headerHeight + Math.max(...lines.map(total)) + padding;

function place<Z extends MapZone, T extends MapItem>(rows: readonly Row<Z, T>[], inHub: readonly T[]): MapLayout<Z, T> {
  const needed = 2 * margin + hubHeight + total(rows.map((row) => rowHeight(row) + corridor));
  const gridHeight = Math.ceil((needed + grid.gap + grid.frame) / grid.line);
  const height = gridHeight * grid.line - grid.gap - grid.frame;
  const lineHeight = corridor + (height - needed) / rows.length;
  const [above, below] = rows;
  const top = margin + (above === undefined ? 0 : rowHeight(above) + lineHeight);
  const hub = { left: margin, top, width: inner, height: hubHeight };
  const placed = [
    ...(above === undefined ? [] : placeRow(above, { top: margin, lineHeight, above: true })),
    ...(below === undefined ? [] : placeRow(below, { top: top + hubHeight + lineHeight, lineHeight, above: false })),
  ];
  return {
    size: { width: mapWidth, height },
    gridHeight,
    hub,
    zones: placed.map(({ zone }) => zone),
    items: [
      ...inHub.map((item, index) => ({ item, inHub: true, box: hubBox(hub, index, inHub.length) })),
      ...placed.flatMap(({ items }) => items),
    ],
  };
}

/** The parts of the hub begin after some words. */
const hubWords = 84;
const hubPart = { narrow: 176, wide: 228, gap: 8 } as const;

const hubBox = (hub: Box, index: number, parts: number): Box => {
  const width = parts > 2 ? hubPart.narrow : hubPart.wide;
  const left = hub.left + hubWords + index * (width + hubPart.gap);
  return { left, top: hub.top + 6, width, height: hub.height - 12 };
};

/** The part of the hub to the right of this number of its parts. */
export const restOfHub = (hub: Box, parts: number): Box => {
  const { left, top, height } = hubBox(hub, parts, parts);
  return { left, top, width: hub.left + hub.width - padding - left, height };
};

function placeRow<Z extends MapZone, T extends MapItem>(
  row: Row<Z, T>,
  { top, lineHeight, above }: { readonly top: number; readonly lineHeight: number; readonly above: boolean },
): readonly { readonly zone: PlacedZone<Z>; readonly items: readonly PlacedItem<T>[] }[] {
  const height = rowHeight(row);
  const widths = row.columns.map(neededWidth);
  const factor = (inner - (widths.length - 1) * gap) / total(widths);
  let left = margin;
  return row.zones.map(({ zone, items }, index) => {
    const box = { left, top, width: (widths[index] ?? 0) * factor, height };
    left += box.width + gap;
    const cells = cellsOf(box, row.lines[index] ?? [], row.columns[index] ?? 1);
    const fits = items.length <= cells.length;
    const last = cells.at(-1);
    return {
      zone: {
        zone,
        box,
        above,
        slots: slotsOf(box, above ? top + height : top - lineHeight, lineHeight),
        ...(fits || last === undefined ? {} : { more: { count: items.length - cells.length + 1, box: last } }),
      },
      items: (fits ? items : items.slice(0, cells.length - 1)).flatMap((item, at) => {
        const place = cells[at];
        return place === undefined ? [] : [{ item, inHub: false, box: place }];
      }),
    };
  });
}

/** Three places beside each other between a zone and the hub. */
function slotsOf({ left, width }: Box, top: number, height: number): readonly Box[] {
  const each = Math.min(slotWidth, width / 3);
  return [0, 1, 2].map((index) => ({ left: left + index * each, top, width: each, height }));
}

/** The boxes of a zone, line by line, in columns of one width. */
function cellsOf(zone: Box, lines: readonly number[], columns: number): readonly Box[] {
  const width = (zone.width - 2 * padding + cell.gap) / columns;
  return lines.flatMap((height, line) =>
    Array.from({ length: columns }, (_, column) => ({
      left: zone.left + padding + column * width,
      top: zone.top + headerHeight + total(lines.slice(0, line)),
      width: Math.min(width - cell.gap, 2 * cell.width),
      height: height - cell.gap,
    })),
  );
}
