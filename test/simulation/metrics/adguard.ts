import { listOf, type DnsQuery } from "../events.js";
import { lastMinute, own, phase, withOptional, type Exposure } from "../exposure.js";
import { namedClient, type SimulatedLab } from "../lab.js";
import { addressesAt, knownDomains, type Simulation } from "../network.js";
import { combined, counterSource, gaugeSource, queryBuckets, reading, type Source } from "../source.js";
import { distinct, recentTotals } from "./grouping.js";

/** The exporter's metrics of the family adguard, from the query log. */
export function queryLogAdguard(simulation: Simulation, exposure: Exposure): Source {
  const { lab } = simulation;
  const queries = own(simulation.queries, exposure);
  const counters = counterSource<DnsQuery>(
    queries,
    [
      {
        family: "adguard_dns_queries_total",
        labels: ({ client, zone, type, blocked, domain }) => ({
          client_ip: client,
          client_zone: zone,
          query_type: type,
          blocked: String(blocked),
          domain,
        }),
      },
      {
        family: "adguard_dns_query_duration_seconds",
        labels: ({ zone, upstream, client, domain }) =>
          withOptional(
            exposure,
            { client_zone: zone, upstream },
            { client_ip: client, domain: domain === "example.org" ? domain : "other" },
          ),
        amount: ({ duration }) => duration,
        buckets: queryBuckets,
      },
      {
        family: "adguard_blocked_domains_total",
        labels: ({ blocked, domain, client, zone, reason, threat }) =>
          blocked ? { domain, client_ip: client, client_zone: zone, reason, threat_type: threat } : undefined,
      },
      {
        family: "homelab_filter_list_blocks_total",
        labels: (query) => (query.blocked ? { list: listOf(query), reason: query.reason } : undefined),
      },
      {
        family: "adguard_client_requests_total",
        labels: ({ client, zone }) => ({ client_ip: client, network_zone: zone, device_type: deviceType(lab, client) }),
      },
      {
        family: "adguard_client_domain_frequency",
        labels: ({ client, domain, zone }) =>
          withOptional(exposure, { client_ip: client, domain, zone }, { access_count: String(domain.length) }),
      },
      {
        family: "adguard_network_zone_traffic",
        labels: ({ zone, type, blocked }) =>
          withOptional(exposure, { source_zone: zone, query_type: type }, { blocked_ratio: blocked ? "1" : "0" }),
      },
      {
        family: "adguard_upstream_queries_total",
        labels: ({ answeredBy, upstream, status }) => (answeredBy === "upstream" ? { upstream, status } : undefined),
      },
    ],
    exposure.beforeFirstEvent,
  );
  const clients = distinct(queries, ({ client, zone }) => ({ client_ip: client, zone }));
  const asked = recentTotals(
    queries.filter(({ answeredBy }) => answeredBy === "upstream"),
    ({ upstream, status, zone }) => withOptional(exposure, { upstream, status }, { client_zone: zone }),
    ({ duration }) => duration,
    lastMinute,
  );
  const gauges = gaugeSource(function* (at) {
    for (const { labels, total, count } of asked(at)) {
      if (count > 0) yield reading("adguard_upstream_response_time", labels, total / count);
    }
    const moment = phase(simulation, at);
    for (const known of knownDomains) {
      const { domain, blocked, threatLevel, unlisted = false, alsoIn } = known;
      for (const address of addressesAt(simulation, known, at)) {
        const labels = withOptional(
          exposure,
          { domain, resolved_ip: address },
          { ttl: moment, first_seen: "0", last_seen: moment },
        );
        yield reading("adguard_domain_ip_mapping", labels, 1);
      }
      if (unlisted) continue;
      for (const category of [blocked?.threat ?? "other", ...(alsoIn === undefined ? [] : [alsoIn])]) {
        yield reading("adguard_domain_category_mapping", { domain, category, threat_level: threatLevel }, 1);
      }
    }
    for (const labels of clients) {
      for (const behavior of ["volume", "night"] as const) {
        const all = withOptional(exposure, { ...labels, behavior_type: behavior }, { score: moment });
        yield reading("adguard_client_behavior_score", all, behaviourScore(labels["client_ip"] ?? "", behavior));
      }
    }
  });
  return combined([counters, gauges]);
}

/** By lab and client: each query asks. */
const deviceTypes = new WeakMap<SimulatedLab, ReadonlyMap<string, string>>();

/** The device type of a client in the lab; `other` for folded and unknown clients. */
export function deviceType(lab: SimulatedLab, client: string): string {
  const known = deviceTypes.get(lab) ?? deviceTypesOf(lab);
  deviceTypes.set(lab, known);
  return known.get(client) ?? "other";
}

function deviceTypesOf(lab: SimulatedLab): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const each of lab.clients) {
    const named = namedClient(lab, each);
    if (named !== undefined && !types.has(named.client)) types.set(named.client, each.device_type);
  }
  return types;
}

/** An arbitrary score that depends on client and kind alone. */
export function behaviourScore(client: string, kind: string): number {
  let mixed = 7;
  for (const character of client + kind) mixed = (mixed * 31 + (character.codePointAt(0) ?? 0)) % 1009;
  return (mixed % 100) / 100;
}
