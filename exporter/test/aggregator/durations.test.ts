import { describe, expect, it } from "vitest";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { network, samplesOf, textOf, unlimited } from "./samples.js";
import { request } from "./sample-events.js";

/** Each is as many samples as it has buckets, and two. */
const width = 14;

/** The methods and statuses under which durations stand, with how many there are, for a room of so many histograms. */
function durationsWithin(histograms: number, requests: readonly { readonly method: string; readonly code: number }[]) {
  const room = { counters: 1000, histograms: histograms * width, gauges: 1000 };
  const ledger = new RequestAggregator(network, { ...unlimited, budget: room }, allGroups);
  for (const { method, code } of requests) ledger.add(request({ method, code }));
  const counts = samplesOf(textOf(ledger.registry)).filter(
    ({ name }) => name === "traefik_request_duration_seconds_count",
  );
  const told = counts.map(({ labels, value }) => `${labels["method"]} ${labels["code"]}: ${value}`);
  return { told, dropped: ledger.registry.dropped };
}

const varied = [
  { method: "GET", code: 200 },
  { method: "POST", code: 201 },
  { method: "PUT", code: 204 },
  { method: "GET", code: 404 },
  { method: "GET", code: 410 },
  { method: "GET", code: 101 },
  { method: "GET", code: 502 },
  { method: "HEAD", code: 503 },
  { method: "GET", code: 302 },
  { method: "GET", code: 200 },
];

describe("durations", () => {
  it("stand under every method and status where there is room", () => {
    const { told, dropped } = durationsWithin(100, varied);
    expect(told).toEqual([
      "GET 200: 2",
      "POST 201: 1",
      "PUT 204: 1",
      "GET 404: 1",
      "GET 410: 1",
      "GET 101: 1",
      "GET 502: 1",
      "HEAD 503: 1",
      "GET 302: 1",
    ]);
    expect(dropped).toBe(0);
  });

  it("of rare ones stand under the class of the status where it becomes scarce, then under none; 101 stays apart", () => {
    const { told, dropped } = durationsWithin(16, varied);
    expect(told).toEqual(["GET 200: 2", "POST 201: 1", "PUT 204: 1", "other 400: 2", "other 101: 1", "other other: 3"]);
    expect(dropped).toBe(0);
  });

  it("are dropped, and that is counted, where there is room for none", () => {
    const { told, dropped } = durationsWithin(1, varied.slice(0, 2));
    expect(told).toEqual(["GET 200: 1"]);
    expect(dropped).toBeGreaterThan(0);
  });
});
