/**
 * Where zones and items stand on the map. Zones stand in two rows, those that lie further out above, with a corridor
 * between the rows in which the lines run. Each zone reaches into it with a stem; the ends of the stems lie on an
 * ellipse, so that no three are on one line, and a line between two of them passes neither a third nor any zone.
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
  /** Where lines begin and end: at its tip in the corridor. Absent where there is but one zone. */
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
  /** None where there are more than fit: then the zones say how many they hold. */
  readonly items: readonly PlacedItem<T>[];
  /** Whether the items are drawn, or only counted. */
  readonly complete: boolean;
}

/** What fits a panel of the whole width and 16 lines of Grafana's grid, in pixels. */
export const mapSize = { width: 1800, height: 560 } as const;

/** Beyond either, only zones are drawn, with how many items each holds. */
export const mapLimits = { zones: 12, items: 60 } as const;

/** Room above a zone's items for its title and figures. */
export const headerHeight = 44;

const margin = 6;
const gap = 12;
const padding = 8;
const leastZoneWidth = 150;
const leastCell = { width: 128, height: 28 } as const;
const mostCell = { width: 240, height: 44 } as const;
const cellGap = 6;
const leastCorridor = 150;
const mostCorridor = 230;
const stemWidth = 10;

const inner = { width: mapSize.width - 2 * margin, height: mapSize.height - 2 * margin } as const;

/**
 * Places zones and items: without overlap, each item in its zone, everything on the map; the same for the same lab.
 * Any number of zones fits, if not legibly; items are placed up to {@link mapLimits}. Items of other zones are left out.
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

/** Zones beside each other, with their items in so many lines. */
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
 * Which zones stand in which row, and in how many lines items stand in each: the fewest lines that fit comfortably, and
 * among these the most even rows. Nothing where no arrangement fits.
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
  const comfortable = fitting.filter(({ fullest }) => fullest <= 0.8);
  const [best] = (comfortable.length > 0 ? comfortable : fitting).sort(
    (a, b) => a.lines - b.lines || a.evenness - b.evenness || a.fullest - b.fullest,
  );
  return best?.filled;
}

/** Every way to share the lines that have room among the rows; a row without items needs none. */
function linesFor(rows: readonly (readonly Filled<MapZone, MapItem>[])[]): readonly (readonly number[])[] {
  const corridor = rows.length === 1 ? 0 : leastCorridor;
  const most = Math.floor((inner.height - corridor - rows.length * emptyHeight) / leastCell.height);
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
  return Math.max(leastZoneWidth, columnsOf(items.length, lines) * leastCell.width + 2 * padding);
}

function neededWidth({ zones, lines }: Row<MapZone, MapItem>): number {
  return zones.reduce((sum, zone) => sum + neededZoneWidth(zone, lines), 0) + (zones.length - 1) * gap;
}

function place<Z extends MapZone, T extends MapItem>(
  rows: readonly Row<Z, T>[],
): { readonly zones: readonly PlacedZone<Z>[]; readonly items: readonly PlacedItem<T>[] } {
  const lines = rows.reduce((sum, row) => sum + row.lines, 0);
  const room = inner.height - rows.length * emptyHeight;
  // Lines that cross each other need room first, then items, and what is left goes to the zones.
  const corridor = rows.length < 2 ? 0 : Math.min(mostCorridor, room - lines * leastCell.height);
  const cellHeight = lines === 0 ? 0 : Math.min(mostCell.height, (room - corridor) / lines);
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

/** Side by side over the whole width, each as wide as its share of what is needed. */
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

/** From the zone's edge to the ellipse in the corridor. */
function stemOf(zone: Box, middle: number, half: number, above: boolean): NonNullable<PlacedZone<MapZone>["stem"]> {
  const centre = zone.left + zone.width / 2;
  const offCentre = (centre - mapSize.width / 2) / (mapSize.width * 0.58);
  const reach = (half - 6) * Math.sqrt(1 - offCentre ** 2);
  const left = centre - stemWidth / 2;
  const length = half - reach;
  return above
    ? { box: { left, top: middle - half, width: stemWidth, height: length }, tip: "bottom" }
    : { box: { left, top: middle + reach, width: stemWidth, height: length }, tip: "top" };
}

/** In as many columns as they need, line by line, below the header. */
function itemBoxes<T extends MapItem>(
  items: readonly T[],
  lines: number,
  zone: Box,
  cellHeight: number,
): PlacedItem<T>[] {
  const columns = columnsOf(items.length, lines);
  const cell = Math.min(mostCell.width, (zone.width - 2 * padding) / Math.max(1, columns));
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
