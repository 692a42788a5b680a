import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expose } from "../../src/registry/exposition.js";
import { StringTableReader, StringTableWriter } from "../../src/registry/snapshot.js";
import { Registry } from "../../src/registry/registry.js";
import { Increments, readExposition } from "../restart/samples.js";

const counted = {
  type: "counter",
  labels: ["x"],
  unit: "requests",
  sources: ["exporter"],
  help: "Some.",
} as const;

/** A store with a counter and a histogram, of which the same things happen to the same labels. */
function kept(room = { counters: 800, histograms: 800, gauges: 8 }) {
  const store = new Registry(room);
  store.trackStaleness();
  const counter = store.counter("a_total", counted);
  const sizes = store.histogram("b_seconds", { ...counted, type: "histogram" }, [1]);
  return {
    store,
    add: (label: string, amount = 1) => {
      counter.add(amount, store.strings.intern(label));
      sizes.observe(amount, store.strings.intern(label));
    },
    end: (label: string) => {
      const number = store.strings.intern(label);
      store.evictWhere(["x"], (one) => one === number);
    },
    exposition: () => readExposition([...expose([store])].join("")),
    shown: () => [...readExposition([...expose([store])].join("")).samples].filter(([name]) => name.startsWith("a_")),
  };
}

type Kept = ReturnType<typeof kept>;

function restored(from: Kept): Kept {
  const to = kept();
  const names = new StringTableReader(to.store.strings);
  for (const part of JSON.parse(
    JSON.stringify([...from.store.save(new StringTableWriter(from.store.strings))]),
  ) as unknown[]) {
    names.addFrom(part as Record<string, unknown>);
    to.store.restore(part, names);
  }
  return to;
}

describe("a count that ended", () => {
  it("is told once more, then it is missing, and then what began anew is told", () => {
    const { store, add, end, shown } = kept();
    add("x", 5);
    end("x");
    expect(store.series).toBe(0);
    expect(shown()).toEqual([['a_total{x="x"}', 5]]);
    store.onScraped(10, 0);
    expect(shown()).toEqual([]);
    add("x", 7);
    expect(shown()).toEqual([]);
    store.onScraped(20, 0);
    expect(shown()).toEqual([['a_total{x="x"}', 7]]);
    add("x", 1);
    store.onScraped(30, 0);
    expect(shown()).toEqual([['a_total{x="x"}', 8]]);
  });

  it("stays told, and then missing, for as long as others may look", () => {
    const { store, add, end, shown } = kept();
    add("x", 5);
    end("x");
    for (const second of [100, 130, 159]) {
      store.onScraped(second, 60);
      expect(shown()).toEqual([['a_total{x="x"}', 5]]);
    }
    for (const second of [160, 170, 229]) {
      store.onScraped(second, 60);
      if (second === 170) add("x", 7);
      expect(shown()).toEqual([]);
    }
    store.onScraped(230, 60);
    expect(shown()).toEqual([['a_total{x="x"}', 7]]);
  });

  it("waits for nobody where nobody has seen anything yet, after a restart, too", () => {
    const store = new Registry({ counters: 8, histograms: 8, gauges: 8 });
    const counter = store.counter("a_total", counted);
    const [x, y] = [store.strings.intern("x"), store.strings.intern("y")];
    const end = (number: number) => store.evictWhere(["x"], (one) => one === number);
    counter.add(1, x);
    end(x);
    expect([store.staleSeries, store.dropped]).toEqual([0, 0]);
    store.trackStaleness();
    counter.add(1, y);
    const copy = new Registry(store.budget);
    copy.counter("a_total", counted);
    const names = new StringTableReader(copy.strings);
    for (const part of store.save(new StringTableWriter(store.strings))) {
      names.addFrom(part);
      copy.restore(part, names);
    }
    for (const one of [store, copy]) {
      one.evictWhere(["x"], () => true);
      expect(one.staleSeries).toBe(1);
    }
  });

  it("goes on where it comes back before it is missing, and then ends as others do", () => {
    const { store, add, end, shown } = kept();
    add("x", 5);
    end("x");
    add("x", 7);
    expect(shown()).toEqual([['a_total{x="x"}', 12]]);
    expect([store.series, store.staleSeries]).toEqual([2, 0]);
    end("x");
    store.onScraped(10, 0);
    expect(shown()).toEqual([]);
    expect([store.series, store.used.counters]).toEqual([0, 0]);
  });

  it("is forgotten unseen where nobody looks and there are many", () => {
    const { store, add, end, shown } = kept();
    for (let index = 0; index < 10_000; index++) {
      add(`x${index}`);
      end(`x${index}`);
    }
    expect(shown()).toHaveLength(900);
    store.strings.sweep();
    expect(store.strings.size).toBeLessThan(1000);
    // Of each of both metrics, those that can't be told any more.
    expect(store.dropped).toBe(10_000 - 900 + 10_000 - 225);
  });

  it("makes way for what is there, but for an eighth of the room", () => {
    const { add, end, shown } = kept({ counters: 8, histograms: 800, gauges: 8 });
    for (const label of ["a", "b", "c", "d", "e", "f", "g", "h"]) add(label);
    for (const label of ["a", "b", "c"]) end(label);
    const told = () => shown().map(([series]) => series.slice('a_total{x="'.length, -2));
    expect(told()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
    add("i");
    expect(told()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
    add("j");
    expect(told()).toEqual(["b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    add("k");
    expect(told()).toEqual(["c", "d", "e", "f", "g", "h", "i", "j", "k"]);
  });

  it("takes no room of what is there", () => {
    const { store, add, end } = kept({ counters: 8, histograms: 32, gauges: 8 });
    for (const label of ["a", "b", "c", "d", "e", "f", "g", "h"]) add(label);
    end("a");
    add("i");
    expect(store.dropped).toBe(0);
  });
});

/** What may happen to a store; labels are few, so that they come again. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("add" as const),
      label: fc.nat(3),
      amount: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("end" as const), label: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("scrape" as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("restart" as const) }) },
);

describe("whoever adds up what he sees", () => {
  it("gets what happened, whatever ends and begins anew between two looks", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), fc.nat(30), (happenings, patience) => {
        let own = kept();
        let second = 1000;
        let events = 0;
        let total = 0;
        const increments = new Increments();
        const scrape = () => {
          increments.see(own.exposition());
          own.store.onScraped((second += 10), patience);
        };
        for (const one of happenings) {
          if (one.what === "scrape") scrape();
          else if (one.what === "restart") own = restored(own);
          else if (one.what === "end") own.end(`x${one.label}`);
          else {
            own.add(`x${one.label}`, one.amount);
            events += 1;
            total += one.amount;
          }
        }
        // Each end takes up to four times its patience to be seen.
        for (let index = 0; index < 10 * happenings.length + 3; index++) scrape();
        expect(increments.totals.get("a_total") ?? 0).toBe(total);
        expect(increments.totals.get("b_seconds_count") ?? 0).toBe(events);
        expect(increments.totals.get("b_seconds_sum") ?? 0).toBe(total);
        expect(increments.totals.get("b_seconds_bucket +Inf") ?? 0).toBe(events);
      }),
      { numRuns: 300 },
    );
  });

  it("is undone by nothing that is saved: the same state is the same parts", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const own = kept();
        for (const [index, one] of happenings.entries()) {
          if (one.what === "add") own.add(`x${one.label}`, one.amount);
          else if (one.what === "end") own.end(`x${one.label}`);
          else own.store.onScraped(index, 2);
        }
        const parts = (store: Registry) => JSON.stringify([...store.save(new StringTableWriter(store.strings))]);
        expect(parts(restored(own).store)).toBe(parts(own.store));
      }),
      { numRuns: 200 },
    );
  });
});
