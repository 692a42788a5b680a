/**
 * The layout of the zone map. Zones have two rows, outer zones above, with a corridor between the rows for the lines.
 * Each zone reaches into the corridor with a stem. The tips of the stems are on an ellipse: no three of them are on one
 * line, so a line between two tips crosses neither a third stem nor a zone.
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
}

export interface PlacedZone<Z extends MapZone> {
  readonly zone: Z;
  readonly box: Box;
  /** Lines begin and end at its tip in the corridor. A single zone has none. */
  readonly stem?: { readonly box: Box; readonly tip: "top" | "bottom" };
  readonly services: number;
  readonly infrastructure: number;
}

export interface PlacedItem<T extends MapItem> {
  readonly item: T;
  readonly box: Box;
}

export interface MapLayout<Z extends MapZone, T extends MapItem> {
  readonly zones: readonly PlacedZone<Z>[];
  /** Empty if not all items fit. */
  readonly items: readonly PlacedItem<T>[];
  /** Whether the items are drawn. Else the zones only have their number. */
  readonly complete: boolean;
}

/** In pixels: a panel of the whole width and 16 lines of Grafana's grid. */
export const mapSize = { width: 1800, height: 560 } as const;

/** Beyond either limit only zones are drawn, with the number of their items. */
export const mapLimits = { zones: 12, items: 60 } as const;

/** Pixels above the items of a zone for its title and figures. */
export const headerHeight = 44;

const margin = 6;
const gap = 12;
const padding = 8;
const minZoneWidth = 150;
const minCell = { width: 128, height: 28 } as const;
const maxCell = { width: 240, height: 44 } as const;
const cellGap = 6;
const minCorridor = 150;
const maxCorridor = 230;
const stemWidth = 10;

const inner = { width: mapSize.width - 2 * margin, height: mapSize.height - 2 * margin } as const;

/**
 * Places zones without overlap, and up to {@link mapLimits} also their items, each in its zone. The same input has the
 * same layout. Any number of zones fits, though they may be too small to read. Items of unknown zones are left out.
 */
export function layoutMap<Z extends MapZone, T extends MapItem>(
  zones: readonly Z[],
  items: readonly T[],
): MapLayout<Z, T> {
  const ordered = [...zones].sort((a, b) => zoneKinds.indexOf(a.type) - zoneKinds.indexOf(b.type));
  const filled = ordered.map((zone) => ({ zone, items: items.filter((item) => item.zone === zone.name) }));
  if (filled.length <= mapLimits.zones && filled.reduce((sum, one) => sum + one.items.length, 0) <= mapLimits.items) {
    const arranged = arrange(filled);
    if (arranged !== undefined) return { ...place(arranged), complete: true };
  }
  const counted = filled.map(({ zone, items: held }) => ({ zone, items: [], held }));
  const half = Math.ceil(counted.length / 2);
  const rows = counted.length < 2 ? [counted] : [counted.slice(0, half), counted.slice(half)];
  const { zones: placed } = place(rows.map((row) => ({ zones: row, lines: 0 })));
  return {
    zones: placed.map((one) => ({ ...one, ...counts(heldBy(counted, one.zone)) })),
    items: [],
    complete: false,
  };
}

interface Filled<Z extends MapZone, T extends MapItem> {
  readonly zone: Z;
  readonly items: readonly T[];
}

/** Zones beside each other, with their items in a number of lines. */
interface Row<Z extends MapZone, T extends MapItem> {
  readonly zones: readonly Filled<Z, T>[];
  readonly lines: number;
}

function heldBy<Z extends MapZone, T extends MapItem>(
  counted: readonly { readonly zone: Z; readonly held: readonly T[] }[],
  zone: Z,
): readonly T[] {
  return counted.find((one) => one.zone === zone)?.held ?? [];
}

function counts(items: readonly MapItem[]): { readonly services: number; readonly infrastructure: number } {
  const services = items.filter(({ kind }) => kind === "service").length;
  return { services, infrastructure: items.length - services };
}

/**
 * The zones of each row, and its number of lines: the fewest lines that fill rows to at most 80 %, or else to 100 %, and
 * among these the most even rows. Undefined if no arrangement fits.
 */
function arrange<Z extends MapZone, T extends MapItem>(
  zones: readonly Filled<Z, T>[],
): readonly Row<Z, T>[] | undefined {
  const splits =
    zones.length === 1 ? [[zones]] : zones.slice(1).map((_, cut) => [zones.slice(0, cut + 1), zones.slice(cut + 1)]);
  const candidates = splits.flatMap((rows) =>
    linesFor(rows).map((lines) => {
      const filled = rows.map((row, index) => ({ zones: row, lines: lines[index] ?? 0 }));
      const needs = filled.map((row) => neededWidth(row) / inner.width);
      const all = lines.reduce((sum, one) => sum + one, 0);
      const evenness = Math.max(...rows.map(({ length }) => length)) / zones.length;
      return { filled, fullest: Math.max(...needs), lines: all, evenness };
    }),
  );
  const fitting = candidates.filter(({ fullest }) => fullest <= 1);
  const roomy = fitting.filter(({ fullest }) => fullest <= 0.8);
  const [best] = (roomy.length > 0 ? roomy : fitting).sort(
    (a, b) => a.lines - b.lines || a.evenness - b.evenness || a.fullest - b.fullest,
  );
  return best?.filled;
}

/** All numbers of lines for the rows that fit the map. A row without items has none. */
function linesFor(rows: readonly (readonly Filled<MapZone, MapItem>[])[]): readonly (readonly number[])[] {
  const corridor = rows.length === 1 ? 0 : minCorridor;
  const most = Math.floor((inner.height - corridor - rows.length * emptyHeight) / minCell.height);
  const options = rows.map((row) =>
    row.every(({ items }) => items.length === 0) ? [0] : Array.from({ length: most }, (_, index) => index + 1),
  );
  const [above = [], below] = options;
  if (below === undefined) return above.map((lines) => [lines]);
  return above
    .flatMap((lines) => below.map((others) => [lines, others]))
    .filter((lines) => lines.reduce((sum, one) => sum + one, 0) <= most);
}

const emptyHeight = headerHeight + padding;

const columnsOf = (items: number, lines: number): number => (lines === 0 ? 0 : Math.ceil(items / lines));

function neededZoneWidth({ items }: Filled<MapZone, MapItem>, lines: number): number {
  return Math.max(minZoneWidth, columnsOf(items.length, lines) * minCell.width + 2 * padding);
}

function neededWidth({ zones, lines }: Row<MapZone, MapItem>): number {
  return zones.reduce((sum, zone) => sum + neededZoneWidth(zone, lines), 0) + (zones.length - 1) * gap;
}

function place<Z extends MapZone, T extends MapItem>(
  rows: readonly Row<Z, T>[],
): { readonly zones: readonly PlacedZone<Z>[]; readonly items: readonly PlacedItem<T>[] } {
  const lines = rows.reduce((sum, row) => sum + row.lines, 0);
  const room = inner.height - rows.length * emptyHeight;
  // The corridor gets its maximum first, then the items get theirs, and the zones get the rest.
  const corridor = rows.length < 2 ? 0 : Math.min(maxCorridor, room - lines * minCell.height);
  const cellHeight = lines === 0 ? 0 : Math.min(maxCell.height, (room - corridor) / lines);
  const spare = (room - corridor - lines * cellHeight) / Math.max(1, rows.length);

  let top = margin;
  const placed = rows.map((row, index) => {
    const height = emptyHeight + row.lines * cellHeight + spare;
    const boxes = zoneBoxes(row, top, height);
    const above = index === 0;
    const edge = above ? top + height : top;
    const middle = above ? edge + corridor / 2 : edge - corridor / 2;
    top += height + corridor;
    return row.zones.map(({ zone, items }, at) => {
      const box = boxes[at] ?? { left: 0, top: 0, width: 0, height: 0 };
      return {
        zone: {
          zone,
          box,
          ...(rows.length === 1 ? {} : { stem: stemOf(box, middle, corridor / 2, above) }),
          ...counts(items),
        },
        items: itemBoxes(items, row.lines, box, cellHeight),
      };
    });
  });
  return {
    zones: placed.flat().map(({ zone }) => zone),
    items: placed.flat().flatMap(({ items }) => items),
  };
}

/** Boxes side by side over the whole width, in proportion to the widths that zones need. */
function zoneBoxes(row: Row<MapZone, MapItem>, top: number, height: number): Box[] {
  const space = Math.min(gap, inner.width / row.zones.length / 4);
  const widths = row.zones.map((zone) => neededZoneWidth(zone, row.lines));
  const factor = (inner.width - (row.zones.length - 1) * space) / widths.reduce((sum, width) => sum + width, 0);
  let left = margin;
  return widths.map((needed) => {
    const box = { left, top, width: needed * factor, height };
    left += box.width + space;
    return box;
  });
}

/** The stem from the edge of a zone to the ellipse in the corridor. */
function stemOf(zone: Box, middle: number, half: number, above: boolean): NonNullable<PlacedZone<MapZone>["stem"]> {
  const center = zone.left + zone.width / 2;
  const offCenter = (center - mapSize.width / 2) / (mapSize.width * 0.58);
  const reach = (half - 6) * Math.sqrt(1 - offCenter ** 2);
  const left = center - stemWidth / 2;
  const length = half - reach;
  return above
    ? { box: { left, top: middle - half, width: stemWidth, height: length }, tip: "bottom" }
    : { box: { left, top: middle + reach, width: stemWidth, height: length }, tip: "top" };
}

/** Boxes of items in lines below the header of their zone. */
function itemBoxes<T extends MapItem>(
  items: readonly T[],
  lines: number,
  zone: Box,
  cellHeight: number,
): PlacedItem<T>[] {
  const columns = columnsOf(items.length, lines);
  const cell = Math.min(maxCell.width, (zone.width - 2 * padding) / Math.max(1, columns));
  return items.map((item, index) => ({
    item,
    box: {
      left: zone.left + padding + (index % columns) * cell + cellGap / 2,
      top: zone.top + headerHeight + Math.floor(index / columns) * cellHeight + cellGap / 2,
      width: cell - cellGap,
      height: cellHeight - cellGap,
    },
  }));
}
