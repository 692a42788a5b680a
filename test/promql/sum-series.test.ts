import { expect, it } from "vitest";
import { print, promql, sum, sumSeries } from "../../src/promql/index.js";

const select = promql({
  wired: { type: "gauge", labels: ["zone"] },
  wireless: { type: "gauge", labels: ["zone"] },
} as const);

it("sumSeries keeps equal series of two vectors apart until it sums them", () => {
  const wired = sum.by(["zone"], select("wired"));
  const wireless = sum.by(["zone"], select("wireless"));
  const marked = (vector: string, part: number) =>
    `label_replace(sum by (zone) (${vector}), "part", "${part}", "", "")`;
  expect(print(sumSeries(["zone"], wired, wireless))).toBe(
    `sum by (zone) (${marked("wired", 0)} or ${marked("wireless", 1)})`,
  );
  expect(print(sumSeries(["zone"], wired))).toBe(`sum by (zone) (${marked("wired", 0)})`);
});
