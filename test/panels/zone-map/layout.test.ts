import { describe, expect, it } from "vitest";
import { fc } from "../../properties.js";
import {
  layoutMap,
  mapLimits,
  mapSize,
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

const canvas: Box = { left: 0, top: 0, ...mapSize };

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
      places: fc.array(fc.record({ zone: fc.nat(), service: fc.boolean() }), {
        minLength: items.min,
        maxLength: items.max,
      }),
    })
    .map(({ types, spread, places }) => ({
      zones: types.map((type, index) => ({ name: `zone ${index}`, type })),
      items: places.map(({ zone, service }, index) => ({
        kind: service ? ("service" as const) : ("infrastructure" as const),
        name: `item ${index}`,
        zone: `zone ${zone % Math.min(types.length, spread + 1)}`,
      })),
    }));

const withinLimits = networks({ min: 1, max: mapLimits.zones }, { min: 0, max: mapLimits.items });

describe("the layout of the zone map", () => {
  it("draws each zone and item of any network on the map, without overlap, items inside their zones", () => {
    fc.assert(
      fc.property(withinLimits, ({ zones, items }) => {
        const layout = layoutMap(zones, items);
        expect(layout.complete).toBe(true);
        expect(layout.zones.map(({ zone }) => zone.name).sort()).toEqual(zones.map(({ name }) => name).sort());
        expect(layout.items).toHaveLength(items.length);
        for (const { box } of layout.zones) expect(inside(box, canvas)).toBe(true);
        for (const [a, b] of pairs(layout.zones)) expect(overlap(a.box, b.box)).toBe(false);
        for (const [a, b] of pairs(layout.items)) expect(overlap(a.box, b.box)).toBe(false);
        for (const { item, box } of layout.items) {
          const home = layout.zones.find(({ zone }) => zone.name === item.zone);
          expect(home && inside(box, home.box)).toBe(true);
          expect(box.width).toBeGreaterThanOrEqual(110);
          expect(box.height).toBeGreaterThanOrEqual(20);
        }
        for (const { zone, services, infrastructure } of layout.zones) {
          expect(services + infrastructure).toBe(items.filter((item) => item.zone === zone.name).length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("fits sixty items in any one of twelve zones, and in any two of them", () => {
    for (const type of zoneKinds) {
      for (const step of [0, 1, 5, 6, 11]) {
        const zones = Array.from({ length: 12 }, (_, index) => ({
          name: `${index}`,
          type: index === 0 ? type : ("internal" as const),
        }));
        const items = Array.from({ length: 60 }, (_, index) => ({
          kind: "service" as const,
          name: `${index}`,
          zone: `${(index % 2) * step}`,
        }));
        expect(layoutMap(zones, items).complete).toBe(true);
      }
    }
  });

  it("keeps lines between stems clear of zones and of other stems", () => {
    fc.assert(
      fc.property(withinLimits, ({ zones, items }) => {
        const layout = layoutMap(zones, items);
        const stems = layout.zones.flatMap(({ stem }) => (stem === undefined ? [] : [stem]));
        expect(stems).toHaveLength(zones.length === 1 ? 0 : zones.length);
        const tips = stems.map(({ box, tip }) => ({
          x: box.left + box.width / 2,
          y: tip === "top" ? box.top : bottom(box),
        }));
        const boxes = layout.zones.map(({ box }) => box);
        for (const { box } of stems) expect(inside(box, canvas)).toBe(true);
        for (const [a, b] of pairs(tips)) {
          for (let step = 0; step <= 40; step += 1) {
            const x = a.x + ((b.x - a.x) * step) / 40;
            const y = a.y + ((b.y - a.y) * step) / 40;
            const hit = (box: Box) => x > box.left && x < right(box) && y > box.top && y < bottom(box);
            expect(boxes.some(hit)).toBe(false);
            for (const [index, { box }] of stems.entries()) {
              if (tips[index] !== a && tips[index] !== b) expect(hit(box)).toBe(false);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("only counts items beyond the limits", () => {
    const beyond = fc.oneof(
      networks({ min: 13, max: 40 }, { min: 0, max: 60 }),
      networks({ min: 1, max: 12 }, { min: 61, max: 120 }),
    );
    fc.assert(
      fc.property(beyond, ({ zones, items }) => {
        const layout = layoutMap(zones, items);
        expect(layout.complete).toBe(false);
        expect(layout.items).toEqual([]);
        const drawn = layout.zones.reduce((sum, { services, infrastructure }) => sum + services + infrastructure, 0);
        expect(drawn).toBe(items.length);
        for (const { box } of layout.zones) expect(inside(box, canvas)).toBe(true);
        for (const [a, b] of pairs(layout.zones)) expect(overlap(a.box, b.box)).toBe(false);
      }),
    );
  });

  it("is the same for the same network, and places outer zones above", () => {
    const zones = [
      { name: "home", type: "internal" },
      { name: "guests", type: "guest" },
      { name: "internet", type: "external" },
    ] as const;
    expect(layoutMap(zones, [])).toEqual(layoutMap(zones, []));
    const top = (name: string) => layoutMap(zones, []).zones.find(({ zone }) => zone.name === name)?.box.top ?? NaN;
    expect(top("internet")).toBeLessThan(top("home"));
  });
});
