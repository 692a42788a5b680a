import { describe, expect, it } from "vitest";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { network, samplesOf, textOf, unlimited } from "./samples.js";
import { request } from "./sample-events.js";

/** Samples of one histogram: its buckets, `+Inf` included, its sum and its count. */
const width = 14;

/** Observes the durations of requests with a budget of some histograms; returns the labels and counts of the series. */
function durationsWithin(histograms: number, requests: readonly { readonly method: string; readonly code: number }[]) {
  const budget = { counters: 1000, histograms: histograms * width, gauges: 1000 };
  const aggregator = new RequestAggregator(network, { ...unlimited, budget: budget }, allGroups);
  for (const { method, code } of requests) aggregator.add(request({ method, code }));
  const counts = samplesOf(textOf(aggregator.registry)).filter(
    ({ name }) => name === "traefik_request_duration_seconds_count",
  );
  const counted = counts.map(({ labels, value }) => `${labels["method"]} ${labels["code"]}: ${value}`);
  return { counted, dropped: aggregator.registry.dropped };
}

const varied = [
  { method: "GET", code: 200 },
  { method: "POST", code: 201 },
  { method: "PUT", code: 204 },
  { method: "GET", code: 404 },
  { method: "GET", code: 410 },
  { method: "GET", code: 502 },
  { method: "HEAD", code: 503 },
  { method: "GET", code: 302 },
  { method: "GET", code: 200 },
];

describe("durations", () => {
  it("have their own method and status while there is budget", () => {
    const { counted, dropped } = durationsWithin(100, varied);
    expect(counted).toEqual([
      "GET 200: 2",
      "POST 201: 1",
      "PUT 204: 1",
      "GET 404: 1",
      "GET 410: 1",
      "GET 502: 1",
      "HEAD 503: 1",
      "GET 302: 1",
    ]);
    expect(dropped).toBe(0);
  });

  it("get the class of the status above 30 % of the budget, then none", () => {
    const { counted, dropped } = durationsWithin(16, varied);
    expect(counted).toEqual([
      "GET 200: 2",
      "POST 201: 1",
      "PUT 204: 1",
      "other 400: 2",
      "other 500: 2",
      "other other: 1",
    ]);
    expect(dropped).toBe(0);
  });

  it("are dropped and counted as dropped without budget", () => {
    const { counted, dropped } = durationsWithin(1, varied.slice(0, 2));
    expect(counted).toEqual(["GET 200: 1"]);
    expect(dropped).toBeGreaterThan(0);
  });
});
