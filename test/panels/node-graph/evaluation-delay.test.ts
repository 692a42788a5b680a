import { describe, expect, it } from "vitest";
import { delayedBy } from "../../../src/panels/node-graph/evaluation-delay.js";
import {
  add,
  avgOverTime,
  dashboardRange,
  print,
  promql,
  range,
  rate,
  shift,
  subquery,
  sum,
  uncheckedInstantVector,
  type Duration,
} from "../../../src/promql/index.js";

const select = promql({ hits_total: { type: "counter", labels: [] }, size: { type: "gauge", labels: [] } } as const);
const size = sum(select("size"));
const delayed = (vector: { readonly node: Parameters<ReturnType<typeof delayedBy>>[0] }, delay: Duration = "30s") =>
  print({ node: delayedBy(delay)(vector.node) });

describe("the evaluation delay", () => {
  it("is the offset of each selector and range", () => {
    expect(delayed(add(size, sum(rate(range(select("hits_total"), "5m")))))).toBe(
      "sum(size offset 30s) + sum(rate(hits_total[5m] offset 30s))",
    );
    expect(delayed(avgOverTime(subquery(size, "1h", "1m")))).toBe("avg_over_time(sum(size offset 30s)[1h:1m])");
  });

  it.each([
    ["1m", "30s", "90s"],
    ["1h", "1m", "3660s"],
    ["500ms", "30s", "30500ms"],
  ] as const)("is added to an offset: %s and %s are %s", (offset, delay, total) => {
    expect(delayed(shift(select("size"), { offset }), delay)).toBe(`size offset ${total}`);
  });

  it("keeps a fixed time, an offset by a variable, and unchecked text", () => {
    expect(delayed(shift(select("size"), { at: 5 }))).toBe("size @ 5");
    expect(delayed(shift(select("size"), { at: "end()" }))).toBe("size @ end() offset 30s");
    expect(delayed(shift(select("size"), { offset: dashboardRange }))).toBe("size offset $__range");
    expect(delayed(uncheckedInstantVector({ text: "up", labels: [] }))).toBe("up");
  });

  it("keeps shared parts shared, so that each is printed once", () => {
    const delay = delayedBy("30s");
    expect(delay(size.node)).toBe(delay(size.node));
  });
});
