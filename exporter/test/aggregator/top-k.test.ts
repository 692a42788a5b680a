import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../test/simulation/random.js";
import { TopK } from "../../src/aggregator/top-k.js";
import { StringInterner } from "../../src/registry/string-interner.js";
import { StringTableReader, StringTableWriter } from "../../src/registry/snapshot.js";
import { popularIndex } from "../logs/synthetic-home.js";

const make = (admitted: number, tracked: number) => {
  const strings = new StringInterner();
  return { strings, topK: new TopK(strings, { admitted, tracked }) };
};

describe("TopK", () => {
  it("admits the first keys while there are places, and none without permission", () => {
    const { topK } = make(2, 6);
    expect(topK.add(1, 1, 100, false)).toBe(false);
    expect(topK.add(1, 1, 100, true)).toBe(true);
    expect(topK.add(2, 1, 100, true)).toBe(true);
    expect(topK.add(3, 1, 100, true)).toBe(false);
    expect([...topK.admittedKeys()]).toEqual([1, 2]);
  });

  it("replaces a key by one with twice its count, after a minimum residence", () => {
    const { topK } = make(1, 6);
    const count = (key: number, times: number, now: number) => {
      for (let time = 0; time < times; time++) topK.add(key, 1, now, true);
    };
    count(1, 10, 1000);
    count(2, 20, 1000);
    expect(topK.replaceOne(2000)).toBeUndefined();
    count(2, 1, 1000);
    expect(topK.replaceOne(1599)).toBeUndefined();
    expect(topK.replaceOne(1600)).toBe(1);
    expect([...topK.admittedKeys()]).toEqual([2]);
    expect(topK.add(1, 1, 1600, true)).toBe(false);
  });

  it("does not admit a key for the count that it took over from others", () => {
    const { topK } = make(1, 2);
    topK.add(1, 10, 1000, true);
    for (let key = 100; key < 200; key++) topK.add(key, 1, 1000, true);
    // The last key has a count of 100, of which 1 is its own.
    expect(topK.estimate(199)).toBe(100);
    expect(topK.guaranteedCount(199)).toBe(1);
    expect(topK.replaceOne(5000)).toBeUndefined();
  });

  it("finds the frequent keys of a long tail", () => {
    const found = Array.from({ length: 20 }, (_, index) => {
      const { topK } = make(10, 40);
      const random = seededRandom(index + 1);
      const counts = new Map<number, number>();
      for (let event = 0; event < 20_000; event++) {
        const key = popularIndex(3000, random) + 1;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        topK.add(key, 1, event, true);
        if (event % 50 === 0) topK.replaceOne(event);
      }
      const byFrequency = [...counts].sort((left, right) => right[1] - left[1]).map(([key]) => key);
      const admitted = new Set(topK.admittedKeys());
      expect(admitted.size).toBe(10);
      // The three most frequent keys are always admitted.
      expect(byFrequency.slice(0, 3).filter((key) => !admitted.has(key))).toEqual([]);
      return byFrequency.slice(0, 12).filter((key) => admitted.has(key)).length;
    });
    // Of ten admitted keys, more than eight are among the twelve most frequent, on average.
    expect(found.reduce((sum, count) => sum + count) / found.length).toBeGreaterThan(8);
  });

  it("replaces a formerly frequent key after its count has decayed", () => {
    const { topK } = make(1, 4);
    for (let times = 0; times < 100; times++) topK.add(1, 1, 1000, true);
    // Ten half-lives later.
    topK.scale(2 ** -10);
    topK.add(2, 1, 9000, true);
    expect(topK.replaceOne(9000)).toBe(1);
  });

  it("retains the strings of the tracked keys only", () => {
    const { strings, topK } = make(2, 5);
    for (let index = 0; index < 100; index++) {
      topK.add(strings.intern(`key ${index}`), 1, 1000, true);
      strings.sweep();
    }
    expect(strings.size).toBe(5 + 1);
    topK.clear();
    strings.sweep();
    expect(strings.size).toBe(1);
  });

  it("restores its saved state; with lower bounds, as many keys as fit", () => {
    const { strings, topK } = make(3, 6);
    for (let index = 0; index < 30; index++) topK.add(strings.intern(`key ${index % 8}`), 1.5, 1000, true);
    const saved = new StringTableWriter(strings);
    const rows = topK.save(saved);
    const other = make(3, 6);
    const restored = new StringTableReader(other.strings);
    restored.addFrom({ names: saved.takeNew() });
    other.topK.restore(rows, restored);
    expect(other.topK.save(new StringTableWriter(other.strings))).toEqual(rows);
    const narrow = new TopK(other.strings, { admitted: 1, tracked: 2 });
    narrow.restore(rows, restored);
    expect(narrow.admittedCount).toBe(1);
  });
});
