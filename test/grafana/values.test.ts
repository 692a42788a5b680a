import { describe, expect, it } from "vitest";
import { mapMissing, mapRange, mapValues, properties, thresholdSteps } from "../../src/grafana/index.js";

describe("thresholds", () => {
  it("start with a color below the first step", () => {
    expect(thresholdSteps("#0a0", [0.01, "#fa0"], [0.05, "#f00"])).toEqual({
      mode: "absolute",
      steps: [
        { value: null, color: "#0a0" },
        { value: 0.01, color: "#fa0" },
        { value: 0.05, color: "#f00" },
      ],
    });
  });

  it("refuse steps that don't ascend", () => {
    expect(() => thresholdSteps("a", [5, "b"], [1, "c"])).toThrow("thresholds 5, 1 must ascend: 1 comes after 5");
  });
});

it("names values, ranges and missing values", () => {
  expect([
    mapValues({ 1: { text: "up", color: "#0a0" }, 0: { text: "down" } }),
    mapRange(null, 0, { text: "past" }),
    mapMissing({ text: "–" }),
  ]).toEqual([
    { type: "value", options: { 0: { text: "down", index: 0 }, 1: { text: "up", color: "#0a0", index: 1 } } },
    { type: "range", options: { from: null, to: 0, result: { text: "past" } } },
    { type: "special", options: { match: "null+nan", result: { text: "–" } } },
  ]);
});

it("takes only properties of Grafana, with valid values", () => {
  expect(properties({ unit: "s", "custom.lineWidth": 2 })).toEqual([
    { id: "unit", value: "s" },
    { id: "custom.lineWidth", value: 2 },
  ]);
  // @ts-expect-error misspelt
  properties({ "custom.lineWidht": 2 });
  // @ts-expect-error a number
  properties({ "custom.lineWidth": "2" });
  // @ts-expect-error no such mode
  properties({ color: { mode: "palette" } });
});

it("keeps Grafana from replacing variables in the names of values", () => {
  expect(mapValues({ a: { text: "$HOME" } }).options).toEqual({ a: { text: "$\u2060HOME", index: 0 } });
});
