import { describe, expect, expectTypeOf, it } from "vitest";
import { unitIds as known } from "../../src/check/schema/units.js";
import { unitId, unitIds } from "../../src/grafana/index.js";
import { grafana } from "./engine.js";
import type { Unit } from "../../src/queries/index.js";

describe("units", () => {
  it("has an id for every unit of a query", () => {
    expectTypeOf<Unit>().toEqualTypeOf<keyof typeof unitIds>();
  });

  it.each(Object.entries(unitIds))("%s is one that Grafana knows: %s", (_, id) => {
    const isOwn = id.startsWith("suffix:");
    expect(isOwn || known.some((one) => one === id)).toBe(true);
  });

  it("keeps ids, and writes other words behind the figure", () => {
    expect(["seconds", "s", "suffix:plays/h", "suffix: plays/h", "plays per hour"].map(unitId)).toEqual([
      "s",
      "s",
      "suffix:plays/h",
      "suffix:plays/h",
      "suffix:plays per hour",
    ]);
  });

  it.each(Object.entries(unitIds))("writes one space before %s", (_, id) => {
    const text = grafana.formattedValueToString(grafana.getValueFormat(id)(1.25, 2));
    expect(text).not.toMatch(/\s\s/);
  });

  it("writes counts with all their digits", () => {
    const write = (value: number) => grafana.formattedValueToString(grafana.getValueFormat(unitId("count"))(value, 0));
    expect([3214, 3187, 3_187_452].map(write)).toEqual(["3,214", "3,187", "3,187,452"]);
  });
});
