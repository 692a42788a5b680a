import { expect, it } from "vitest";
import { RowAllocator } from "../../src/registry/row-allocator.js";

it("gives rows out again, empty, and grows for no other reason than that all are taken", () => {
  const blocks = new RowAllocator(3);
  const rows = Array.from({ length: 100 }, () => blocks.allocate());
  expect(new Set(rows).size).toBe(100);
  for (const row of rows) blocks.cells.fill(7, row, row + 3);
  const size = blocks.cells.length;
  for (let times = 0; times < 1000; times++) {
    const row = blocks.allocate();
    expect([...blocks.cells.subarray(row, row + 3)]).toEqual([0, 0, 0]);
    blocks.free(row);
  }
  expect(blocks.cells.length).toBe(size);
});
