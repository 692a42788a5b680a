import { describe, expect, it } from "vitest";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { query, request } from "./sample-events.js";
import { network, restoredFrom, samplesOf, settledText, textOf, usual, without } from "./samples.js";

const aggregators = {
  access: () => new RequestAggregator(network, usual("access"), allGroups),
  query: () => new QueryAggregator(network, usual("query"), allGroups),
};

/** The series of a family in an aggregator that has counted nothing, with their values. */
function keptIn(log: "access" | "query", name: string) {
  const aggregator = aggregators[log]();
  aggregator.keepNamed();
  return samplesOf(textOf(aggregator.registry)).filter((sample) => sample.name === name);
}

describe("what the lab names", () => {
  it.each([
    ["access", "zone_connections_total", 5 * 3],
    ["access", "traefik_backend_requests_total", 4],
    ["access", "domain_access_total", 5],
    ["query", "zone_connections_total", 5 * 3],
    ["query", "adguard_network_zone_traffic", 5 * 3],
    ["query", "adguard_upstream_queries_total", 2 * 2],
    ["query", "adguard_client_requests_total", 5],
    ["query", "adguard_client_domain_frequency", 5],
    ["query", "adguard_dns_queries_total", 5 * 3 * 2],
    ["query", "domain_access_total", 5 * 2],
  ] as const)("has series of the %s log in %s from the start", (log, name, count) => {
    const kept = keptIn(log, name);
    expect(kept).toHaveLength(count);
    expect(kept.filter(({ value }) => value !== 0)).toEqual([]);
  });

  it.each(["access", "query"] as const)("has the zone of each client of the %s log", (log) => {
    const zones = keptIn(log, "client_zone_mapping");
    expect(zones.map(({ labels }) => labels["client_ip"])).toEqual(
      ["home", "things", "guests", "servers", "internet"].map((zone) => `other@${zone}`),
    );
    expect(zones.every(({ value }) => value === 1)).toBe(true);
  });

  it("has no series of groups that are off", () => {
    const aggregator = new QueryAggregator(network, usual("query"), without("zones"));
    aggregator.keepNamed();
    expect(textOf(aggregator.registry)).not.toContain("zone_connections_total");
  });

  it("takes at most a quarter of the room", () => {
    const limits = usual("query", { budget: { counters: 40, histograms: 0, gauges: 40 } });
    const aggregator = new QueryAggregator(network, limits, allGroups);
    aggregator.keepNamed();
    expect(aggregator.registry.used).toEqual({ counters: 10, histograms: 0, gauges: 5 });
    expect(aggregator.registry.dropped).toBe(0);
  });
});

describe("a series that the lab names", () => {
  const labels =
    'zone_connections_total{source_zone="home",destination_zone="servers",state="established",service_type="http"}';

  it("counts events and doesn't expire, also after a restart, while others do", () => {
    let aggregator = aggregators.access();
    aggregator.keepNamed();
    aggregator.add(request({}));
    for (const restart of [false, true]) {
      if (restart) {
        aggregator = restoredFrom(aggregator, aggregators.access);
        aggregator.keepNamed();
      }
      aggregator.tick(request({}).time + 30 * 86_400_000);
      const text = settledText(aggregator.registry);
      expect(text).toContain(`${labels} 1\n`);
      expect(text).not.toContain("traefik_requests_total{");
    }
  });

  it("expires like others once the lab no longer names it", () => {
    const aggregator = aggregators.query();
    aggregator.keepNamed();
    aggregator.add(query({}));
    const restored = restoredFrom(aggregator, aggregators.query);
    restored.tick(query({}).time + 30 * 86_400_000);
    expect(settledText(restored.registry)).not.toContain("zone_connections_total{");
  });
});
