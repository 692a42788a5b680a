import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../test/simulation/random.js";
import { TopK } from "../../src/aggregator/top-k.js";
import { StringInterner } from "../../src/registry/string-interner.js";
import { StringTableReader, StringTableWriter } from "../../src/registry/snapshot.js";
import { popularIndex } from "../logs/synthetic-home.js";

const make = (shown: number, kept: number) => {
  const names = new StringInterner();
  return { names, ranking: new TopK(names, { admitted: shown, tracked: kept }) };
};

describe("a ranking", () => {
  it("shows who comes first while there is room, and nobody without permission", () => {
    const { ranking } = make(2, 6);
    expect(ranking.add(1, 1, 100, false)).toBe(false);
    expect(ranking.add(1, 1, 100, true)).toBe(true);
    expect(ranking.add(2, 1, 100, true)).toBe(true);
    expect(ranking.add(3, 1, 100, true)).toBe(false);
    expect([...ranking.admittedKeys()]).toEqual([1, 2]);
  });

  it("lets only who has clearly more take a place, and only of who has been there for a while", () => {
    const { ranking } = make(1, 6);
    const count = (name: number, times: number, now: number) => {
      for (let time = 0; time < times; time++) ranking.add(name, 1, now, true);
    };
    count(1, 10, 1000);
    count(2, 20, 1000);
    expect(ranking.replaceOne(2000)).toBeUndefined();
    count(2, 1, 1000);
    expect(ranking.replaceOne(1599)).toBeUndefined();
    expect(ranking.replaceOne(1600)).toBe(1);
    expect([...ranking.admittedKeys()]).toEqual([2]);
    expect(ranking.add(1, 1, 1600, true)).toBe(false);
  });

  it("takes what is another's for nobody's: who got his place from others isn't shown for their count", () => {
    const { ranking } = make(1, 2);
    ranking.add(1, 10, 1000, true);
    for (let name = 100; name < 200; name++) ranking.add(name, 1, 1000, true);
    // The last of them stands at a hundred, of which one is certainly its own.
    expect(ranking.estimate(199)).toBe(100);
    expect(ranking.guaranteedCount(199)).toBe(1);
    expect(ranking.replaceOne(5000)).toBeUndefined();
  });

  it("finds the frequent ones of a long tail", () => {
    const found = Array.from({ length: 20 }, (_, index) => {
      const { ranking } = make(10, 40);
      const random = seededRandom(index + 1);
      const truth = new Map<number, number>();
      for (let event = 0; event < 20_000; event++) {
        const name = popularIndex(3000, random) + 1;
        truth.set(name, (truth.get(name) ?? 0) + 1);
        ranking.add(name, 1, event, true);
        if (event % 50 === 0) ranking.replaceOne(event);
      }
      const ranked = [...truth].sort((left, right) => right[1] - left[1]).map(([name]) => name);
      const shown = new Set(ranking.admittedKeys());
      expect(shown.size).toBe(10);
      // The very first certainly, whatever came in which order.
      expect(ranked.slice(0, 3).filter((name) => !shown.has(name))).toEqual([]);
      return ranked.slice(0, 12).filter((name) => shown.has(name)).length;
    });
    // And of the others most: of ten that are shown eight are among the twelve most frequent, on average.
    expect(found.reduce((sum, count) => sum + count) / found.length).toBeGreaterThan(8);
  });

  it("forgets: who was busy makes way for who is", () => {
    const { ranking } = make(1, 4);
    for (let times = 0; times < 100; times++) ranking.add(1, 1, 1000, true);
    // A hundred half-lives of nothing later.
    ranking.scale(2 ** -10);
    ranking.add(2, 1, 9000, true);
    expect(ranking.replaceOne(9000)).toBe(1);
  });

  it("holds the names that it keeps, and no others", () => {
    const { names, ranking } = make(2, 5);
    for (let index = 0; index < 100; index++) {
      ranking.add(names.intern(`name ${index}`), 1, 1000, true);
      names.sweep();
    }
    expect(names.size).toBe(5 + 1);
    ranking.clear();
    names.sweep();
    expect(names.size).toBe(1);
  });

  it("is the same after it was saved and restored, within smaller bounds as far as it fits", () => {
    const { names, ranking } = make(3, 6);
    for (let index = 0; index < 30; index++) ranking.add(names.intern(`name ${index % 8}`), 1.5, 1000, true);
    const saved = new StringTableWriter(names);
    const rows = ranking.save(saved);
    const other = make(3, 6);
    const restored = new StringTableReader(other.names);
    restored.addFrom({ names: saved.takeNew() });
    other.ranking.restore(rows, restored);
    expect(other.ranking.save(new StringTableWriter(other.names))).toEqual(rows);
    const narrow = new TopK(other.names, { admitted: 1, tracked: 2 });
    narrow.restore(rows, restored);
    expect(narrow.admittedCount).toBe(1);
  });
});
