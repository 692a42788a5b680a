import { describe, expect, it } from "vitest";
import { file, findingsOf } from "../../samples.js";

const found = (...panels: readonly unknown[]) =>
  findingsOf("dashboard/layout", file({ panels })).map(
    ({ path, message }) => `${path.split(": ").slice(1).join(": ")}: ${message}`,
  );
const at = (x: number, y: number, w: number, h: number) => ({ gridPos: { x, y, w, h } });

describe("dashboard/layout", () => {
  it("finds a panel outside the 24 columns", () => {
    expect(found(at(16, 0, 12, 8))).toEqual(["panels[0].gridPos: it ends at column 28, the grid has 24"]);
  });

  it("finds panels that overlap", () => {
    expect(found(at(0, 0, 12, 8), at(12, 0, 12, 8), at(11, 7, 2, 2))).toEqual([
      "panels[2].gridPos: it overlaps panels[0] of the same grid",
    ]);
  });

  it("compares panels of a collapsed row with each other only", () => {
    const row = { type: "row", collapsed: true, ...at(0, 8, 24, 1) };
    expect(found(at(0, 0, 24, 8), { ...row, panels: [at(0, 9, 12, 8), at(6, 9, 12, 8)] })).toEqual([
      "panels[1].panels[1].gridPos: it overlaps panels[0] of the same grid",
    ]);
    expect(found({ ...row, panels: [at(0, 9, 12, 8)] }, at(0, 9, 24, 8))).toEqual([]);
    expect(found({ ...row, panels: [at(20, 9, 8, 8)] })).toHaveLength(1);
  });

  it("allows adjacent panels", () => {
    expect(found(at(0, 0, 12, 8), at(12, 0, 12, 8), at(0, 8, 24, 4))).toEqual([]);
  });
});
