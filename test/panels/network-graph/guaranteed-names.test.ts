import { describe, expect, it } from "vitest";
import { guaranteedNames } from "../../../src/panels/network-graph/guaranteed-names.js";

const entities = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => ({ name: String(index).padEnd(length, "x") }));

describe("guaranteedNames", () => {
  it("takes the first names as long as a query has room for them", () => {
    const all = entities(20, 12);
    const names = guaranteedNames("service", all);
    expect(names).toEqual(all.slice(0, 6).map(({ name }) => name));
  });

  it("takes fewer long names, and none that is too long alone", () => {
    expect(guaranteedNames("service", entities(20, 100))).toHaveLength(2);
    expect(guaranteedNames("service", entities(1, 400))).toEqual([]);
  });

  it("takes all names of a small lab, and none of an empty one", () => {
    expect(guaranteedNames("zone", entities(3, 8))).toHaveLength(3);
    expect(guaranteedNames("zone", [])).toEqual([]);
  });
});
