import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToRow, windowRowWidth, sumOfRow } from "../../src/registry/sliding-window.js";

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
