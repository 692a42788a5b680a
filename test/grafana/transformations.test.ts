import { describe, expect, it } from "vitest";
import {
  calculateBinary,
  calculateRow,
  convertToNumbers,
  concatenate,
  excludeFields,
  excludeFieldsMatching,
  forQueries,
  groupingToMatrix,
  includeFields,
  joinByField,
  labelsToFields,
  limit,
  merge,
  organize,
  reduceFields,
  reduceToRows,
  renameByRegex,
  rowNumber,
  runningSum,
  sortBy,
  type Transformation,
} from "../../src/grafana/index.js";
import { toJsonObject } from "../../src/grafana/json.js";
import { framesOf, rowsOf, transform } from "./engine.js";

const one = framesOf("A", [
  { labels: { zone: "b", to: "x" }, value: 2 },
  { labels: { zone: "a", to: "y" }, value: 1 },
]);
const other = framesOf("B", [{ labels: { zone: "a" }, value: 10 }]);

const after = async (frames: typeof one, ...transformations: readonly Transformation[]) =>
  (await transform(toJsonObject({ transformations }), frames)).map(rowsOf);

const rows = [excludeFields("Time"), labelsToFields(), merge()];

describe("transformations", () => {
  it("turn labels into columns, sort, limit and filter", async () => {
    expect(await after(one, ...rows, sortBy("zone"))).toEqual([
      [
        { zone: "a", to: "y", Value: 1 },
        { zone: "b", to: "x", Value: 2 },
      ],
    ]);
    expect(await after(one, ...rows, sortBy("Value", true), limit(1), includeFields("Value"))).toEqual([
      [{ Value: 2 }],
    ]);
    expect(await after(one, ...rows, excludeFieldsMatching("^t"), limit(1))).toEqual([[{ zone: "b", Value: 2 }]]);
  });

  it("rename and hide", async () => {
    const renamed = organize({
      renameByName: { zone: "Zone" },
      excludeByName: { to: true },
      indexByName: { Value: 0, zone: 1 },
    });
    const [table] = await after(one, ...rows, renamed, limit(1));
    expect(table?.map((row) => Object.entries(row))).toEqual([
      [
        ["Value", 2],
        ["Zone", "b"],
      ],
    ]);
    expect(await after(one, ...rows, limit(1), renameByRegex("^(.)one$", "$1ony"))).toEqual([
      [{ zony: "b", to: "x", Value: 2 }],
    ]);
  });

  it("apply to the named queries", async () => {
    const [first, second] = await after([...one.slice(0, 1), ...other], forQueries(["B"], excludeFields("Time")));
    expect(Object.keys(first?.[0] ?? {})).toContain("Time");
    expect(Object.keys(second?.[0] ?? {})).not.toContain("Time");
    const [a, b] = await after([...one.slice(0, 1), ...other], forQueries(["A", "B"], excludeFields("Time")));
    expect([...Object.keys(a?.[0] ?? {}), ...Object.keys(b?.[0] ?? {})]).not.toContain("Time");
  });

  it("compute columns", async () => {
    const half = calculateBinary("half", "Value", "/", 2);
    const both = calculateRow("both", "sum", ["Value", "half"]);
    expect(await after(one, ...rows, half, both, limit(1))).toEqual([
      [{ zone: "b", to: "x", Value: 2, half: 1, both: 3 }],
    ]);
  });

  it("number rows and sum up to each of them, from either end", async () => {
    const steps = [
      rowNumber("number"),
      runningSum("sum", "Value"),
      sortBy("number", true),
      runningSum("back", "Value"),
    ];
    expect(await after(one, ...rows, ...steps)).toEqual([
      [
        { zone: "a", to: "y", Value: 1, number: 1, sum: 3, back: 1 },
        { zone: "b", to: "x", Value: 2, number: 0, sum: 2, back: 3 },
      ],
    ]);
    expect(await after(one, ...rows, runningSum("sum", "missing"))).toEqual(await after(one, ...rows));
  });

  it("turn texts into numbers", async () => {
    const labelled = ["-1.5", "none"].flatMap((x) => framesOf("A", [{ labels: { x }, value: 1 }]));
    expect(await after(labelled, ...rows, convertToNumbers("x", "y"))).toEqual([
      [
        { x: -1.5, Value: 1 },
        { x: null, Value: 1 },
      ],
    ]);
  });

  it("compute with fields and numbers that are written as texts", async () => {
    const steps = [calculateBinary("sum", "Value", "+", "Value"), calculateBinary("none", "missing", "+", 1)];
    expect(await after(one, ...rows, ...steps, limit(1))).toEqual([[{ zone: "b", to: "x", Value: 2, sum: 4 }]]);
    // The form that Grafana's editor writes gives the same.
    const field = { matcher: { id: "byName", options: "Value" } };
    const written = {
      id: "calculateField",
      options: {
        mode: "binary",
        alias: "sum",
        timeSeries: false,
        binary: { left: field, operator: "+", right: field },
      },
    };
    expect(await after(one, ...rows, written, limit(1))).toEqual([[{ zone: "b", to: "x", Value: 2, sum: 4 }]]);
  });

  it("make a matrix", async () => {
    const matrix = groupingToMatrix({ rowField: "zone", columnField: "to", valueField: "Value", emptyValue: "zero" });
    expect(await after(one, ...rows, matrix)).toEqual([
      [
        { "zone\\to": "b", x: 2, y: 0 },
        { "zone\\to": "a", x: 0, y: 1 },
      ],
    ]);
  });

  it("join, concatenate and reduce", async () => {
    const joined = await after(
      [...one.slice(1), ...other],
      excludeFields("Time"),
      labelsToFields(),
      joinByField("zone"),
    );
    expect(joined[0]?.[0]).toMatchObject({ zone: "a", to: "y" });
    expect(joined).toHaveLength(1);
    expect(await after([...one.slice(1), ...other], excludeFields("Time"), concatenate())).toHaveLength(1);
    expect(await after(other, reduceToRows("max"))).toEqual([[{ Field: "a", Max: 10 }]]);
    expect((await after(other, excludeFields("Time"), reduceFields("max")))[0]?.[0]).toEqual({ a: 10 });
  });
});
