import { describe, expect, it } from "vitest";
import type { QueryEvent } from "../../src/events.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { combinedConfidence, confidenceOf, levelOf } from "../../src/aggregator/threat-score.js";
import { createNetwork } from "../../src/network/network.js";
import { trafficLab } from "../logs/lab.js";
import { samplesOf, textOf, unlimited } from "./samples.js";
import { query } from "./sample-events.js";

/** Lists: 1 advertising, 2 tracking, 3 malware by its name, 9 of nobody knows what. */
const network = createNetwork(trafficLab, {
  metadata: {
    clients: [],
    filterLists: [
      { id: 3, name: "Threats" },
      { id: 9, name: "?" },
    ],
  },
});

function told(...events: Partial<QueryEvent>[]) {
  const ledger = new QueryAggregator(network, unlimited, allGroups);
  for (const event of events) ledger.add(query({ outcome: "blocked", source: "filter", upstream: "", ...event }));
  return readings(ledger);
}

function readings(ledger: QueryAggregator) {
  const samples = samplesOf(textOf(ledger.registry));
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

describe("what is known of a domain", () => {
  it.each([
    ["safe browsing", [{ reason: "safebrowsing" }], ["malware high"], { malware: 0.9 }],
    ["parental control", [{ reason: "parental" }], ["adult low"], { adult: 0.8 }],
    ["a blocked service", [{ reason: "service", blockedService: "tiktok" }], ["service none"], { service: 0.9 }],
    ["one list", [list(1)], ["advertising none"], { advertising: 0.6 }],
    ["one list of malware", [list(3)], ["malware medium"], { malware: 0.6 }],
    ["the same list many times", [list(3), list(3), list(3)], ["malware medium"], { malware: 0.6 }],
    ["a list and safe browsing", [list(3), { reason: "safebrowsing" }], ["malware high"], { malware: 0.96 }],
    ["lists of two kinds", [list(1, 2)], ["advertising none", "tracking low"], { advertising: 0.6, tracking: 0.6 }],
    ["a list of nobody knows what: no confidence", [list(9)], ["other none"], {}],
    ["a rule of the user's", [{ reason: "custom" }], [], {}],
    ["safe search", [{ reason: "safesearch" }], [], {}],
    ["nothing: it wasn't blocked", [{ outcome: "allowed", reason: "" }], [], {}],
  ] as const)("by %s", (_, events, categories, threats) => {
    expect(told(...events)).toEqual({ categories, threats });
  });

  it("changes its level with what is known, and has one at a time", () => {
    const ledger = new QueryAggregator(network, unlimited, allGroups);
    const block = (event: Partial<QueryEvent>) => ledger.add(query({ outcome: "blocked", source: "filter", ...event }));
    block(list(3));
    expect(readings(ledger).categories).toEqual(["malware medium"]);
    block({ reason: "safebrowsing" });
    expect(readings(ledger).categories).toEqual(["malware high"]);
  });

  it("fades where nobody says so any more", () => {
    const limits = { ...unlimited, clientExpiry: 3600, expiry: 7200 };
    const ledger = new QueryAggregator(network, limits, allGroups);
    const { time } = query({});
    const block = (minute: number, event: Partial<QueryEvent>) =>
      ledger.add(query({ outcome: "blocked", source: "filter", time: time + 60_000 * minute, ...event }));
    block(0, { reason: "safebrowsing" });
    block(60, list(3));
    expect(readings(ledger).threats).toEqual({ malware: 0.96 });
    block(121, list(3));
    expect(readings(ledger)).toEqual({ categories: ["malware medium"], threats: { malware: 0.6 } });
    ledger.tick(time + 60_000 * 242);
    expect(readings(ledger)).toEqual({ categories: [], threats: {} });
  });

  it("is told of the most blocked domains alone", () => {
    const ledger = new QueryAggregator(network, { ...unlimited, domains: 2 }, allGroups);
    const { time } = query({});
    const block = (minute: number, domain: string, times: number) => {
      for (let index = 0; index < times; index++)
        ledger.add(query({ outcome: "blocked", source: "filter", domain, time: time + 60_000 * minute, ...list(1) }));
    };
    const domains = () =>
      samplesOf(textOf(ledger.registry))
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
  it("grows with every source, never reaches 1, and is that of the one where there is one", () => {
    expect(combinedConfidence([])).toBe(0);
    expect(combinedConfidence([0.6])).toBeCloseTo(0.6, 12);
    const eight = combinedConfidence(Array.from({ length: 8 }, () => confidenceOf.safebrowsing));
    expect(eight).toBeGreaterThan(0.99);
    expect(eight).toBeLessThan(1);
  });

  it("decides between medium and high for malware, and for nothing else", () => {
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
