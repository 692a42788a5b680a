import { describe, expect, expectTypeOf, it } from "vitest";
import { unitIds as known } from "../../src/check/schema/units.js";
import { unitId, unitIds } from "../../src/grafana/index.js";
import type { Unit } from "../../src/queries/index.js";

describe("units", () => {
  it("has an id for every unit of a query", () => {
    expectTypeOf<Unit>().toEqualTypeOf<keyof typeof unitIds>();
  });

  it.each(Object.entries(unitIds))("%s is one that Grafana knows: %s", (_, id) => {
    const isOwn = id.startsWith("suffix: ");
    expect(isOwn || known.some((one) => one === id)).toBe(true);
  });

  it("keeps ids, and writes other words behind the figure", () => {
    expect(["seconds", "s", "suffix: plays/h", "plays per hour"].map(unitId)).toEqual([
      "s",
      "s",
      "suffix: plays/h",
      "suffix: plays per hour",
    ]);
  });
});
