/**
 * The layout of the zone map. All requests go through Traefik and all DNS queries through AdGuard Home, so each is a bar
 * across the whole map, and a row of zones stands between them: a vertical line joins each zone to either, no line
 * crosses another, and none has a box in its way. Below a second row of zones the bar of Traefik stands once more.
 */
import type { Box } from "../../grafana/index.js";
import { columnWidth, lowestZone, mostLines, zoneShape, zoneSize, type MapItem, type ZoneShape } from "./zone-shape.js";

export type { MapItem } from "./zone-shape.js";

export const zoneKinds = ["external", "guest", "iot", "internal", "trusted", "infrastructure"] as const;

export interface MapZone {
  readonly name: string;
  readonly type: (typeof zoneKinds)[number];
}

export type BarKind = NonNullable<MapItem["bar"]>;

export interface Bar<T extends MapItem> {
  readonly kind: BarKind;
  /** Whether it repeats the one above. */
  readonly repeated: boolean;
  readonly box: Box;
  /** The parts that it stands for. A single one takes the whole bar. */
  readonly parts: readonly PlacedItem<T>[];
  /** The box to the right of several parts; of one or none, the whole bar. */
  readonly rest: Box;
}

export interface PlacedZone<Z extends MapZone, T extends MapItem> extends Omit<ZoneShape<T>, "height"> {
  readonly zone: Z;
  readonly box: Box;
  /** Places for a line between the zone and a bar, with its texts. */
  readonly slots: { readonly http: Slot<T>; readonly served: Slot<T>; readonly dns: Slot<T> };
}

export interface Slot<T extends MapItem> {
  readonly box: Box;
  readonly bar: Bar<T>;
}

export interface PlacedItem<T extends MapItem> {
  readonly item: T;
  readonly box: Box;
}

export interface MapLayout<Z extends MapZone, T extends MapItem> {
  readonly size: { readonly width: number; readonly height: number };
  /** In lines of Grafana's grid. */
  readonly gridHeight: number;
  /** At most {@link mapLimits}, in the order of their types. */
  readonly zones: readonly PlacedZone<Z, T>[];
  readonly bars: readonly Bar<T>[];
  /** The place of the legend. */
  readonly legend: Box;
}

/** In pixels: the body of a panel of the whole width beside the open menu on a screen of 1,366 pixels. */
export const mapWidth = 1180;

/** Further zones are left out, and further lines of items in a zone are only counted. */
export const mapLimits = { zones: 12, lines: mostLines, parts: { proxy: 4, dns: 3 } } as const;

const gap = 8;
const margin = 4;
const corridor = 46;
const barHeight = 28;
const legendHeight = 20;
const slotWidth = { requests: 150, queries: 260 } as const;
/** Of Grafana: a line of the grid, the gap between panels, and title and padding of a panel. */
const grid = { line: 38, gap: 8, frame: 48 } as const;

const inner = mapWidth - 2 * margin;

interface Row<Z extends MapZone, T extends MapItem> {
  readonly zones: readonly { readonly zone: Z; readonly width: number; readonly shape: ZoneShape<T> }[];
  readonly height: number;
}

/** Places zones and items without overlap. The same input has the same layout. Items of unknown zones are left out. */
export function layoutMap<Z extends MapZone, T extends MapItem>(
  zones: readonly Z[],
  items: readonly T[],
): MapLayout<Z, T> {
  const ordered = zones
    .slice(0, mapLimits.zones)
    .toSorted((a, b) => zoneKinds.indexOf(a.type) - zoneKinds.indexOf(b.type));
  const partsOf = (kind: BarKind) => items.filter(({ bar }) => bar === kind).slice(0, mapLimits.parts[kind]);
  const parts = { proxy: partsOf("proxy"), dns: partsOf("dns") };
  const left = items.filter((item) => !parts.proxy.includes(item) && !parts.dns.includes(item));
  const rows = arrange(ordered.map((zone) => ({ zone, items: left.filter((item) => item.zone === zone.name) })));
  return place(rows, parts);
}

interface Filled<Z extends MapZone, T extends MapItem> {
  readonly zone: Z;
  readonly items: readonly T[];
}

/** One row of zones or two: of all ways to cut the list in two, that of the lowest and then most even map. */
function arrange<Z extends MapZone, T extends MapItem>(zones: readonly Filled<Z, T>[]): readonly Row<Z, T>[] {
  const ways = zones
    .map((_, index) => [zones.slice(0, index + 1), zones.slice(index + 1)])
    .filter((rows) => rows.every((row) => row.length * (zoneSize.narrowest + gap) - gap <= inner))
    .map((rows) => {
      const filled = rows.filter((row) => row.length > 0).map(fillRow);
      return { filled, height: heightOf(filled), longest: Math.max(...rows.map((row) => row.length)) };
    });
  const [best] = ways.toSorted((a, b) => a.height - b.height || a.longest - b.longest);
  return best?.filled ?? [];
}

/** The highest zone becomes wider, as long as there is room in the row. */
function fillRow<Z extends MapZone, T extends MapItem>(zones: readonly Filled<Z, T>[]): Row<Z, T> {
  const step = columnWidth / 2;
  const widths = zones.map((): number => zoneSize.narrowest);
  const room = inner - (zones.length - 1) * gap;
  const heights = zones.map(({ items }, index) => zoneShape(items, widths[index] ?? 0).height);
  while (total(widths) + step <= room) {
    const highest = heights.indexOf(Math.max(...heights));
    if ((heights[highest] ?? 0) <= lowestZone) break;
    const width = (widths[highest] ?? 0) + step;
    widths[highest] = width;
    heights[highest] = zoneShape(zones[highest]?.items ?? [], width).height;
  }
  const factor = room / total(widths);
  const filled = zones.map(({ zone, items }, index) => {
    const width = (widths[index] ?? 0) * factor;
    return { zone, width, shape: zoneShape(items, width) };
  });
  return { zones: filled, height: Math.max(...filled.map(({ shape }) => shape.height)) };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** Each row has a bar above it and one below it. */
const heightOf = (rows: readonly Row<MapZone, MapItem>[]): number =>
  2 * margin +
  legendHeight +
  (rows.length + 1) * barHeight +
  total(rows.map(({ height }) => height)) +
  2 * rows.length * corridor;

type Parts<T extends MapItem> = { readonly [K in BarKind]: readonly T[] };

function place<Z extends MapZone, T extends MapItem>(rows: readonly Row<Z, T>[], parts: Parts<T>): MapLayout<Z, T> {
  const needed = heightOf(rows);
  const gridHeight = Math.ceil((needed + grid.gap + grid.frame) / grid.line);
  const height = gridHeight * grid.line - grid.gap - grid.frame;
  const between = corridor + (height - needed) / (2 * rows.length);
  const bars: Bar<T>[] = [barAt(margin, "proxy", parts, false)];
  const zones: PlacedZone<Z, T>[] = [];
  let above = bars[0];
  for (const [index, row] of rows.entries()) {
    if (above === undefined) break;
    const top = bottom(above.box) + between;
    const kind = above.kind === "proxy" ? "dns" : "proxy";
    const below = barAt(top + row.height + between, kind, parts, index > 0);
    zones.push(...placeRow(row, top, { above, below }));
    bars.push(below);
    above = below;
  }
  const legend = { left: margin, top: height - margin - legendHeight + 2, width: inner, height: legendHeight - 2 };
  return { size: { width: mapWidth, height }, gridHeight, zones, bars, legend };
}

const bottom = ({ top, height }: Box): number => top + height;

/** Several parts begin after some words. */
const partsAt = 96;
const partSize = { widest: 260, room: 700 } as const;

function barAt<T extends MapItem>(top: number, kind: BarKind, parts: Parts<T>, repeated: boolean): Bar<T> {
  const box = { left: margin, top, width: inner, height: barHeight };
  const items = parts[kind];
  const [only] = items;
  if (items.length < 2)
    return { kind, repeated, box, parts: only === undefined ? [] : [{ item: only, box }], rest: box };
  const each = Math.min(partSize.widest, partSize.room / items.length);
  const boxes = items.map((item, index) => ({
    item,
    box: { left: margin + partsAt + index * each, top: top + 3, width: each - gap, height: barHeight - 6 },
  }));
  const used = partsAt + items.length * each;
  return { kind, repeated, box, parts: boxes, rest: { ...box, left: margin + used, width: inner - used } };
}

function placeRow<Z extends MapZone, T extends MapItem>(
  row: Row<Z, T>,
  top: number,
  bars: { readonly above: Bar<T>; readonly below: Bar<T> },
): readonly PlacedZone<Z, T>[] {
  let left = margin;
  return row.zones.map(({ zone, width, shape }) => {
    const box = { left, top, width, height: row.height };
    left += width + gap;
    const moved = (inside: Box): Box => ({ ...inside, left: inside.left + box.left, top: inside.top + top });
    const { more } = shape;
    return {
      zone,
      box,
      slots: slotsOf(box, bars),
      headings: shape.headings.map(({ kind, box: of }) => ({ kind, box: moved(of) })),
      items: shape.items.map(({ item, box: of }) => ({ item, box: moved(of) })),
      more: more === undefined ? undefined : { ...more, box: moved(more.box) },
    };
  });
}

/** Two places beside each other on the side of Traefik, and one on that of AdGuard Home. */
function slotsOf<T extends MapItem>(
  zone: Box,
  { above, below }: { readonly above: Bar<T>; readonly below: Bar<T> },
): PlacedZone<MapZone, T>["slots"] {
  const corridorTo = (bar: Bar<T>): Pick<Box, "top" | "height"> =>
    bar === above
      ? { top: bottom(above.box), height: zone.top - bottom(above.box) }
      : { top: bottom(zone), height: below.box.top - bottom(zone) };
  const [proxy, dns] = above.kind === "proxy" ? [above, below] : [below, above];
  const half = Math.min(slotWidth.requests, zone.width / 2);
  const http = { left: zone.left, width: half, ...corridorTo(proxy) };
  return {
    http: { box: http, bar: proxy },
    served: { box: { ...http, left: zone.left + half }, bar: proxy },
    dns: {
      box: { left: zone.left, width: Math.min(slotWidth.queries, zone.width), ...corridorTo(dns) },
      bar: dns,
    },
  };
}
