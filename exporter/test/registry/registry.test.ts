import type { MetricDefinition } from "homelab-dashboards/metrics";
import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { expose } from "../../src/registry/exposition.js";
import { StringTableReader, StringTableWriter, SnapshotError } from "../../src/registry/snapshot.js";
import { Registry } from "../../src/registry/registry.js";

const definition = <const T extends "counter" | "gauge" | "histogram" | "info", const L extends readonly string[]>(
  type: T,
  labels: L,
): MetricDefinition & { readonly type: T; readonly labels: L } => ({
  type,
  labels,
  unit: "requests",
  sources: ["exporter"],
  help: `Some ${type}.`,
});

const budget = { counters: 10_000, histograms: 10_000, gauges: 10_000 };

const text = (...registries: Registry[]) => [...expose(registries)].join("");

const samples = (registry: Registry) =>
  text(registry)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/** Scrapes until no series is stale. */
function settle(registry: Registry): void {
  while (registry.staleSeries > 0) registry.onScraped(0, { minVisibility: 0, zeroTime: 0 });
}

function restored(make: (registry: Registry) => void, from: Registry): Registry {
  const registry = new Registry(budget);
  make(registry);
  const strings = new StringTableReader(registry.strings);
  // The parts pass through JSON, as in the state file.
  for (const part of JSON.parse(JSON.stringify([...from.save(new StringTableWriter(from.strings))])) as unknown[]) {
    strings.addFrom(part as Record<string, unknown>);
    expect(registry.restore(part, strings)).toBe(true);
  }
  return registry;
}

describe("a registry", () => {
  it("renders each kind of family", () => {
    const registry = new Registry(budget);
    const id = (value: string) => registry.strings.intern(value);
    registry.counter("a_total", definition("counter", ["x", "y"])).add(2.5, id("one"), id('q"\\\n'));
    registry.gauge("b", definition("gauge", [])).set(-0.1);
    registry.info("c_info", definition("info", ["x"])).set(id("ü"));
    const sizes = registry.histogram("d_seconds", definition("histogram", ["x"]), [0.1, 1]);
    for (const amount of [0.1, 0.5, 7]) sizes.observe(amount, id("one"));
    registry.histogram("e_seconds", definition("histogram", []), [1]).observe(2);
    registry.counter("f_total", definition("counter", []));
    expect(text(registry)).toBe(
      [
        "# HELP a_total Some counter.",
        "# TYPE a_total counter",
        'a_total{x="one",y="q\\"\\\\\\n"} 2.5',
        "# HELP b Some gauge.",
        "# TYPE b gauge",
        "b -0.1",
        "# HELP c_info Some info.",
        "# TYPE c_info gauge",
        'c_info{x="ü"} 1',
        "# HELP d_seconds Some histogram.",
        "# TYPE d_seconds histogram",
        'd_seconds_bucket{x="one",le="0.1"} 1',
        'd_seconds_bucket{x="one",le="1"} 2',
        'd_seconds_bucket{x="one",le="+Inf"} 3',
        'd_seconds_sum{x="one"} 7.6',
        'd_seconds_count{x="one"} 3',
        "# HELP e_seconds Some histogram.",
        "# TYPE e_seconds histogram",
        'e_seconds_bucket{le="1"} 0',
        'e_seconds_bucket{le="+Inf"} 1',
        "e_seconds_sum 2",
        "e_seconds_count 1",
        "",
      ].join("\n"),
    );
    expect(registry.samples).toBe(3 + 5 + 4);
    expect(registry.series).toBe(5);
  });

  it("renders numbers that parse to the same value", () => {
    const registry = new Registry(budget);
    const gauge = registry.gauge("g", definition("gauge", ["n"]));
    const values = [0, -0, 1e21, 5e-324, 0.1 + 0.2, 2 ** 53, Infinity, -Infinity, 1764096002];
    for (const [index, value] of values.entries()) gauge.set(value, registry.strings.intern(String(index)));
    const rendered = samples(registry).map((line) => line.split(" ")[1] ?? "");
    expect(rendered[6]).toBe("+Inf");
    expect(rendered.map((value) => Number(value.replace("Inf", "Infinity")))).toEqual([0, 0, ...values.slice(2)]);
  });

  it("counts as a map does, with evictions in between", () => {
    const labels = fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 3 }) });
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.record({ count: labels, amount: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 1, arbitrary: fc.record({ end: fc.integer({ min: 0, max: 40 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const registry = new Registry(budget);
        const first = registry.counter("first_total", definition("counter", ["x", "y"]));
        const second = registry.counter("second_total", definition("counter", ["y", "x"]));
        const other = registry.counter("other_total", definition("counter", ["y"]));
        const expected = new Map<string, number>();
        const add = (key: string, amount: number) => expected.set(key, (expected.get(key) ?? 0) + amount);
        for (const one of steps) {
          if ("end" in one) {
            registry.evictWhere(["x"], (x) => x === registry.strings.intern(`x${one.end}`));
            for (const key of [...expected.keys()]) if (key.includes(`x="x${one.end}"`)) expected.delete(key);
            settle(registry);
            registry.strings.sweep();
            // A text is freed with its last series.
            const texts = new Set([...expected.keys()].flatMap((key) => key.match(/[xy]\d+/gu) ?? []));
            expect(registry.strings.size).toBe(texts.size + 1);
            continue;
          }
          const { count, amount } = one;
          const x = registry.strings.intern(`x${count.x}`);
          const y = registry.strings.intern(`y${count.y}`);
          first.add(amount, x, y);
          second.add(amount, y, x);
          other.add(amount, y);
          add(`first_total{x="x${count.x}",y="y${count.y}"}`, amount);
          add(`second_total{y="y${count.y}",x="x${count.x}"}`, amount);
          add(`other_total{y="y${count.y}"}`, amount);
        }
        expect(samples(registry).sort()).toEqual([...expected].map(([key, value]) => `${key} ${value}`).sort());
        expect(registry.series).toBe(expected.size);
        expect(registry.used.counters).toBe(expected.size);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses and counts series beyond the budget of their kind", () => {
    const registry = new Registry({ counters: 2, histograms: 6, gauges: 2 });
    const counter = registry.counter("a_total", definition("counter", ["x"]));
    const histogram = registry.histogram("b_seconds", definition("histogram", ["x"]), [1]);
    const info = registry.info("c_info", definition("info", ["x"]));
    const id = (value: string) => registry.strings.intern(value);
    histogram.observe(1, id("one"));
    histogram.observe(1, id("two"));
    expect(registry.dropped).toBe(1);
    counter.add(1, id("one"));
    counter.add(1, id("two"));
    counter.add(1, id("three"));
    counter.add(1, id("one"));
    expect(registry.dropped).toBe(2);
    for (const value of ["one", "two", "three"]) info.set(id(value));
    expect(registry.dropped).toBe(3);
    expect(registry.samples).toBe(4 + 2 + 2);
    registry.evictWhere(["x"], (x) => x === id("one"));
    expect(registry.samples).toBe(2);
    settle(registry);
    info.set(id("four"));
    counter.add(1, id("four"));
    expect(registry.dropped).toBe(3);
    expect(samples(registry)).toEqual([
      'a_total{x="two"} 1',
      'a_total{x="four"} 1',
      'c_info{x="two"} 1',
      'c_info{x="four"} 1',
    ]);
  });

  it("evicts expired series, and returns whether one was cumulative", () => {
    const registry = new Registry(budget);
    const id = (value: string) => registry.strings.intern(value);
    const counter = registry.counter("a_total", definition("counter", ["x"]), 100);
    const info = registry.info("b_info", definition("info", ["x"]), 50);
    const forever = registry.gauge("c", definition("gauge", []));
    registry.now = 1000;
    counter.add(1, id("one"));
    info.set(id("one"));
    forever.set(1);
    registry.now = 1010;
    counter.add(1, id("two"));
    expect(registry.evictExpired(1050)).toBe(false);
    expect(samples(registry)).toHaveLength(4);
    expect(registry.evictExpired(1051)).toBe(false);
    expect(samples(registry)).toEqual(['a_total{x="one"} 1', 'a_total{x="two"} 1', "c 1"]);
    expect(registry.evictExpired(1101)).toBe(true);
    settle(registry);
    expect(samples(registry)).toEqual(['a_total{x="two"} 1', "c 1"]);
    registry.now = 1105;
    counter.add(1, id("two"));
    expect(registry.evictExpired(1200)).toBe(false);
    expect(registry.evictExpired(2 ** 31)).toBe(true);
    settle(registry);
    expect(samples(registry)).toEqual(["c 1"]);
  });

  it("evicts the longest idle series until the share of the budget is reached", () => {
    const registry = new Registry({ counters: 10, histograms: 0, gauges: 10 });
    const counter = registry.counter("a_total", definition("counter", ["x"]), 100_000);
    const gauge = registry.gauge("b", definition("gauge", ["x"]));
    for (const [index, second] of [0, 1000, 2000, 3000, 3500, 3900].entries()) {
      registry.now = second;
      counter.add(1, registry.strings.intern(String(index)));
      gauge.set(1, registry.strings.intern(String(index)));
    }
    const left = (share: number) => {
      registry.evictLongestIdle("counters", share, 4000);
      return registry.used.counters;
    };
    expect([left(0.6), left(0.5), left(0.45), left(0.3), left(0)]).toEqual([6, 5, 3, 3, 1]);
    expect(registry.used.gauges).toBe(6);
  });

  it("computes sliding windows for a time: sums, and means that are absent for an empty window", () => {
    const registry = new Registry(budget);
    const minute = { cells: 60, seconds: 1 };
    const active = registry.slidingWindowGauge("active", definition("gauge", ["x"]), minute, { per: 60 });
    const mean = registry.slidingWindowGauge("mean_seconds", definition("gauge", ["x"]), minute, "mean");
    const id = registry.strings.intern("one");
    active.add(1000, 30, id);
    active.add(1030, 60, id);
    mean.add(1000, 3, id);
    mean.add(1030, 1, id);
    const at = (now: number) => {
      registry.refresh(now);
      return samples(registry);
    };
    expect(at(1030)).toEqual(['active{x="one"} 1.5', 'mean_seconds{x="one"} 2']);
    expect(at(1059)).toEqual(['active{x="one"} 1.5', 'mean_seconds{x="one"} 2']);
    expect(at(1060)).toEqual(['active{x="one"} 1', 'mean_seconds{x="one"} 1']);
    expect(at(1090)).toEqual(['active{x="one"} 0']);
    expect(at(1010)).toEqual(['active{x="one"} 0.5', 'mean_seconds{x="one"} 3']);
    registry.rewindClock(1000);
    expect(at(1030)).toEqual(['active{x="one"} 0']);
  });

  it("evicts the series of a gauge that a replacement does not set", () => {
    const registry = new Registry(budget);
    const id = (value: string) => registry.strings.intern(value);
    const gauge = registry.gauge("g", definition("gauge", ["x"]));
    gauge.replace(() => {
      gauge.set(1, id("one"));
      gauge.set(2, id("two"));
    });
    gauge.replace(() => gauge.set(3, id("two")));
    expect(samples(registry)).toEqual(['g{x="two"} 3']);
  });

  it("restores its saved state, and continues in the same way", () => {
    const make = (registry: Registry) => ({
      counter: registry.counter("a_total", definition("counter", ["x", "y"]), 100),
      sizes: registry.histogram("b_seconds", definition("histogram", ["x"]), [0.1, 1], 100),
      active: registry.slidingWindowGauge("c", definition("gauge", ["y"]), { cells: 7, seconds: 3 }, "mean"),
      info: registry.info("d_info", definition("info", ["x"]), 50),
    });
    const step = fc.record({
      x: fc.integer({ min: 0, max: 9 }),
      y: fc.integer({ min: 0, max: 9 }),
      wait: fc.integer({ min: 0, max: 30 }),
      amount: fc.double({ min: 0, max: 3, noNaN: true }),
      ends: fc.boolean(),
    });
    type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
    const play = (registry: Registry, families: ReturnType<typeof make>, steps: readonly Step[]) => {
      for (const { x, y, wait, amount, ends } of steps) {
        registry.now += wait;
        const [idX, idY] = [registry.strings.intern(`x${x}`), registry.strings.intern(`y"${y}`)];
        families.counter.add(1, idX, idY);
        families.sizes.observe(amount, idX);
        families.active.add(registry.now, amount, idY);
        families.info.set(idX);
        if (ends) registry.evictExpired(registry.now);
      }
      registry.refresh(registry.now);
    };
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, after) => {
        const original = new Registry(budget);
        const families = make(original);
        original.now = 1000;
        play(original, families, before);
        let copyFamilies: ReturnType<typeof make> | undefined;
        const copy = restored((registry) => (copyFamilies = make(registry)), original);
        copy.refresh(copy.now);
        // After a restart, stale series come last.
        expect(samples(copy).sort()).toEqual(samples(original).sort());
        play(original, families, after);
        if (copyFamilies) play(copy, copyFamilies, after);
        expect(samples(copy).sort()).toEqual(samples(original).sort());
        const parts = (registry: Registry) =>
          JSON.stringify([...registry.save(new StringTableWriter(registry.strings))]);
        expect(parts(copy)).toBe(parts(original));
        for (const registry of [copy, original]) settle(registry);
        expect(text(copy)).toBe(text(original));
      }),
      { numRuns: 100 },
    );
  });

  it("rejects a damaged state, and leaves out unknown families", () => {
    const registry = new Registry(budget);
    registry.counter("a_total", definition("counter", ["x"]));
    const strings = new StringTableReader(registry.strings);
    expect(() => registry.restore("text", strings)).toThrow(SnapshotError);
    expect(() => registry.restore({ part: "series", family: "a_total", series: [[7, 1, 1]] }, strings)).toThrow(/name/);
    expect(() => registry.restore({ part: "series", family: "a_total", series: [[]] }, strings)).toThrow(/lacks/);
    expect(registry.restore({ part: "series", family: "gone_total", series: [[7, 1, 1]] }, strings)).toBe(true);
    expect(registry.restore({ part: "client" }, strings)).toBe(false);
    expect(registry.series).toBe(0);
  });

  it("rejects a second family of the same name", () => {
    const registry = new Registry(budget);
    registry.counter("a_total", definition("counter", ["x"]));
    expect(() => registry.counter("a_total", definition("counter", ["x"]))).toThrow("a_total is registered already");
  });
});

describe("expose", () => {
  it("joins the families of several registries, and exposes equal identities once", () => {
    const make = (device: string, client: string) => {
      const registry = new Registry(budget);
      const id = (value: string) => registry.strings.intern(value);
      registry.info("client_info", definition("info", ["client", "device"])).set(id(client), id(device));
      registry.info("client_info2", definition("info", ["client"])).set(id("only once"));
      return registry;
    };
    const registries = [make("tv", "a"), make("mobile", "a"), make("mobile", "b")];
    expect([...expose(registries, { client_info: ["client"], client_info2: ["client"] })].join("")).toBe(
      [
        "# HELP client_info Some info.",
        "# TYPE client_info gauge",
        'client_info{client="a",device="tv"} 1',
        'client_info{client="b",device="mobile"} 1',
        "# HELP client_info2 Some info.",
        "# TYPE client_info2 gauge",
        'client_info2{client="only once"} 1',
        "",
      ].join("\n"),
    );
  });

  it("yields chunks of some kilobytes", () => {
    const registry = new Registry(budget);
    const counter = registry.counter("a_total", definition("counter", ["x"]));
    for (let index = 0; index < 5000; index++) counter.add(index, registry.strings.intern(`value number ${index}`));
    const chunks = [...expose([registry])];
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(20_000);
    expect(chunks.join("").split("\n")).toHaveLength(5003);
  });
});
