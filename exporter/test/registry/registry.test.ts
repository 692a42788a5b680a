import * as fc from "fast-check";
import type { MetricDefinition } from "homelab-dashboards/metrics";
import { describe, expect, it } from "vitest";
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

const room = { counters: 10_000, histograms: 10_000, gauges: 10_000 };

const text = (...stores: Registry[]) => [...expose(stores)].join("");

const samples = (store: Registry) =>
  text(store)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/** What has ended has been seen to end. */
function look(store: Registry): void {
  while (store.staleSeries > 0) store.onScraped(0, 0);
}

function restored(make: (store: Registry) => void, from: Registry): Registry {
  const store = new Registry(room);
  make(store);
  const names = new StringTableReader(store.strings);
  // What is saved goes through a file.
  for (const part of JSON.parse(JSON.stringify([...from.save(new StringTableWriter(from.strings))])) as unknown[]) {
    names.addFrom(part as Record<string, unknown>);
    expect(store.restore(part, names)).toBe(true);
  }
  return store;
}

describe("a store", () => {
  it("prints each kind of family", () => {
    const store = new Registry(room);
    const id = (value: string) => store.strings.intern(value);
    store.counter("a_total", definition("counter", ["x", "y"])).add(2.5, id("one"), id('q"\\\n'));
    store.gauge("b", definition("gauge", [])).set(-0.1);
    store.info("c_info", definition("info", ["x"])).set(id("ü"));
    const sizes = store.histogram("d_seconds", definition("histogram", ["x"]), [0.1, 1]);
    for (const amount of [0.1, 0.5, 7]) sizes.observe(amount, id("one"));
    store.histogram("e_seconds", definition("histogram", []), [1]).observe(2);
    store.counter("f_total", definition("counter", []));
    expect(text(store)).toBe(
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
    expect(store.samples).toBe(3 + 5 + 4);
    expect(store.series).toBe(5);
  });

  it("prints numbers so that they are read back the same", () => {
    const store = new Registry(room);
    const gauge = store.gauge("g", definition("gauge", ["n"]));
    const values = [0, -0, 1e21, 5e-324, 0.1 + 0.2, 2 ** 53, Infinity, -Infinity, 1764096002];
    for (const [index, value] of values.entries()) gauge.set(value, store.strings.intern(String(index)));
    const printed = samples(store).map((line) => line.split(" ")[1] ?? "");
    expect(printed[6]).toBe("+Inf");
    expect(printed.map((value) => Number(value.replace("Inf", "Infinity")))).toEqual([0, 0, ...values.slice(2)]);
  });

  it("counts as plain counting does, whatever ends in between", () => {
    const labels = fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 3 }) });
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.record({ count: labels, amount: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 1, arbitrary: fc.record({ end: fc.integer({ min: 0, max: 40 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const store = new Registry(room);
        const first = store.counter("first_total", definition("counter", ["x", "y"]));
        const second = store.counter("second_total", definition("counter", ["y", "x"]));
        const other = store.counter("other_total", definition("counter", ["y"]));
        const expected = new Map<string, number>();
        const add = (key: string, amount: number) => expected.set(key, (expected.get(key) ?? 0) + amount);
        for (const one of steps) {
          if ("end" in one) {
            store.evictWhere(["x"], (x) => x === store.strings.intern(`x${one.end}`));
            for (const key of [...expected.keys()]) if (key.includes(`x="x${one.end}"`)) expected.delete(key);
            look(store);
            store.strings.sweep();
            // No text outlives its last series.
            const texts = new Set([...expected.keys()].flatMap((key) => key.match(/[xy]\d+/gu) ?? []));
            expect(store.strings.size).toBe(texts.size + 1);
            continue;
          }
          const { count, amount } = one;
          const x = store.strings.intern(`x${count.x}`);
          const y = store.strings.intern(`y${count.y}`);
          first.add(amount, x, y);
          second.add(amount, y, x);
          other.add(amount, y);
          add(`first_total{x="x${count.x}",y="y${count.y}"}`, amount);
          add(`second_total{y="y${count.y}",x="x${count.x}"}`, amount);
          add(`other_total{y="y${count.y}"}`, amount);
        }
        expect(samples(store).sort()).toEqual([...expected].map(([key, value]) => `${key} ${value}`).sort());
        expect(store.series).toBe(expected.size);
        expect(store.used.counters).toBe(expected.size);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses what is beyond its room, counts the refusals, and keeps the kinds of room apart", () => {
    const store = new Registry({ counters: 2, histograms: 6, gauges: 2 });
    const counter = store.counter("a_total", definition("counter", ["x"]));
    const histogram = store.histogram("b_seconds", definition("histogram", ["x"]), [1]);
    const info = store.info("c_info", definition("info", ["x"]));
    const id = (value: string) => store.strings.intern(value);
    histogram.observe(1, id("one"));
    histogram.observe(1, id("two"));
    expect(store.dropped).toBe(1);
    counter.add(1, id("one"));
    counter.add(1, id("two"));
    counter.add(1, id("three"));
    counter.add(1, id("one"));
    expect(store.dropped).toBe(2);
    for (const value of ["one", "two", "three"]) info.set(id(value));
    expect(store.dropped).toBe(3);
    expect(store.samples).toBe(4 + 2 + 2);
    store.evictWhere(["x"], (x) => x === id("one"));
    expect(store.samples).toBe(2);
    look(store);
    info.set(id("four"));
    counter.add(1, id("four"));
    expect(store.dropped).toBe(3);
    expect(samples(store)).toEqual([
      'a_total{x="two"} 1',
      'a_total{x="four"} 1',
      'c_info{x="two"} 1',
      'c_info{x="four"} 1',
    ]);
  });

  it("ends what is idle for longer than its family may be, and says whether a count ended", () => {
    const store = new Registry(room);
    const id = (value: string) => store.strings.intern(value);
    const counter = store.counter("a_total", definition("counter", ["x"]), 100);
    const info = store.info("b_info", definition("info", ["x"]), 50);
    const forever = store.gauge("c", definition("gauge", []));
    store.now = 1000;
    counter.add(1, id("one"));
    info.set(id("one"));
    forever.set(1);
    store.now = 1010;
    counter.add(1, id("two"));
    expect(store.evictExpired(1050)).toBe(false);
    expect(samples(store)).toHaveLength(4);
    expect(store.evictExpired(1051)).toBe(false);
    expect(samples(store)).toEqual(['a_total{x="one"} 1', 'a_total{x="two"} 1', "c 1"]);
    expect(store.evictExpired(1101)).toBe(true);
    look(store);
    expect(samples(store)).toEqual(['a_total{x="two"} 1', "c 1"]);
    store.now = 1105;
    counter.add(1, id("two"));
    expect(store.evictExpired(1200)).toBe(false);
    expect(store.evictExpired(2 ** 31)).toBe(true);
    look(store);
    expect(samples(store)).toEqual(["c 1"]);
  });

  it("ends what has been idle the longest where room is needed, and only as much as is needed", () => {
    const store = new Registry({ counters: 10, histograms: 0, gauges: 10 });
    const counter = store.counter("a_total", definition("counter", ["x"]), 100_000);
    const gauge = store.gauge("b", definition("gauge", ["x"]));
    for (const [index, second] of [0, 1000, 2000, 3000, 3500, 3900].entries()) {
      store.now = second;
      counter.add(1, store.strings.intern(String(index)));
      gauge.set(1, store.strings.intern(String(index)));
    }
    const left = (share: number) => {
      store.evictLongestIdle("counters", share, 4000);
      return store.used.counters;
    };
    expect([left(0.6), left(0.5), left(0.45), left(0.3), left(0)]).toEqual([6, 5, 3, 3, 1]);
    expect(store.used.gauges).toBe(6);
  });

  it("reads windows at a moment: sums, and means that are absent where there was nothing", () => {
    const store = new Registry(room);
    const minute = { cells: 60, seconds: 1 };
    const active = store.slidingWindowGauge("active", definition("gauge", ["x"]), minute, { per: 60 });
    const mean = store.slidingWindowGauge("mean_seconds", definition("gauge", ["x"]), minute, "mean");
    const id = store.strings.intern("one");
    active.add(1000, 30, id);
    active.add(1030, 60, id);
    mean.add(1000, 3, id);
    mean.add(1030, 1, id);
    const at = (now: number) => {
      store.refresh(now);
      return samples(store);
    };
    expect(at(1030)).toEqual(['active{x="one"} 1.5', 'mean_seconds{x="one"} 2']);
    expect(at(1059)).toEqual(['active{x="one"} 1.5', 'mean_seconds{x="one"} 2']);
    expect(at(1060)).toEqual(['active{x="one"} 1', 'mean_seconds{x="one"} 1']);
    expect(at(1090)).toEqual(['active{x="one"} 0']);
    expect(at(1010)).toEqual(['active{x="one"} 0.5', 'mean_seconds{x="one"} 3']);
    store.rewindClock(1000);
    expect(at(1030)).toEqual(['active{x="one"} 0']);
  });

  it("replaces all of a gauge at once", () => {
    const store = new Registry(room);
    const id = (value: string) => store.strings.intern(value);
    const gauge = store.gauge("g", definition("gauge", ["x"]));
    gauge.replace(() => {
      gauge.set(1, id("one"));
      gauge.set(2, id("two"));
    });
    gauge.replace(() => gauge.set(3, id("two")));
    expect(samples(store)).toEqual(['g{x="two"} 3']);
  });

  it("is the same after it was saved and restored, and goes on the same", () => {
    const make = (store: Registry) => ({
      counter: store.counter("a_total", definition("counter", ["x", "y"]), 100),
      sizes: store.histogram("b_seconds", definition("histogram", ["x"]), [0.1, 1], 100),
      active: store.slidingWindowGauge("c", definition("gauge", ["y"]), { cells: 7, seconds: 3 }, "mean"),
      info: store.info("d_info", definition("info", ["x"]), 50),
    });
    const step = fc.record({
      x: fc.integer({ min: 0, max: 9 }),
      y: fc.integer({ min: 0, max: 9 }),
      wait: fc.integer({ min: 0, max: 30 }),
      amount: fc.double({ min: 0, max: 3, noNaN: true }),
      ends: fc.boolean(),
    });
    type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
    const play = (store: Registry, families: ReturnType<typeof make>, steps: readonly Step[]) => {
      for (const { x, y, wait, amount, ends } of steps) {
        store.now += wait;
        const [idX, idY] = [store.strings.intern(`x${x}`), store.strings.intern(`y"${y}`)];
        families.counter.add(1, idX, idY);
        families.sizes.observe(amount, idX);
        families.active.add(store.now, amount, idY);
        families.info.set(idX);
        if (ends) store.evictExpired(store.now);
      }
      store.refresh(store.now);
    };
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, after) => {
        const original = new Registry(room);
        const families = make(original);
        original.now = 1000;
        play(original, families, before);
        let copyFamilies: ReturnType<typeof make> | undefined;
        const copy = restored((store) => (copyFamilies = make(store)), original);
        copy.refresh(copy.now);
        // What has ended, and is told once more, comes last after a restart.
        expect(samples(copy).sort()).toEqual(samples(original).sort());
        play(original, families, after);
        if (copyFamilies) play(copy, copyFamilies, after);
        expect(samples(copy).sort()).toEqual(samples(original).sort());
        const parts = (store: Registry) => JSON.stringify([...store.save(new StringTableWriter(store.strings))]);
        expect(parts(copy)).toBe(parts(original));
        for (const store of [copy, original]) look(store);
        expect(text(copy)).toBe(text(original));
      }),
      { numRuns: 100 },
    );
  });

  it("says that a saved state is damaged, and leaves out families that are no more", () => {
    const store = new Registry(room);
    store.counter("a_total", definition("counter", ["x"]));
    const names = new StringTableReader(store.strings);
    expect(() => store.restore("text", names)).toThrow(SnapshotError);
    expect(() => store.restore({ part: "series", family: "a_total", series: [[7, 1, 1]] }, names)).toThrow(/name/);
    expect(() => store.restore({ part: "series", family: "a_total", series: [[]] }, names)).toThrow(/lacks/);
    expect(store.restore({ part: "series", family: "gone_total", series: [[7, 1, 1]] }, names)).toBe(true);
    expect(store.restore({ part: "client" }, names)).toBe(false);
    expect(store.series).toBe(0);
  });

  it("takes no two families of one name", () => {
    const store = new Registry(room);
    store.counter("a_total", definition("counter", ["x"]));
    expect(() => store.counter("a_total", definition("counter", ["x"]))).toThrow("a_total is registered already");
  });
});

describe("expose", () => {
  it("joins the families of several stores, and tells once what both know", () => {
    const make = (device: string, client: string) => {
      const store = new Registry(room);
      const id = (value: string) => store.strings.intern(value);
      store.info("client_info", definition("info", ["client", "device"])).set(id(client), id(device));
      store.info("client_info2", definition("info", ["client"])).set(id("only once"));
      return store;
    };
    const stores = [make("tv", "a"), make("mobile", "a"), make("mobile", "b")];
    expect([...expose(stores, { client_info: ["client"], client_info2: ["client"] })].join("")).toBe(
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

  it("comes in pieces", () => {
    const store = new Registry(room);
    const counter = store.counter("a_total", definition("counter", ["x"]));
    for (let index = 0; index < 5000; index++) counter.add(index, store.strings.intern(`value number ${index}`));
    const pieces = [...expose([store])];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(20_000);
    expect(pieces.join("").split("\n")).toHaveLength(5003);
  });
});
