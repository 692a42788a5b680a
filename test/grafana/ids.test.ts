import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { assignRefIds, panelId, panelIds, refIdAt } from "../../src/grafana/ids.js";

describe("panel ids", () => {
  it("are hashes of the keys that Grafana can store", () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const id = panelId(key);
        expect(Number.isInteger(id) && id >= 1 && id <= 2 ** 31 - 1).toBe(true);
        expect(panelId(key)).toBe(id);
      }),
    );
  });

  it("never change, since dashboards and alerts refer to them", () => {
    expect(panelId("requests-by-service")).toMatchInlineSnapshot(`1105257202`);
  });

  it("differ for keys that people write", () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `panel-${index}`);
    expect(new Set(keys.map(panelId)).size).toBe(keys.length);
  });

  it("name both keys when two ids are the same", () => {
    expect(() => panelIds(["latency", "errors"], () => 7)).toThrow(
      'the keys "latency" and "errors" get the same panel id 7; choose another key for one of them',
    );
  });
});

describe("refIds", () => {
  it("continue after Z", () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(refIdAt)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
  });

  it("keep the given ones and don't repeat them", () => {
    expect(assignRefIds([undefined, "A", "", "C", undefined])).toEqual(["B", "A", "D", "C", "E"]);
    expect(assignRefIds([undefined, "A", "B", "C"])).toEqual(["D", "A", "B", "C"]);
  });
});
