/** Panels about zones: who sends how much to whom, bandwidth and capacity, connections and how they ended. */
import {
  barGauge,
  dataLink,
  matrix,
  series,
  stat,
  table,
  target,
  thresholds,
  thresholdSteps,
  type DashboardReference,
  type RowLabel,
} from "../grafana/index.js";
import {
  activeClientsByZone,
  capacityInUse,
  connectionsBetweenZones,
  connectionsByState,
  connectionsInState,
  foldedShare,
  onlyFilters,
  knownClients,
  latencyBetweenZones,
  latencyByPath,
  refusedShare,
  shareInState,
  trafficBetweenZones,
  trafficFromZones,
  zoneBandwidth,
  zoneConnections,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps, emptyText, scarcitySteps, unitOf, units } from "./tokens.js";

type ZoneDashboard = DashboardReference<"zone" | "client" | "service">;

const fromTo = { row: "source_zone", column: "destination_zone", corner: "From ↓ to →" } as const;

/** Bytes per second from the chosen zones, now. From zone_traffic_bytes_total; all clients. */
export const trafficNow = (scope: Scope<Filter>) => {
  const bytes = trafficFromZones(scope);
  return stat("Traffic (all clients)", target(bytes))
    .description(
      "Bytes per second that the chosen zones send to each other and to others, from zone_traffic_bytes_total, which carries no client. " +
        "Normal: follows the day. If it climbs, “Top clients” says who.",
    )
    .unit(unitOf(bytes));
};

/** Share of refused requests and queries, now. From zone_connections_total; all clients. */
export const refusedNow = (scope: Scope<Filter>) => {
  const share = refusedShare(scope);
  return stat("Refused (all clients and services)", target(share))
    .description(
      "Share of the requests and queries that were refused (codes 401, 403 and 429; REFUSED by AdGuard Home), from " +
        "zone_connections_total, which carries neither client nor service. Normal: below 1 %. Above: somebody tries doors; see “Refused connections by zone”.",
    )
    .unit(unitOf(share))
    .decimals(2)
    .thresholds(thresholds(colors.good, ...failureSteps))
    .noValue(emptyText.noTraffic);
};

/** Bytes per second from each zone to each. From zone_traffic_bytes_total; all clients. */
export const trafficMatrix = (scope: Scope<Filter>, here: ZoneDashboard) => {
  const bytes = trafficBetweenZones(scope);
  return matrix("Traffic between zones (all clients)", {
    ...fromTo,
    query: bytes,
    unit: unitOf(bytes),
    noValue: emptyText.noTraffic,
    link: onlyThisZone(here, "source_zone"),
  }).description(
    "Bytes per second from the zone of the row to that of the column, from zone_traffic_bytes_total, which carries no client; requests go one " +
      "way, answers the other. Normal: dark towards the internet and the zones where people are. A dark cell between zones that shouldn't know each other: look at the firewall.",
  );
};

/** Requests and queries per second from each zone to each. From zone_connections_total; all clients and services. */
export const connectionMatrix = (scope: Scope<Filter>, here: ZoneDashboard) => {
  const connections = connectionsBetweenZones(scope);
  return matrix("Connections between zones (all clients and services)", {
    ...fromTo,
    query: connections,
    unit: unitOf(connections),
    decimals: 2,
    noValue: emptyText.noTraffic,
    link: onlyThisZone(here, "source_zone"),
  }).description(
    "Requests and DNS queries per second from the zone of the row, which asked, to that of the column, from zone_connections_total. " +
      "Normal: every zone asks the one of AdGuard Home. A cell that shouldn't be there: see who asks in “Clients”.",
  );
};

/** Mean time to the answer from each zone to each. From network_path_latency; all clients and services. */
export const latencyMatrix = (scope: Scope<Filter>, here: ZoneDashboard) => {
  const latency = latencyBetweenZones(scope);
  return matrix("Latency between zones (all clients and services)", {
    ...fromTo,
    query: latency,
    unit: unitOf(latency),
    noValue: emptyText.noTraffic,
    link: onlyThisZone(here, "source_zone"),
  }).description(
    "Mean time to the answer over the last minute, from network_path_latency; of requests and queries whichever take longer. " +
      "Normal: well below a second. One dark row: that zone's network; one dark column: what stands there.",
  );
};

/** Bits per second into and out of each zone. From zone_traffic_bytes_total; all clients. */
export const bandwidthByZone = (scope: Scope<Filter>, here: ZoneDashboard) => {
  const received = zoneBandwidth(scope, "in");
  return series(
    "Bandwidth by zone (all clients)",
    target(received, "{zone} in"),
    target(zoneBandwidth(scope, "out"), "{zone} out"),
  )
    .description(
      "Bits per second into each zone and out of it, traffic within it in both, from zone_traffic_bytes_total, which carries no client. " +
        "Normal: what goes out of the services' zone comes into others. If one alone climbs, “Top clients” says who.",
    )
    .unit(unitOf(received))
    .link(onlyThisZone(here, "zone"));
};

/** The same, now, the busiest zone first to be seen. */
export const bandwidthNow = (scope: Scope<Filter>, here: ZoneDashboard) => {
  const received = zoneBandwidth(scope, "in");
  return barGauge(
    "Bandwidth now (all clients)",
    target(received, "{zone} in"),
    target(zoneBandwidth(scope, "out"), "{zone} out"),
  )
    .description(
      "Bits per second into each zone and out of it, traffic within it in both, from zone_traffic_bytes_total, which carries no client. " +
        "Normal: no bar alone. A zone that sends far more than usual: see “Top clients by zone”.",
    )
    .unit(unitOf(received))
    .link(onlyThisZone(here, "zone"));
};

/** Share of the capacity in use. From zone_bandwidth_utilization; zones with a capacity; all clients and services. */
export const capacityByZone = (scope: Scope<Filter>, here: ZoneDashboard) => {
  const used = capacityInUse(scope, "in");
  return series(
    "Capacity in use (all clients and services)",
    target(used, "{zone} in"),
    target(capacityInUse(scope, "out"), "{zone} out"),
  )
    .description(
      "Share of a zone's capacity that is in use, into it and out of it, from zone_bandwidth_utilization; only zones to which the lab gives a " +
        "capacity. Normal: below 80 %. Above for long: move something, or the line is too thin.",
    )
    .unit(unitOf(used))
    .thresholdLines(colors.good, ...scarcitySteps)
    .noValue("no zone has a capacity")
    .link(onlyThisZone(here, "zone"));
};

/** One row per zone; all clients and services. */
export const zoneTable = (asked: Scope<Filter>, here: ZoneDashboard) => {
  const scope = onlyFilters(asked, "zone");
  return table("Zones (all clients and services)", {
    rows: ["zone"],
    labels: { zone: zoneColumn(here) },
    columns: {
      In: { query: zoneBandwidth(scope, "in"), unit: units["bits per second"], noValue: emptyText.noTraffic },
      Out: { query: zoneBandwidth(scope, "out"), unit: units["bits per second"], noValue: emptyText.noTraffic },
      "Capacity in": capacityColumn(scope, "in"),
      "Capacity out": capacityColumn(scope, "out"),
      Connections: {
        query: zoneConnections(scope),
        unit: units["connections per second"],
        decimals: 2,
        noValue: emptyText.noTraffic,
      },
      Refused: failureColumn(scope, "refused"),
      Unanswered: failureColumn(scope, "timeout"),
      "Known clients": { query: knownClients(scope), unit: units.count, decimals: 0, noValue: emptyText.noneKnown },
      "Active clients": {
        query: activeClientsByZone(scope),
        unit: units.count,
        decimals: 0,
        noValue: emptyText.noneKnown,
      },
      Folded: { query: foldedShare(scope), unit: units.share, decimals: 0, noValue: emptyText.noTraffic },
    },
    sort: { column: "Connections", descending: true },
  }).description(
    "Each zone with its bandwidth (zone_traffic_bytes_total), share of capacity (zone_bandwidth_utilization), connections, refused and unanswered " +
      "ones (zone_connections_total), clients (client_zone_mapping; active: traefik_requests_total, adguard_client_requests_total), and the " +
      "share of activity from clients that the exporter folds into one. Normal: refused and unanswered below 1 %. Click a zone to see it alone.",
  );
};

const zoneColumn = (here: ZoneDashboard): RowLabel<"zone"> => ({ title: "Zone", link: onlyThisZone(here, "zone") });

const capacityColumn = (scope: Scope<Filter>, direction: "in" | "out") =>
  ({
    query: capacityInUse(scope, direction),
    unit: units.share,
    decimals: 1,
    thresholds: thresholdSteps(colors.good, ...scarcitySteps),
    cell: "colored text",
    noValue: "no capacity given",
  }) as const;

const failureColumn = (scope: Scope<Filter>, state: "refused" | "timeout") =>
  ({
    query: shareInState(scope, state),
    unit: units.share,
    decimals: 2,
    thresholds: thresholdSteps(colors.good, ...failureSteps),
    cell: "colored text",
    noValue: emptyText.noTraffic,
  }) as const;

/** Requests and queries per second by how they ended. From zone_connections_total; all clients and services. */
export const connectionStates = (scope: Scope<Filter>) => {
  const connections = connectionsByState(scope);
  return series("Connections by state (all clients and services)", target(connections, "{state}"))
    .description(
      "Requests and DNS queries per second by how they ended, one above the other, from zone_connections_total. Normal: established, and " +
        "hardly anything else. Refused: somebody isn't let in. Timeout: a service or resolver doesn't answer.",
    )
    .unit(unitOf(connections))
    .stacked();
};

/** Refused requests and queries by zone. From zone_connections_total; all clients and services. */
export const refusedByZone = (scope: Scope<Filter>) =>
  inState(scope, "refused", "Refused connections by zone", [
    "Requests (401, 403, 429) and DNS queries (REFUSED) per second that were refused, by the zone that asked, from zone_connections_total. ",
    "Normal: next to none. Many from the internet: somebody tries doors. Many from inside: a device has a wrong password.",
  ]);

/** Unanswered requests and queries by zone. From zone_connections_total; all clients and services. */
export const unansweredByZone = (scope: Scope<Filter>) =>
  inState(scope, "timeout", "Unanswered connections by zone", [
    "Requests (499, 502, 504) and DNS queries per second without an answer, by the zone that asked, from zone_connections_total. ",
    "Normal: none. http: a service is down. dns: a resolver is.",
  ]);

function inState(scope: Scope<Filter>, state: "refused" | "timeout", title: string, description: readonly string[]) {
  const connections = connectionsInState(scope, state);
  return series(`${title} (all clients and services)`, target(connections, "{source_zone} {service_type}"))
    .description(description.join(""))
    .unit(unitOf(connections))
    .stacked();
}

/** Mean time to the answer over time. From network_path_latency; all clients and services. */
export const latencyOverTime = (scope: Scope<Filter>) => {
  const latency = latencyByPath(scope);
  return series(
    "Latency between zones over time (all clients and services)",
    target(latency, "{source_zone} → {destination_zone} {path_type}"),
  )
    .description(
      "Mean time to the answer over the last minute, requests (http) and queries (dns) apart, from network_path_latency. " +
        "Normal: each pair keeps its level. If all dns lines climb, a resolver is slow; if all http lines do, look at the services' host.",
    )
    .unit(unitOf(latency));
};

function onlyThisZone<const L extends "zone" | "source_zone">(here: ZoneDashboard, label: L) {
  return dataLink<"zone" | "client" | "service", L>({
    title: "Only this zone",
    to: here,
    set: { zone: label },
    keep: ["service"],
  });
}
