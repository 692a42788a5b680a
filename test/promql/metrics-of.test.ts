import { describe, expect, it } from "vitest";
import {
  add,
  divide,
  histogramQuantile,
  metricsOf,
  negate,
  number,
  promql,
  range,
  rate,
  scalar,
  subquery,
  sum,
  topk,
  avgOverTime,
  uncheckedInstantVector,
  vector,
} from "../../src/promql/index.js";

const registry = {
  hits_total: { type: "counter", labels: ["code"] },
  size_bytes: { type: "gauge", labels: ["code"] },
  wait_seconds: { type: "histogram", labels: [] },
  // The name ends like a part of a histogram, and the metric is none.
  retries_count: { type: "gauge", labels: [] },
} as const;
const select = promql(registry);
const hits = rate(range(select("hits_total"), "5m"));
const size = select("size_bytes");

describe("metricsOf", () => {
  it("lists each metric once, in the order of the printed text", () => {
    const share = divide(sum.by(["code"], size), sum.by(["code"], add(sum.by(["code"], hits), sum.by(["code"], size))));
    expect(metricsOf(share, registry)).toEqual(["size_bytes", "hits_total"]);
  });

  it("counts the parts of a histogram as the histogram, and keeps a metric that is only called like a part", () => {
    const buckets = rate(range(select("wait_seconds_bucket"), "5m"));
    expect(metricsOf(histogramQuantile(0.9, sum.by(["le"], buckets)), registry)).toEqual(["wait_seconds"]);
    expect(metricsOf(select("retries_count"), registry)).toEqual(["retries_count"]);
  });

  it("searches parameters, negations and subqueries", () => {
    const amount = scalar(sum(size));
    expect(metricsOf(topk(amount, hits), registry)).toEqual(["size_bytes", "hits_total"]);
    expect(metricsOf(avgOverTime(subquery(negate(sum(hits)), "1h")), registry)).toEqual(["hits_total"]);
  });

  it("finds the names of the registry in unchecked text", () => {
    const raw = uncheckedInstantVector({ text: "sum(rate(hits_total[5m])) / sum(other_total)", labels: [] });
    expect(metricsOf({ node: raw.node }, registry)).toEqual(["hits_total"]);
  });

  it("lists the metrics of selectors without a registry", () => {
    const mean = divide(sum(rate(range(select("wait_seconds_sum"), "5m"))), sum(select("retries_count")));
    expect(metricsOf(mean)).toEqual(["wait_seconds", "retries_count"]);
    expect(metricsOf(uncheckedInstantVector({ text: "hits_total", labels: [] }))).toEqual([]);
  });

  it("visits parts that an expression shares once", () => {
    let doubled = sum(hits);
    for (let depth = 0; depth < 200; depth += 1) doubled = add(doubled, doubled);
    expect(metricsOf(doubled)).toEqual(["hits_total"]);
  });

  it("is empty for numbers", () => {
    expect(metricsOf(number(1), registry)).toEqual([]);
    expect(metricsOf(vector(1), registry)).toEqual([]);
  });
});
