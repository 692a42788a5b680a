import { fc } from "../../properties.js";
import { describe, expect, it } from "vitest";
import {
  layoutMap,
  mapLimits,
  mapWidth,
  zoneKinds,
  type MapItem,
  type MapLayout,
  type MapZone,
} from "../../../src/panels/zone-map/layout.js";
import type { Box } from "../../../src/grafana/index.js";
import { inside, overlap, pairs, slack } from "../rectangles.js";

const right = ({ left, width }: Box) => left + width;
const bottom = ({ top, height }: Box) => top + height;
const itemsOf = ({ zones }: MapLayout<MapZone, MapItem>) => zones.flatMap(({ items }) => items);

interface Network {
  readonly zones: readonly MapZone[];
  readonly items: readonly MapItem[];
}

/** Zones of any types with any items: among others all items in one zone, or one in each. */
const networks = (zones: { min: number; max: number }, items: { min: number; max: number }): fc.Arbitrary<Network> =>
  fc
    .record({
      types: fc.array(fc.constantFrom(...zoneKinds), { minLength: zones.min, maxLength: zones.max }),
      // A small number piles the items up in few zones.
      spread: fc.nat({ max: 11 }),
      places: fc.array(
        fc.record({
          zone: fc.nat(),
          service: fc.boolean(),
          tall: fc.boolean(),
          bar: fc.constantFrom(undefined, "proxy" as const, "dns" as const),
        }),
        {
          minLength: items.min,
          maxLength: items.max,
        },
      ),
    })
    .map(({ types, spread, places }) => ({
      zones: types.map((type, index) => ({ name: `zone ${index}`, type })),
      items: places.map(({ zone, service, tall, bar }, index) => ({
        kind: service ? ("service" as const) : ("infrastructure" as const),
        name: `item ${index}`,
        zone: `zone ${zone % Math.min(types.length, spread + 1)}`,
        tall,
        bar: service ? undefined : bar,
      })),
    }));

const any = networks({ min: 1, max: 12 }, { min: 0, max: 80 });

describe("the layout of the zone map", () => {
  it("draws each zone of any network, and each item or its number, in its zone or a bar, without overlap", () => {
    fc.assert(
      fc.property(any, ({ zones, items }) => {
        const layout = layoutMap(zones, items);
        const body = { left: 0, top: 0, ...layout.size };
        expect(layout.size.width).toBe(mapWidth);
        expect(layout.zones.map(({ zone }) => zone.name).sort()).toEqual(zones.map(({ name }) => name).sort());
        const outer = [layout.legend, ...layout.bars.map(({ box }) => box), ...layout.zones.map(({ box }) => box)];
        for (const box of outer) expect(inside(box, body)).toBe(true);
        for (const [a, b] of pairs(outer)) expect(overlap(a, b)).toBe(false);
        for (const { zone, box, items: own, headings, more } of layout.zones) {
          const inner = [...own, ...headings, ...(more === undefined ? [] : [more])];
          for (const [a, b] of pairs(inner)) expect(overlap(a.box, b.box)).toBe(false);
          for (const one of inner) expect(inside(one.box, box)).toBe(true);
          for (const { item, box: of } of own) {
            expect(item.zone).toBe(zone.name);
            expect(of.width).toBeGreaterThanOrEqual(125);
            expect(of.height).toBeGreaterThanOrEqual(item.tall ? 34 : 22);
          }
        }
        const counted = layout.zones.reduce((sum, { more }) => sum + (more?.count ?? 0), 0);
        const inBars = layout.bars.filter(({ repeated }) => !repeated).flatMap(({ parts }) => parts);
        expect(itemsOf(layout).length + inBars.length + counted).toBe(items.length);
      }),
      { numRuns: 300 },
    );
  });

  it("heads the services of a zone and its infrastructure with their kind, services first", () => {
    fc.assert(
      fc.property(any, ({ zones, items }) => {
        for (const { headings, items: own } of layoutMap(zones, items).zones) {
          expect(headings.map(({ kind }) => kind)).toEqual([...new Set(own.map(({ item }) => item.kind))]);
          for (const { item, box } of own) {
            const above = headings.filter((heading) => heading.box.top < box.top).at(-1);
            expect(above?.kind).toBe(item.kind);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("has a row of zones between a bar of proxies and one of DNS servers, with places for lines to both", () => {
    fc.assert(
      fc.property(any, ({ zones, items }) => {
        const layout = layoutMap(zones, items);
        const kinds = layout.bars.map(({ kind, repeated }) => [kind, repeated] as const);
        const rows = new Set(layout.zones.map(({ box }) => box.top)).size;
        const expected = [["proxy", false] as const, ["dns", false] as const, ["proxy", true] as const];
        expect(kinds).toEqual(expected.slice(0, rows + 1));
        const slots = layout.zones.flatMap((one) => Object.values(one.slots));
        expect(slots).toHaveLength(3 * zones.length);
        for (const [a, b] of pairs(slots)) expect(overlap(a.box, b.box)).toBe(false);
        for (const { box, slots: own } of layout.zones) {
          expect([own.http, own.served, own.dns].map(({ bar }) => bar.kind)).toEqual(["proxy", "proxy", "dns"]);
          for (const { box: slot, bar } of Object.values(own)) {
            expect(slot.left >= box.left - slack && right(slot) <= right(box) + slack).toBe(true);
            const [upper, lower] = bar.box.top < box.top ? [bar.box, box] : [box, bar.box];
            expect(slot.top).toBeCloseTo(bottom(upper));
            expect(bottom(slot)).toBeCloseTo(lower.top);
            for (const other of [...layout.zones, ...layout.bars]) expect(overlap(slot, other.box)).toBe(false);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("has a single proxy as the whole bar, several as boxes in it, and those beyond its limit in their zones", () => {
    const proxies = (count: number): MapItem[] =>
      Array.from({ length: count }, (_, index) => ({
        kind: "infrastructure",
        name: `proxy ${String(index)}`,
        zone: "zone 0",
        tall: false,
        bar: "proxy",
      }));
    for (const count of [0, 1, 2, mapLimits.parts.proxy, mapLimits.parts.proxy + 2]) {
      const layout = layoutMap(zonesOf(1), proxies(count));
      const [bar] = layout.bars;
      if (bar === undefined) throw new Error("no bar");
      expect(bar.parts).toHaveLength(Math.min(count, mapLimits.parts.proxy));
      for (const { box } of bar.parts) expect(inside(box, bar.box)).toBe(true);
      for (const [a, b] of pairs(bar.parts)) expect(overlap(a.box, b.box)).toBe(false);
      expect(bar.parts.filter(({ box }) => box.width === bar.box.width)).toHaveLength(count === 1 ? 1 : 0);
      expect(itemsOf(layout)).toHaveLength(Math.max(0, count - mapLimits.parts.proxy));
    }
  });

  it("is as high as the panel's lines of the grid", () => {
    fc.assert(
      fc.property(any, ({ zones, items }) => {
        const { size, gridHeight } = layoutMap(zones, items);
        expect(Number.isInteger(gridHeight)).toBe(true);
        expect(size.height).toBe(gridHeight * 38 - 8 - 48);
      }),
      { numRuns: 50 },
    );
  });

  const services = (counts: readonly number[]) =>
    counts.flatMap((count, zone) =>
      Array.from({ length: count }, (_, index) => ({
        kind: "service" as const,
        name: `${zone} ${index}`,
        zone: `zone ${zone}`,
        tall: false,
        bar: undefined,
      })),
    );
  const zonesOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `zone ${index}`, type: "internal" as const }));

  it("has one row up to six zones, and stays on a screen with few services", () => {
    for (const count of [1, 3, 5, 6]) {
      const { zones, gridHeight } = layoutMap(zonesOf(count), services(Array.from({ length: count }, () => 3)));
      expect(new Set(zones.map(({ box }) => box.top)).size).toBe(1);
      expect(gridHeight).toBeLessThanOrEqual(11);
    }
  });

  it("draws all of sixty services in twelve zones, and counts what is beyond fourteen lines in one", () => {
    const even = layoutMap(zonesOf(12), services(Array.from({ length: 12 }, () => 5)));
    expect(itemsOf(even)).toHaveLength(60);
    expect(even.gridHeight).toBeLessThanOrEqual(24);
    const piled = layoutMap(zonesOf(12), services([60]));
    expect(piled.zones.map(({ more }) => more?.count ?? 0).filter((count) => count > 0)).toEqual([47]);
    expect(itemsOf(piled)).toHaveLength(13);
  });

  it("draws the first zones of a list beyond its limit", () => {
    const { zones } = layoutMap(zonesOf(15), []);
    expect(zones.map(({ zone }) => zone.name)).toEqual(
      zonesOf(15)
        .slice(0, mapLimits.zones)
        .map(({ name }) => name),
    );
  });

  it("is the same for the same network, and places outer zones first", () => {
    const zones = [
      { name: "home", type: "internal" },
      { name: "guests", type: "guest" },
      { name: "internet", type: "external" },
    ] as const;
    expect(layoutMap(zones, [])).toEqual(layoutMap(zones, []));
    expect(layoutMap(zones, []).zones.map(({ zone }) => zone.name)).toEqual(["internet", "guests", "home"]);
  });
});
