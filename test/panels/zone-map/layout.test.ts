import { fc } from "../../properties.js";
import { describe, expect, it } from "vitest";
import {
  layoutMap,
  mapLimits,
  mapWidth,
  zoneKinds,
  type MapItem,
  type MapZone,
} from "../../../src/panels/zone-map/layout.js";
import type { Box } from "../../../src/grafana/index.js";

const slack = 1e-6;
const right = ({ left, width }: Box) => left + width;
const bottom = ({ top, height }: Box) => top + height;

const overlap = (a: Box, b: Box) =>
  a.left < right(b) - slack && b.left < right(a) - slack && a.top < bottom(b) - slack && b.top < bottom(a) - slack;

const inside = (a: Box, b: Box) =>
  a.left >= b.left - slack && a.top >= b.top - slack && right(a) <= right(b) + slack && bottom(a) <= bottom(b) + slack;

const pairs = <T>(all: readonly T[]) => all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));

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
      places: fc.array(fc.record({ zone: fc.nat(), service: fc.boolean(), tall: fc.boolean(), hub: fc.boolean() }), {
        minLength: items.min,
        maxLength: items.max,
      }),
    })
    .map(({ types, spread, places }) => ({
      zones: types.map((type, index) => ({ name: `zone ${index}`, type })),
      items: places.map(({ zone, service, tall, hub }, index) => ({
        kind: service ? ("service" as const) : ("infrastructure" as const),
        name: `item ${index}`,
        zone: `zone ${zone % Math.min(types.length, spread + 1)}`,
        tall,
        hub: hub && !service,
      })),
    }));

const any = networks({ min: 1, max: 12 }, { min: 0, max: 80 });

describe("the layout of the zone map", () => {
  it("draws each zone of any network, and each item or its number, in its zone or the hub, without overlap", () => {
    fc.assert(
      fc.property(any, ({ zones, items }) => {
        const layout = layoutMap(zones, items);
        const body = { left: 0, top: 0, ...layout.size };
        expect(layout.size.width).toBe(mapWidth);
        expect(layout.zones.map(({ zone }) => zone.name).sort()).toEqual(zones.map(({ name }) => name).sort());
        const outer = [layout.hub, ...layout.zones.map(({ box }) => box)];
        for (const box of outer) expect(inside(box, body)).toBe(true);
        for (const [a, b] of pairs(outer)) expect(overlap(a, b)).toBe(false);
        const inner = [
          ...layout.items.map(({ box }) => box),
          ...layout.zones.flatMap(({ more }) => (more === undefined ? [] : [more.box])),
        ];
        for (const [a, b] of pairs(inner)) expect(overlap(a, b)).toBe(false);
        for (const { item, box, inHub } of layout.items) {
          const home = layout.zones.find(({ zone }) => zone.name === item.zone)?.box;
          const around = inHub ? layout.hub : home;
          expect(around && inside(box, around)).toBe(true);
          expect(box.width).toBeGreaterThanOrEqual(125);
          expect(box.height).toBeGreaterThanOrEqual(item.tall || inHub ? 34 : 22);
        }
        const counted = layout.zones.reduce((sum, { more }) => sum + (more?.count ?? 0), 0);
        expect(layout.items.length + counted).toBe(items.length);
      }),
      { numRuns: 300 },
    );
  });

  it("has three places for lines between each zone and the hub, which nothing else touches", () => {
    fc.assert(
      fc.property(any, ({ zones, items }) => {
        const { zones: placed, hub } = layoutMap(zones, items);
        const slots = placed.flatMap((one) => one.slots);
        expect(slots).toHaveLength(3 * zones.length);
        for (const [a, b] of pairs(slots)) expect(overlap(a, b)).toBe(false);
        for (const { box, above, slots: own } of placed) {
          for (const slot of own) {
            expect(slot.left >= box.left - slack && right(slot) <= right(box) + slack).toBe(true);
            expect(above ? slot.top : bottom(slot)).toBeCloseTo(above ? bottom(box) : box.top);
            expect(above ? bottom(slot) : slot.top).toBeCloseTo(above ? hub.top : bottom(hub));
            for (const other of placed) expect(overlap(slot, other.box)).toBe(false);
          }
        }
      }),
      { numRuns: 100 },
    );
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
        hub: false,
      })),
    );
  const zonesOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `zone ${index}`, type: "internal" as const }));

  it("has one row up to six zones, and stays on a screen with few services", () => {
    for (const count of [1, 3, 5, 6]) {
      const { zones, gridHeight } = layoutMap(zonesOf(count), services(Array.from({ length: count }, () => 3)));
      expect(new Set(zones.map(({ above }) => above)).size).toBe(1);
      expect(gridHeight).toBeLessThanOrEqual(11);
    }
  });

  it("draws all of sixty services in twelve zones, and counts what is beyond fourteen lines in one", () => {
    const even = layoutMap(zonesOf(12), services(Array.from({ length: 12 }, () => 5)));
    expect(even.items).toHaveLength(60);
    expect(even.gridHeight).toBeLessThanOrEqual(24);
    const piled = layoutMap(zonesOf(12), services([60]));
    expect(piled.zones.map(({ more }) => more?.count ?? 0).filter((count) => count > 0)).toEqual([47]);
    expect(piled.items).toHaveLength(13);
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
