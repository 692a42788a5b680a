import { metrics, vocabulary, type MetricName, type Metrics } from "homelab-dashboards/metrics";
import type { Client } from "../network/clients.js";
import type { Network } from "../network/network.js";
import type { Registry } from "../registry/registry.js";

type LabelsOf<Name extends MetricName> = Readonly<Record<Metrics[Name]["labels"][number], string>>;

/** Query types that every network has. */
const queryTypes = ["A", "AAAA", "HTTPS"] as const;

/** Keeps a series, which begins with 0 where there is none. */
function keep<Name extends MetricName>(registry: Registry, name: Name, labels: LabelsOf<Name>): void {
  const values: Readonly<Record<string, string>> = labels;
  registry.keep(
    name,
    metrics[name].labels.map((label) => registry.strings.intern(values[label] ?? "")),
  );
}

/** Keeps the zone of the clients that share a series, without which no metric of them can be joined. */
function keepZoneOf(registry: Registry, { label, zone, deviceType }: Client): void {
  keep(registry, "client_zone_mapping", {
    client_ip: label,
    zone_name: zone.name,
    zone_type: zone.type,
    device_category: deviceType,
  });
}

/**
 * Keeps the counters of requests that the lab names: connections of each zone, requests to each backend, and the clients
 * and domains of each zone that are counted as `other`. A backend begins with the most frequent method and status.
 */
export function keepNamedRequests(registry: Registry, { named, clients }: Network): void {
  for (const zone of named.zones) {
    for (const destination_zone of named.serviceZones)
      for (const state of ["established", "refused", "failed"] satisfies (typeof vocabulary.state)[number][])
        keep(registry, "zone_connections_total", {
          source_zone: zone.name,
          destination_zone,
          state,
          service_type: "http",
        });
    const other = clients.otherIn(zone);
    keepZoneOf(registry, other);
    keep(registry, "domain_access_total", {
      domain: "other",
      client_ip: other.label,
      client_zone: zone.name,
      access_type: "http",
      blocked: "false",
    });
  }
  for (const backend of named.backends)
    keep(registry, "traefik_backend_requests_total", { backend, method: "GET", code: "200" });
}

/**
 * Keeps the counters of queries that the lab names: connections and query types of each zone, answers of each resolver,
 * blocks by each filter list, and the clients and domains of each zone that are counted as `other`.
 */
export function keepNamedQueries(registry: Registry, { named, clients, services, filterLists }: Network): void {
  for (const labels of filterLists.known) keep(registry, "homelab_filter_list_blocks_total", labels);
  for (const zone of named.zones) {
    for (const state of ["established", "refused", "failed"] satisfies (typeof vocabulary.state)[number][])
      keep(registry, "zone_connections_total", {
        source_zone: zone.name,
        destination_zone: services.dns.zone,
        state,
        service_type: "dns",
      });
    for (const query_type of queryTypes)
      keep(registry, "adguard_network_zone_traffic", { source_zone: zone.name, query_type });
    keepOtherQueries(registry, clients.otherIn(zone));
  }
  for (const upstream of named.resolvers)
    for (const status of ["ok", "error"] as const)
      keep(registry, "adguard_upstream_queries_total", { upstream, status });
}

function keepOtherQueries(registry: Registry, other: Client): void {
  const { label: client_ip, zone } = other;
  const domain = "other";
  keepZoneOf(registry, other);
  keep(registry, "adguard_client_requests_total", {
    client_ip,
    network_zone: zone.name,
    device_type: other.deviceType,
  });
  keep(registry, "adguard_client_domain_frequency", { client_ip, domain, zone: zone.name });
  for (const blocked of vocabulary.blocked) {
    for (const query_type of queryTypes)
      keep(registry, "adguard_dns_queries_total", { client_ip, client_zone: zone.name, query_type, blocked, domain });
    keep(registry, "domain_access_total", { domain, client_ip, client_zone: zone.name, access_type: "dns", blocked });
  }
}
