import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { addIntervalToRow, addToRow, windowRowWidth, sumOfRow } from "../../src/registry/sliding-window.js";

describe("addIntervalToRow", () => {
  const minute = { cells: 60, seconds: 1 };

  it("adds to each cell the seconds of the interval inside it", () => {
    const row = new Float64Array(windowRowWidth({ cells: 4, seconds: 10 }));
    addIntervalToRow(row, 0, { cells: 4, seconds: 10 }, 63.5, 25);
    // The newest cell, then the seconds 40–50, 50–60, 60–70 and 30–40.
    expect([...row]).toEqual([6, 10, 10, 3.5, 1.5]);
  });

  it("gives the part of each interval inside the window, and never more than were open", () => {
    const intervals = fc.array(
      fc.record({ end: fc.integer({ min: 1, max: 400_000 }), duration: fc.integer({ min: 0, max: 200_000 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(intervals, fc.integer({ min: 0, max: 500 }), (all, now) => {
        const row = new Float64Array(windowRowWidth(minute));
        const ended = all
          .filter(({ end }) => end < 1000 * (now + 1))
          .map(({ end, duration }) => ({ end, duration: Math.min(end, duration) }))
          .sort((left, right) => left.end - right.end);
        for (const { end, duration } of ended) addIntervalToRow(row, 0, minute, end / 1000, duration / 1000);
        const begin = 1000 * Math.max(0, now - 59);
        const inside = ended.map(({ end, duration }) => Math.max(0, end - Math.max(begin, end - duration)) / 1000);
        expect(sumOfRow(row, 0, minute, now)).toBeCloseTo(
          inside.reduce((total, seconds) => total + seconds, 0),
          6,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("sumOfRow", () => {
  it("sums the amounts of the window, in any order of arrival", () => {
    const amounts = fc.array(
      fc.record({ second: fc.integer({ min: 0, max: 400 }), amount: fc.integer({ min: 1, max: 9 }) }),
    );
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 500 }),
        (events, cells, seconds, now) => {
          const window = { cells, seconds };
          const row = new Float64Array(windowRowWidth(window) + 2).fill(0.5);
          row.fill(0, 1, 1 + windowRowWidth(window));
          const cellOf = (second: number) => Math.floor(second / seconds);
          let newest = 0;
          let expected = 0;
          const newestOfAll = Math.max(0, ...events.map(({ second }) => cellOf(second)));
          for (const { second, amount } of events) {
            newest = Math.max(newest, cellOf(second));
            addToRow(row, 1, window, second, amount);
            // An amount older than the window is ignored on arrival.
            const kept = cellOf(second) > newest - cells && cellOf(second) > newestOfAll - cells;
            if (kept && cellOf(second) <= cellOf(now) && cellOf(second) > cellOf(now) - cells) expected += amount;
          }
          expect(sumOfRow(row, 1, window, now)).toBe(expected);
          expect([row[0], row.at(-1)]).toEqual([0.5, 0.5]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
