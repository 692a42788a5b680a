import { describe, expect, it } from "vitest";
import { recordedSeries } from "./record-rules.js";

const rule = { record: "judged", expr: "short >= 10 or long", labels: { by: "events" } };
const recorded = (...series: readonly (readonly [labels: Record<string, string>, points: [number, number][]])[]) => {
  const answer = { series: series.map(([labels, points]) => ({ labels, points })) };
  return recordedSeries(rule, answer as never, 30, 120);
};

describe("what a rule records", () => {
  it("has the name and the labels of the rule", () => {
    expect(recorded([{ __name__: "short", name: "wiki" }, [[120, 1]]])).toEqual([
      { name: "judged", labels: { name: "wiki", by: "events" }, times: [120], values: [1] },
    ]);
  });

  it("is stale where an evaluation gives nothing, and not after the last one", () => {
    const [one] = recorded([
      { name: "wiki" },
      [
        [0, 1],
        [30, 2],
        [90, 3],
        [120, 4],
      ],
    ]);
    expect(one).toMatchObject({ times: [0, 30, 60, 90, 120], values: [1, 2, NaN, 3, 4] });
  });

  it("is one series where two metrics take turns", () => {
    const series = recorded(
      [
        { __name__: "short", name: "wiki" },
        [
          [0, 10],
          [60, 12],
        ],
      ],
      [
        { name: "wiki", __name__: "long" },
        [
          [30, 40],
          [90, 41],
        ],
      ],
    );
    expect(series).toMatchObject([{ times: [0, 30, 60, 90, 120], values: [10, 40, 12, 41, NaN] }]);
  });
});
