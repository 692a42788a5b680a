import { describe, expect, it } from "vitest";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import type { QueryEvent } from "../../src/events.js";
import { emptyMetadata } from "../../src/network/adguard-metadata.js";
import { createNetwork } from "../../src/network/network.js";
import { trafficLab } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { countQueries, countRequests } from "./reference-counts.js";
import { midnight, query, request } from "./sample-events.js";
import { keyOf, network, samplesOf, textOf, unlimited, type ReferenceCounts, type Sample } from "./samples.js";

const counted = /(_total|_bucket|_sum|_count|_frequency|_zone_traffic|_distribution|_flow_bytes)$/u;

/** Returns a line per difference. */
function differences(samples: readonly Sample[], { counts }: ReferenceCounts): string[] {
  const figures = new Map(
    samples
      .filter(({ name, labels }) => counted.test(name) && labels["time_window"] === undefined)
      .map((sample) => [keyOf(sample), sample.value]),
  );
  const found = [...counts]
    .filter(([key, count]) => Math.abs((figures.get(key) ?? NaN) - count) > 1e-9 * count || !figures.has(key))
    .map(([key, count]) => `${key} is ${figures.get(key)}, expected ${count}`);
  return [...found, ...[...figures.keys()].filter((key) => !counts.has(key)).map((key) => `${key} is not expected`)];
}

describe("without limits, every count is that of the reference", () => {
  it.each([1, 2, 3])("for queries (seed %i)", (seed) => {
    const options = { seed, count: 4000, clients: 30, names: 300 };
    const aggregator = new QueryAggregator(network, unlimited, allGroups);
    for (const event of queries(options)) aggregator.add(event);
    expect(differences(samplesOf(textOf(aggregator.registry)), countQueries(queries(options))).slice(0, 5)).toEqual([]);
    expect(aggregator.registry.dropped).toBe(0);
  });

  it.each([1, 2, 3])("for requests (seed %i)", (seed) => {
    const options = { seed, count: 4000, clients: 30 };
    const aggregator = new RequestAggregator(network, unlimited, allGroups);
    for (const event of requests(options)) aggregator.add(event);
    expect(differences(samplesOf(textOf(aggregator.registry)), countRequests(requests(options))).slice(0, 5)).toEqual(
      [],
    );
    expect(aggregator.registry.dropped).toBe(0);
  });
});

describe("bytes that Traefik doesn't log", () => {
  it("begin no series, since 0 would say that nothing was transferred", () => {
    const aggregator = new RequestAggregator(network, unlimited, allGroups);
    aggregator.add(request({ code: 101, bytesIn: undefined, bytesOut: undefined }));
    const bytes = () => samplesOf(textOf(aggregator.registry)).filter(({ name }) => /bytes/u.test(name));
    expect(bytes()).toEqual([]);
    aggregator.add(request({ bytesIn: undefined, bytesOut: 7 }));
    expect(bytes().map(({ name, value }) => [name, value])).toEqual([
      ["client_traffic_bytes_total", 7],
      ["traefik_network_flow_bytes", 7],
      ["zone_traffic_bytes_total", 7],
    ]);
  });
});

describe("blocks by filter list", () => {
  const lists = [
    { id: 5, name: "Ads" },
    { id: 6, name: "Trackers" },
  ];
  const named = createNetwork(trafficLab, { metadata: { ...emptyMetadata, filterLists: lists } });
  const blocksOf = (aggregator: QueryAggregator) =>
    Object.fromEntries(
      samplesOf(textOf(aggregator.registry))
        .filter(({ name }) => name === "homelab_filter_list_blocks_total")
        .map(({ labels, value }) => [`${labels["list"] ?? ""}: ${labels["reason"] ?? ""}`, value]),
    );
  const atZero = {
    "list 1: blocklist": 0,
    "list 2: blocklist": 0,
    "Ads: blocklist": 0,
    "Trackers: blocklist": 0,
    "other: blocklist": 0,
    "Custom filtering rules: custom": 0,
  };

  it("begin with 0 for each known list, and count each block for its lists", () => {
    const aggregator = new QueryAggregator(named, unlimited, allGroups);
    aggregator.keepNamed();
    expect(blocksOf(aggregator)).toEqual(atZero);
    const block = (event: Partial<QueryEvent>) => {
      aggregator.add(query({ outcome: "blocked", source: "filter", ...event }));
    };
    aggregator.add(query({}));
    block({ reason: "blocklist", filterLists: [5] });
    block({ reason: "blocklist", filterLists: [5, 6] });
    block({ reason: "blocklist", filterLists: [99] });
    block({ reason: "custom" });
    block({ reason: "service", blockedService: "tiktok" });
    expect(blocksOf(aggregator)).toEqual({
      ...atZero,
      "Ads: blocklist": 2,
      "Trackers: blocklist": 1,
      "other: blocklist": 1,
      "Custom filtering rules: custom": 1,
      "Blocked services: service": 1,
    });
  });

  it("end with a list that nobody knows any more, and stay with one that blocks nothing", () => {
    const aggregator = new QueryAggregator(named, { ...unlimited, expiry: 3600 }, allGroups);
    aggregator.keepNamed();
    aggregator.add(query({ outcome: "blocked", source: "filter", reason: "service", blockedService: "tiktok" }));
    aggregator.tick(midnight + 7 * 86_400_000);
    expect(blocksOf(aggregator)).toEqual(atZero);
  });

  it("begin with 0 for the lists of new metadata", () => {
    const aggregator = new QueryAggregator(network, unlimited, allGroups);
    aggregator.keepNamed();
    expect(blocksOf(aggregator)).not.toHaveProperty("Ads: blocklist");
    aggregator.network = named;
    aggregator.keepNamed();
    expect(blocksOf(aggregator)).toMatchObject({ "Ads: blocklist": 0 });
  });
});
