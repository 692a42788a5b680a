import { describe, expect, it } from "vitest";
import type { QueryEvent } from "../../src/events.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { combinedConfidence, confidenceOf, levelOf } from "../../src/aggregator/threat-score.js";
import { createNetwork } from "../../src/network/network.js";
import { trafficLab } from "../logs/lab.js";
import { samplesOf, textOf, unlimited } from "./samples.js";
import { query } from "./sample-events.js";

/** Filter lists: 1 advertising, 2 tracking, 3 malware by its name, 9 without a known purpose. */
const network = createNetwork(trafficLab, {
  metadata: {
    clients: [],
    filterLists: [
      { id: 3, name: "Threats" },
      { id: 9, name: "?" },
    ],
  },
});

function metricsAfter(...events: Partial<QueryEvent>[]) {
  const aggregator = new QueryAggregator(network, unlimited, allGroups);
  for (const event of events) aggregator.add(query({ outcome: "blocked", source: "filter", upstream: "", ...event }));
  return threatMetrics(aggregator);
}

function threatMetrics(aggregator: QueryAggregator) {
  const samples = samplesOf(textOf(aggregator.registry));
  const of = (name: string) => samples.filter((sample) => sample.name === name);
  return {
    categories: of("adguard_domain_category_mapping").map(
      ({ labels }) => `${labels["category"]} ${labels["threat_level"]}`,
    ),
    threats: Object.fromEntries(
      of("threat_intelligence_mapping").map(({ labels, value }) => [
        labels["threat_category"],
        Math.round(1000 * value) / 1000,
      ]),
    ),
  };
}

const list = (...filterLists: number[]): Partial<QueryEvent> => ({ reason: "blocklist", filterLists });

describe("category, level and confidence of a domain", () => {
  it.each([
    ["safe browsing", [{ reason: "safebrowsing" }], ["malware high"], { malware: 0.9 }],
    ["parental control", [{ reason: "parental" }], ["adult low"], { adult: 0.8 }],
    ["a blocked service", [{ reason: "service", blockedService: "tiktok" }], ["service none"], { service: 0.9 }],
    ["one list", [list(1)], ["advertising none"], { advertising: 0.6 }],
    ["one list of malware", [list(3)], ["malware medium"], { malware: 0.6 }],
    ["the same list many times", [list(3), list(3), list(3)], ["malware medium"], { malware: 0.6 }],
    ["a list and safe browsing", [list(3), { reason: "safebrowsing" }], ["malware high"], { malware: 0.96 }],
    ["lists of two kinds", [list(1, 2)], ["advertising none", "tracking low"], { advertising: 0.6, tracking: 0.6 }],
    ["a list of unknown purpose: no confidence", [list(9)], ["other none"], {}],
    ["a rule of the user", [{ reason: "custom" }], [], {}],
    ["safe search", [{ reason: "safesearch" }], [], {}],
    ["nothing, if it was not blocked", [{ outcome: "allowed", reason: "" }], [], {}],
  ] as const)("by %s", (_, events, categories, threats) => {
    expect(metricsAfter(...events)).toEqual({ categories, threats });
  });

  it("change with the sources, and replace each other", () => {
    const aggregator = new QueryAggregator(network, unlimited, allGroups);
    const block = (event: Partial<QueryEvent>) =>
      aggregator.add(query({ outcome: "blocked", source: "filter", ...event }));
    block(list(3));
    expect(threatMetrics(aggregator).categories).toEqual(["malware medium"]);
    block({ reason: "safebrowsing" });
    expect(threatMetrics(aggregator).categories).toEqual(["malware high"]);
  });

  it("lose a source that has not blocked the domain for longer than the TTL", () => {
    const limits = { ...unlimited, clientExpiry: 3600, expiry: 7200 };
    const aggregator = new QueryAggregator(network, limits, allGroups);
    const { time } = query({});
    const block = (minute: number, event: Partial<QueryEvent>) =>
      aggregator.add(query({ outcome: "blocked", source: "filter", time: time + 60_000 * minute, ...event }));
    block(0, { reason: "safebrowsing" });
    block(60, list(3));
    expect(threatMetrics(aggregator).threats).toEqual({ malware: 0.96 });
    block(121, list(3));
    expect(threatMetrics(aggregator)).toEqual({ categories: ["malware medium"], threats: { malware: 0.6 } });
    aggregator.tick(time + 60_000 * 242);
    expect(threatMetrics(aggregator)).toEqual({ categories: [], threats: {} });
  });

  it("are exposed for the most blocked domains only", () => {
    const aggregator = new QueryAggregator(network, { ...unlimited, domains: 2 }, allGroups);
    const { time } = query({});
    const block = (minute: number, domain: string, times: number) => {
      for (let index = 0; index < times; index++)
        aggregator.add(
          query({ outcome: "blocked", source: "filter", domain, time: time + 60_000 * minute, ...list(1) }),
        );
    };
    const domains = () =>
      samplesOf(textOf(aggregator.registry))
        .filter(({ name }) => name === "threat_intelligence_mapping")
        .map(({ labels }) => labels["domain"]);
    block(0, "a.org", 9);
    block(0, "b.org", 3);
    block(0, "c.org", 5);
    expect(domains()).toEqual(["a.org", "b.org"]);
    block(20, "c.org", 4);
    block(40, "c.org", 1);
    expect(domains()).toEqual(["a.org", "c.org"]);
  });
});

describe("confidence", () => {
  it("is that of a single source, grows with each further one, and stays below 1", () => {
    expect(combinedConfidence([])).toBe(0);
    expect(combinedConfidence([0.6])).toBeCloseTo(0.6, 12);
    const eight = combinedConfidence(Array.from({ length: 8 }, () => confidenceOf.safebrowsing));
    expect(eight).toBeGreaterThan(0.99);
    expect(eight).toBeLessThan(1);
  });

  it("decides between medium and high for malware and phishing only", () => {
    expect([0.6, 0.74, 0.75, 0.9].map((confidence) => levelOf("phishing", confidence))).toEqual([
      "medium",
      "medium",
      "high",
      "high",
    ]);
    expect([0.1, 0.99].map((confidence) => levelOf("tracking", confidence))).toEqual(["low", "low"]);
    expect([0.1, 0.99].map((confidence) => levelOf("advertising", confidence))).toEqual(["none", "none"]);
  });
});
