import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { expose } from "../../src/registry/exposition.js";
import { StringTableReader, StringTableWriter } from "../../src/registry/snapshot.js";
import { Registry } from "../../src/registry/registry.js";
import { Increments, parseExposition } from "../restart/increments.js";

const counted = {
  type: "counter",
  labels: ["x"],
  unit: "requests",
  sources: ["exporter"],
  help: "Some.",
} as const;

/** A registry with a counter and a histogram that are updated and evicted together. */
function fixture(budget = { counters: 800, histograms: 800, gauges: 8 }) {
  const registry = new Registry(budget);
  registry.trackStaleness();
  const counter = registry.counter("a_total", counted);
  const sizes = registry.histogram("b_seconds", { ...counted, type: "histogram" }, [1]);
  return {
    registry,
    add: (label: string, amount = 1) => {
      counter.add(amount, registry.strings.intern(label));
      sizes.observe(amount, registry.strings.intern(label));
    },
    evict: (label: string) => {
      const id = registry.strings.intern(label);
      registry.evictWhere(["x"], (one) => one === id);
    },
    exposition: () => parseExposition([...expose([registry])].join("")),
    exposed: () =>
      [...parseExposition([...expose([registry])].join("")).samples].filter(([name]) => name.startsWith("a_")),
  };
}

type Fixture = ReturnType<typeof fixture>;

/** Scrapes at a second and returns the samples of the counter. */
function scrapeAt({ registry, exposed }: Fixture, second: number, minVisibility = 0, zeroTime = 0) {
  const times = { minVisibility, zeroTime };
  registry.beginScrape(second, times);
  const scraped = exposed();
  registry.onScraped(second, times);
  return scraped;
}

/** Scrapes that see the 0 of all new series, and their values. */
function endZeros(own: Fixture): void {
  for (const second of [1, 2]) scrapeAt(own, second);
}

function restored(from: Fixture): Fixture {
  const to = fixture();
  const strings = new StringTableReader(to.registry.strings);
  for (const part of JSON.parse(
    JSON.stringify([...from.registry.save(new StringTableWriter(from.registry.strings))]),
  ) as unknown[]) {
    strings.addFrom(part as Record<string, unknown>);
    to.registry.restore(part, strings);
  }
  return to;
}

describe("an evicted series", () => {
  it("is exposed once more, then omitted, and then its successor is exposed", () => {
    const own = fixture();
    const { registry, add, evict, exposed } = own;
    add("x", 5);
    endZeros(own);
    evict("x");
    expect(registry.series).toBe(0);
    expect(scrapeAt(own, 10)).toEqual([['a_total{x="x"}', 5]]);
    expect(exposed()).toEqual([]);
    add("x", 7);
    expect(scrapeAt(own, 20)).toEqual([]);
    expect(scrapeAt(own, 30)).toEqual([['a_total{x="x"}', 0]]);
    expect(scrapeAt(own, 40)).toEqual([['a_total{x="x"}', 7]]);
    add("x", 1);
    expect(scrapeAt(own, 50)).toEqual([['a_total{x="x"}', 8]]);
  });

  it("that was exposed as 0 only is exposed with its value, then omitted", () => {
    const own = fixture();
    const { add, evict, exposed } = own;
    const value = (amount: number) => [['a_total{x="x"}', amount]];
    add("x", 5);
    expect(scrapeAt(own, 100, 30, 45)).toEqual(value(0));
    evict("x");
    expect([130, 145, 160, 174].map((second) => scrapeAt(own, second, 30, 45))).toEqual([0, 5, 5, 5].map(value));
    expect(scrapeAt(own, 175, 30, 45)).toEqual(value(5));
    expect(exposed()).toEqual([]);
  });

  it("that was never exposed is exposed as 0, then with its value, then omitted", () => {
    const own = fixture();
    own.add("x", 5);
    own.evict("x");
    expect([10, 20, 30].map((second) => scrapeAt(own, second))).toEqual([
      [['a_total{x="x"}', 0]],
      [['a_total{x="x"}', 5]],
      [],
    ]);
  });

  it("stays exposed, and then omitted, for the minimum visibility", () => {
    const own = fixture();
    const { add, evict, exposed } = own;
    add("x", 5);
    endZeros(own);
    evict("x");
    for (const second of [100, 130, 159]) {
      scrapeAt(own, second, 60);
      expect(exposed()).toEqual([['a_total{x="x"}', 5]]);
    }
    for (const second of [160, 170, 229]) {
      scrapeAt(own, second, 60);
      if (second === 170) add("x", 7);
      expect(exposed()).toEqual([]);
    }
    scrapeAt(own, 230, 60);
    expect(exposed()).toEqual([['a_total{x="x"}', 0]]);
  });

  it("is removed at once before the first scrape, also after a restart", () => {
    const registry = new Registry({ counters: 8, histograms: 8, gauges: 8 });
    const counter = registry.counter("a_total", counted);
    const [x, y] = [registry.strings.intern("x"), registry.strings.intern("y")];
    const evict = (number: number) => registry.evictWhere(["x"], (one) => one === number);
    counter.add(1, x);
    evict(x);
    expect([registry.staleSeries, registry.dropped]).toEqual([0, 0]);
    registry.trackStaleness();
    counter.add(1, y);
    const copy = new Registry(registry.budget);
    copy.counter("a_total", counted);
    const strings = new StringTableReader(copy.strings);
    for (const part of registry.save(new StringTableWriter(registry.strings))) {
      strings.addFrom(part);
      copy.restore(part, strings);
    }
    for (const one of [registry, copy]) {
      one.evictWhere(["x"], () => true);
      expect(one.staleSeries).toBe(1);
    }
  });

  it("is continued if it is used again while it is exposed", () => {
    const own = fixture();
    const { registry, add, evict, exposed } = own;
    add("x", 5);
    endZeros(own);
    evict("x");
    add("x", 7);
    expect(exposed()).toEqual([['a_total{x="x"}', 12]]);
    expect([registry.series, registry.staleSeries]).toEqual([2, 0]);
    evict("x");
    scrapeAt(own, 10);
    expect(exposed()).toEqual([]);
    expect([registry.series, registry.used.counters]).toEqual([0, 0]);
  });

  it("is continued if it is used again before it is exposed", () => {
    const own = fixture();
    const { registry, add, evict } = own;
    add("x", 5);
    endZeros(own);
    for (const amount of [1, 2, 3]) {
      evict("x");
      if (amount === 1) scrapeAt(own, 10);
      add("x", amount);
    }
    expect([registry.series, registry.staleSeries]).toEqual([2, 2]);
    expect([20, 30, 40].map((second) => scrapeAt(own, second))).toEqual([
      [],
      [['a_total{x="x"}', 0]],
      [['a_total{x="x"}', 6]],
    ]);
  });

  it("is dropped without scrapes if there are too many", () => {
    const { registry, add, evict, exposed } = fixture();
    for (let index = 0; index < 10_000; index++) {
      add(`x${index}`);
      evict(`x${index}`);
    }
    expect(exposed()).toHaveLength(900);
    registry.strings.sweep();
    expect(registry.strings.size).toBeLessThan(1000);
    // The stale series of both metrics that are beyond the budget.
    expect(registry.dropped).toBe(10_000 - 900 + 10_000 - 225);
  });

  it("is dropped for a series in use, except for an eighth of the budget", () => {
    const { add, evict, exposed } = fixture({ counters: 8, histograms: 800, gauges: 8 });
    for (const label of ["a", "b", "c", "d", "e", "f", "g", "h"]) add(label);
    for (const label of ["a", "b", "c"]) evict(label);
    const exposedLabels = () => exposed().map(([series]) => series.slice('a_total{x="'.length, -2));
    expect(exposedLabels()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
    add("i");
    expect(exposedLabels()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
    add("j");
    expect(exposedLabels()).toEqual(["b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    add("k");
    expect(exposedLabels()).toEqual(["c", "d", "e", "f", "g", "h", "i", "j", "k"]);
  });

  it("counts against the budget while it is exposed as 0, in use or evicted", () => {
    const own = fixture({ counters: 8, histograms: 800, gauges: 8 });
    const { registry, add, evict } = own;
    const labels = Array.from({ length: 20 }, (_, index) => `x${index}`);
    for (const label of labels) add(label);
    expect(registry.dropped).toBe(20 - 8);
    for (const second of [10, 20, 30, 40]) {
      for (const label of labels.slice(0, 4)) evict(label);
      for (const label of labels) add(label);
      const scraped = scrapeAt(own, second, 0, 15);
      expect(scraped.length).toBeLessThanOrEqual(8 + 8 / 8);
      expect(scraped.length).toBeGreaterThanOrEqual(8);
    }
    expect(registry.used.counters).toBe(8);
  });

  it("takes no budget of the series in use", () => {
    const { registry, add, evict } = fixture({ counters: 8, histograms: 32, gauges: 8 });
    for (const label of ["a", "b", "c", "d", "e", "f", "g", "h"]) add(label);
    evict("a");
    add("i");
    expect(registry.dropped).toBe(0);
  });
});

/** Steps with few labels, so that these are reused. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      label: fc.nat(3),
      amount: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("evict" as const), label: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("scrape" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
);

describe("scrapes", () => {
  it("see all increases, for any evictions and creations between two of them", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(30), fc.nat(30), (steps, minVisibility, zeroTime) => {
        let own = fixture();
        let second = 1000;
        let events = 0;
        let total = 0;
        const increments = new Increments();
        const scrape = () => {
          const times = { minVisibility, zeroTime };
          own.registry.beginScrape((second += 10), times);
          increments.addScrape(own.exposition());
          own.registry.onScraped(second, times);
        };
        for (const one of steps) {
          if (one.kind === "scrape") scrape();
          else if (one.kind === "restart") own = restored(own);
          else if (one.kind === "evict") own.evict(`x${one.label}`);
          else {
            own.add(`x${one.label}`, one.amount);
            events += 1;
            total += one.amount;
          }
        }
        // An eviction takes up to four times the minimum visibility to settle, and the time of its 0.
        for (let index = 0; index < 16 * steps.length + 8; index++) scrape();
        expect(own.registry.zeroSeries).toBe(0);
        expect(increments.totals.get("a_total") ?? 0).toBe(total);
        expect(increments.totals.get("b_seconds_count") ?? 0).toBe(events);
        expect(increments.totals.get("b_seconds_sum") ?? 0).toBe(total);
        expect(increments.totals.get("b_seconds_bucket +Inf") ?? 0).toBe(events);
      }),
      { numRuns: 300 },
    );
  });

  it("leave a state that is restored and saved as the same parts", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const own = fixture();
        for (const [index, one] of steps.entries()) {
          if (one.kind === "add") own.add(`x${one.label}`, one.amount);
          else if (one.kind === "evict") own.evict(`x${one.label}`);
          else own.registry.onScraped(index, { minVisibility: 2, zeroTime: 3 });
        }
        const parts = (registry: Registry) =>
          JSON.stringify([...registry.save(new StringTableWriter(registry.strings))]);
        expect(parts(restored(own).registry)).toBe(parts(own.registry));
      }),
      { numRuns: 200 },
    );
  });
});
