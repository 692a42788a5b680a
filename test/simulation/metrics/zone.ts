import { isAnswered, type DnsQuery, type HttpRequest } from "../events.js";
import { lastMinute, own, withOptional, type Exposure } from "../exposure.js";
import { namedClient, type SimulatedLab } from "../lab.js";
import type { Simulation } from "../network.js";
import {
  between,
  combined,
  counterSource,
  withCachedText,
  gaugeSource,
  reading,
  type Labels,
  type Source,
} from "../source.js";
import { deviceType } from "./adguard.js";
import { distinct, recentTotals } from "./grouping.js";
import { inFlight, pathLatency } from "./traefik.js";

/** The zone of AdGuard Home, the destination of DNS queries. */
export function dnsZone(lab: SimulatedLab): string {
  return lab.infrastructure.find(({ kind }) => kind === "dns")?.zone ?? "unknown";
}

/** The name of AdGuard Home in `service_name`. */
function dnsName(lab: SimulatedLab): string {
  return lab.infrastructure.find(({ kind }) => kind === "dns")?.name ?? "adguard";
}

const refused = ["401", "403", "429"];

/** The `state` of a request. */
export function httpState(code: string): string {
  if (refused.includes(code)) return "refused";
  if (code === "499") return "closed";
  if (code === "504") return "timeout";
  return code < "500" ? "established" : "failed";
}

/** Whether a state is a failure: an error of the server, or no answer. */
export const isFailure = (state: string): boolean => state === "failed" || state === "timeout";

const stateByRcode = { NOERROR: "established", REFUSED: "refused", SERVFAIL: "failed", "": "timeout" } as const;

/** The `state` of a query. */
export const dnsState = ({ rcode }: DnsQuery): string => stateByRcode[rcode];

/** The exporter's metrics of the family zone, from both logs. */
export function logsZone(simulation: Simulation, exposure: Exposure): Source {
  const { lab } = simulation;
  const requests = own(simulation.requests, exposure);
  const queries = own(simulation.queries, exposure);
  const destination = dnsZone(lab);
  const http = counterSource<HttpRequest>(
    requests,
    [
      {
        family: "zone_traffic_bytes_total",
        labels: ({ zone, serviceZone, service }) => ({
          source_zone: zone,
          destination_zone: serviceZone,
          protocol: "http",
          service,
        }),
        amount: ({ bytesIn }) => bytesIn,
      },
      {
        family: "zone_traffic_bytes_total",
        labels: ({ zone, serviceZone, service }) => ({
          source_zone: serviceZone,
          destination_zone: zone,
          protocol: "http",
          service,
        }),
        amount: ({ bytesOut }) => bytesOut,
      },
      {
        family: "zone_connections_total",
        labels: ({ zone, serviceZone, code }) => ({
          source_zone: zone,
          destination_zone: serviceZone,
          state: httpState(code),
          service_type: "http",
        }),
      },
    ],
    exposure.beforeFirstEvent,
  );
  const dns = counterSource<DnsQuery>(
    queries,
    [
      {
        family: "zone_connections_total",
        labels: (query) => ({
          source_zone: query.zone,
          destination_zone: destination,
          state: dnsState(query),
          service_type: "dns",
        }),
      },
    ],
    exposure.beforeFirstEvent,
  );
  return combined([http, dns, connections(simulation, exposure), pathLatency(simulation, exposure, destination)]);
}

function connections(simulation: Simulation, exposure: Exposure): Source {
  const { lab } = simulation;
  const resolver = dnsName(lab);
  const http = recentTotals(
    own(simulation.requests, exposure).filter(isAnswered),
    ({ client, service, zone }) => ({ client_ip: client, service_name: service, connection_type: "http", zone }),
    inFlight,
    lastMinute,
  );
  const dns = recentTotals(
    own(simulation.queries, exposure),
    ({ client, zone }) => ({ client_ip: client, service_name: resolver, connection_type: "dns", zone }),
    inFlight,
    lastMinute,
  );
  const clients = distinct<{ client: string; zone: string }>(
    [...simulation.requests, ...simulation.queries],
    ({ client, zone }) => ({ client, zone }),
  );
  const mappings = clients.map(({ client = "", zone = "" }) =>
    withCachedText({
      client_ip: client,
      zone_name: zone,
      zone_type: lab.zones.find(({ name }) => name === zone)?.type ?? "unknown",
      device_category: deviceType(lab, client),
    }),
  );
  return gaugeSource(function* (at) {
    for (const { labels, total } of [...http(at), ...dns(at)]) {
      yield reading("client_service_connections", labels, total);
    }
    for (const labels of mappings) yield reading("client_zone_mapping", labels, 1);
    for (const { name, dependencies } of lab.services) {
      for (const target of dependencies) {
        const labels = { source_service: name, target_service: target, dependency_type: "internal" };
        yield reading("service_dependency_graph", labels, 1);
      }
    }
  });
}

/** The utilization of zones with a capacity: bits per second divided by it. */
export function zoneUtilisation(simulation: Simulation, exposure: Exposure): Source {
  return gaugeSource(function* (at) {
    const recent = between(simulation.requests, at - lastMinute, at);
    for (const { name, capacity } of simulation.lab.zones) {
      if (capacity === undefined) continue;
      for (const direction of ["in", "out"] as const) {
        const bytes = recent
          .filter(({ zone }) => zone === name)
          .reduce((sum, { bytesIn, bytesOut }) => sum + (direction === "in" ? bytesOut : bytesIn), 0);
        const labels = withOptional(exposure, { zone: name, direction }, { time_window: "1h" });
        yield reading("zone_bandwidth_utilization", labels, (8 * bytes) / lastMinute / capacity);
      }
    }
  });
}

/** The entities of the lab with title and zone. */
export function entities(lab: SimulatedLab): Source {
  const rows = [
    ...lab.zones.map(({ name, title }) => ({ kind: "zone", name, title, zone: name })),
    ...lab.services.map(({ name, title, zone }) => ({ kind: "service", name, title, zone })),
    ...lab.infrastructure.map(({ name, title, zone }) => ({ kind: "infrastructure", name, title, zone })),
    ...lab.clients.flatMap((named) => {
      const known = namedClient(lab, named);
      return known === undefined ? [] : [{ kind: "client", name: known.client, title: named.title, zone: known.zone }];
    }),
    ...lab.resolvers.map(({ name, title, zone }) => ({ kind: "resolver", name, title, zone })),
  ].map(withCachedText);
  const shown = topology(lab).map(withCachedText);
  const infrastructure = lab.infrastructure
    .map(({ name, service = "", job = "" }) => ({ name, service, scrape_job: job }))
    .map(withCachedText);
  return gaugeSource(() => [
    ...rows.map((labels) => reading("homelab_entity_info", labels, 1)),
    ...shown.map((labels) => reading("homelab_topology_info", labels, 1)),
    ...infrastructure.map((labels) => reading("homelab_infrastructure_info", labels, 1)),
  ]);
}

/** What graphs show of what the lab names. */
function topology(lab: SimulatedLab): readonly Labels[] {
  const titleOf = (zone: string) => lab.zones.find(({ name }) => name === zone)?.title ?? zone;
  return [
    ...lab.zones.map(({ name, title, type }) => ({ kind: "zone", name, title, zone: title, type })),
    ...lab.services.map(({ name, title, zone }) => ({ kind: "service", name, title, zone: titleOf(zone) })),
    ...lab.infrastructure.map(({ name, title, zone, kind: type, address = "" }) => ({
      ...{ kind: "infrastructure", name, title, zone: titleOf(zone), type, address },
    })),
    ...lab.clients.flatMap((named) => {
      const known = namedClient(lab, named);
      if (known === undefined) return [];
      return [{ kind: "client", name: known.client, title: named.title, zone: titleOf(known.zone) }];
    }),
    ...lab.resolvers.map(({ name, title, zone }) => ({ kind: "resolver", name, title, zone: titleOf(zone) })),
    ...lab.services.flatMap((service) =>
      service.backends.map(({ name }) => ({
        ...{ kind: "backend", name, title: service.name, type: name === service.name ? "plain" : "weighted" },
      })),
    ),
  ].map((labels) => ({ zone: "", type: "", address: "", ...labels }));
}
