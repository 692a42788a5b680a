import { expect, it } from "vitest";
import { RowAllocator } from "../../src/registry/row-allocator.js";

it("reuses freed rows as rows of zeros, and grows only if all are allocated", () => {
  const allocator = new RowAllocator(3);
  const rows = Array.from({ length: 100 }, () => allocator.allocate());
  expect(new Set(rows).size).toBe(100);
  for (const row of rows) allocator.cells.fill(7, row, row + 3);
  const size = allocator.cells.length;
  for (let times = 0; times < 1000; times++) {
    const row = allocator.allocate();
    expect([...allocator.cells.subarray(row, row + 3)]).toEqual([0, 0, 0]);
    allocator.free(row);
  }
  expect(allocator.cells.length).toBe(size);
});
