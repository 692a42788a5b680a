import { expect, it } from "vitest";
import { Blocks } from "../../src/store/blocks.js";

it("gives rows out again, empty, and grows for no other reason than that all are taken", () => {
  const blocks = new Blocks(3);
  const rows = Array.from({ length: 100 }, () => blocks.take());
  expect(new Set(rows).size).toBe(100);
  for (const row of rows) blocks.cells.fill(7, row, row + 3);
  const size = blocks.cells.length;
  for (let times = 0; times < 1000; times++) {
    const row = blocks.take();
    expect([...blocks.cells.subarray(row, row + 3)]).toEqual([0, 0, 0]);
    blocks.give(row);
  }
  expect(blocks.cells.length).toBe(size);
});
