/** Panels about clients: what each does, who moves the most, who uses which service. */
import {
  dataLink,
  mapValues,
  series,
  stat,
  table,
  target,
  thresholdSteps,
  type DashboardReference,
  type RowLabel,
} from "../grafana/index.js";
import {
  activeClients,
  activeClientsByZone,
  clientBehavior,
  clientBlockedShare,
  clientBytes,
  clientDomains,
  clientQueries,
  clientRequests,
  clientServices,
  deviceType,
  deviceTypes,
  foldedDomainShare,
  queryTypesOfZones,
  requestRate,
  serviceBackends,
  serviceConnections,
  serviceUse,
  topClients,
  topClientShare,
  topClientsOfZones,
  topServiceRequests,
  topServices,
  topServicesOfZones,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, emptyText, scoreSteps, unitOf, units } from "./tokens.js";

type ClientDashboard = DashboardReference<"zone" | "client" | "domain">;
type ServiceDashboard = DashboardReference<"zone" | "service" | "instance">;

/** Words for the kinds of device as the query numbers them. */
const deviceWords = mapValues(
  Object.fromEntries(
    deviceTypes.map((name, rank) => [rank, { text: name === "folded" ? "many, folded into one" : name }]),
  ),
);

/** Clients that are asking for something, now. */
export const activeClientsNow = (scope: Scope<Filter>) => {
  const clients = activeClients(scope);
  return stat("Active clients (all services)", target(clients))
    .description(
      "Clients that ask AdGuard Home or a service for something, from adguard_client_requests_total and traefik_requests_total; those that " +
        "the exporter folds into one per zone don't count. Normal: follows the day. More at night: see “Clients”.",
    )
    .unit(unitOf(clients))
    .noValue(emptyText.noTraffic);
};

/** One row per client and zone. */
export const clientTable = (scope: Scope<Filter>, dns: ClientDashboard) =>
  table("Clients", {
    rows: ["zone", "client_ip"],
    labels: { zone: "Zone", client_ip: clientColumn(dns) },
    columns: {
      Device: {
        query: deviceType(scope),
        unit: units.rank,
        mappings: [deviceWords],
        noValue: "unknown",
      },
      Services: { query: clientServices(scope), unit: units.count, decimals: 0, noValue: emptyText.noneKnown },
      Requests: {
        query: clientRequests(scope),
        unit: units["requests per second"],
        decimals: 3,
        noValue: emptyText.noneKnown,
      },
      Queries: {
        query: clientQueries(scope),
        unit: units["queries per second"],
        decimals: 3,
        noValue: emptyText.noneKnown,
      },
      In: { query: clientBytes(scope, "in"), unit: units["bytes per second"], noValue: emptyText.noneKnown },
      Out: { query: clientBytes(scope, "out"), unit: units["bytes per second"], noValue: emptyText.noneKnown },
      Blocked: { query: clientBlockedShare(scope), unit: units.share, decimals: 1, noValue: emptyText.noneKnown },
      Domains: { query: clientDomains(scope), unit: units.count, decimals: 0, noValue: emptyText.noneKnown },
      "+ folded domains": {
        query: foldedDomainShare(scope),
        unit: units.share,
        decimals: 1,
        noValue: emptyText.noneKnown,
      },
      Behaviour: {
        query: clientBehavior(scope),
        unit: units.ratio,
        decimals: 0,
        thresholds: thresholdSteps(colors.good, ...scoreSteps),
        cell: "colored text",
        noValue: emptyText.noneKnown,
      },
    },
    sort: { column: "In", descending: true },
  })
    .paginated()
    .description(
      "Each client in its zone: kind of device (client_zone_mapping), services that it uses (traefik_client_service_mapping), requests " +
        "(traefik_requests_total), queries (adguard_client_requests_total), bytes (client_traffic_bytes_total), share blocked " +
        "(adguard_blocked_domains_total), domains in the range (adguard_client_domain_frequency), behaviour (adguard_client_behavior_score). Where “+ folded " +
        "domains” shows a share, that part of its queries went to domains that the exporter folds into one, and “Domains” is the least there are. " +
        "Normal: behaviour below 50 %. Bytes are of all services. Click a client for its domains.",
    );

/** Requests per second by zone. From traefik_requests_total. */
export const requestsByZone = (scope: Scope<Filter>) => {
  const rate = requestRate(scope, ["client_zone"]);
  return series("Requests by zone", target(rate, "{client_zone}"))
    .description(
      "Requests per second by the zone that asked, one above the other, from traefik_requests_total. " +
        "Normal: follows the day. Many from the internet at once: somebody is scanning.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** Active clients by zone, over time. */
export const activeClientsOverTime = (scope: Scope<Filter>) => {
  const clients = activeClientsByZone(scope);
  return series("Active clients by zone (all services)", target(clients, "{zone}"))
    .description(
      "Clients that ask AdGuard Home or a service for something, by zone, from adguard_client_requests_total and traefik_requests_total, without " +
        "those that the exporter folds. Normal: follows the day. A step up: a new device; see “Clients”.",
    )
    .unit(unitOf(clients))
    .decimals(0);
};

/** DNS queries by zone and type. From adguard_network_zone_traffic; all clients. */
export const queryTypesByZone = (scope: Scope<Filter>) => {
  const rate = queryTypesOfZones(scope);
  return series("Query types by zone (all clients)", target(rate, "{source_zone} {query_type}"))
    .description(
      "DNS queries per second by zone and type, one above the other, from adguard_network_zone_traffic, which carries no client. " +
        "Normal: mostly A and AAAA. Much TXT or NULL: data may be leaving by DNS.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** The clients that moved the most over the range, over time. From client_traffic_bytes_total; all services. */
export const topClientsOverTime = (scope: Scope<Filter>, length: number, dns: ClientDashboard) => {
  const bytes = topClients(scope, length);
  return series("Top clients (all services)", target(bytes, "{client_ip} ({zone})"))
    .description(
      `Bytes per second of the ${String(length)} clients that moved the most over the whole range, both directions, from ` +
        "client_traffic_bytes_total, which carries no service; folded clients are left out. Normal: nobody far above the rest for long. Click for a client's domains.",
    )
    .unit(unitOf(bytes))
    .link(thisClientInDns(dns));
};

/** The clients of each zone that moved the most in the range. */
export const topClientTable = (scope: Scope<Filter>, length: number, dns: ClientDashboard) =>
  table("Top clients by zone (all services)", {
    rows: ["zone", "client_ip"],
    labels: { zone: "Zone", client_ip: clientColumn(dns) },
    columns: {
      Bytes: { query: topClientsOfZones(scope, length), unit: units.bytes },
      "Share of its zone": {
        query: topClientShare(scope, length),
        unit: units.share,
        decimals: 1,
        min: 0,
        max: 1,
        cell: "bar",
      },
    },
    sort: { column: "Bytes", descending: true },
  })
    .span(12)
    .description(
      `The ${String(length)} clients of each zone that moved the most bytes in the range, with their share of all that their zone's clients moved, ` +
        "folded ones included, from client_traffic_bytes_total. Normal: people's devices first. A camera or plug at the top: look at it.",
    )
    .noValue(emptyText.noTraffic);

/** The services that moved the most over the range, by zone. From traefik_network_flow_bytes; all clients. */
export const topServicesOverTime = (scope: Scope<Filter>, length: number, services: ServiceDashboard) => {
  const bytes = topServices(scope, length);
  return series("Top services by zone (all clients)", target(bytes, "{service} for {zone}"))
    .description(
      `Bytes per second of the ${String(length)} pairs of zone and service that moved the most over the whole range, both directions, from ` +
        "traefik_network_flow_bytes, which carries no client. Normal: media first. Click for a service's performance.",
    )
    .unit(unitOf(bytes))
    .link(thisService(services));
};

/** The services that each zone used the most in the range. */
export const topServiceTable = (scope: Scope<Filter>, length: number, services: ServiceDashboard) =>
  table("Services that zones use the most", {
    rows: ["zone", "service"],
    labels: { zone: "Zone", service: serviceColumn(services) },
    columns: {
      "Bytes (all clients)": { query: topServicesOfZones(scope, length), unit: units.bytes },
      Requests: {
        query: topServiceRequests(scope, length),
        unit: units["requests per second"],
        decimals: 3,
        noValue: emptyText.noTraffic,
      },
    },
    sort: { column: "Bytes (all clients)", descending: true },
  })
    .span(12)
    .description(
      `The ${String(length)} services that moved the most bytes for each zone in the range, from traefik_network_flow_bytes, which carries no client, and ` +
        "requests per second now, from traefik_requests_total. Normal: as people use them. An inner service that the internet asks for: close its route.",
    )
    .noValue(emptyText.noTraffic);

/** Which client uses which service. */
export const serviceUseTable = (scope: Scope<Filter>, services: ServiceDashboard) =>
  table("Clients and the services that they use", {
    rows: ["zone", "client_ip", "service"],
    labels: { zone: "Zone", client_ip: "Client", service: serviceColumn(services) },
    columns: {
      "Requests in this range": {
        query: serviceUse(scope),
        unit: units.requests,
        decimals: 0,
        noValue: emptyText.noneKnown,
      },
      "In flight": {
        query: serviceConnections(scope),
        unit: units.connections,
        decimals: 3,
        noValue: emptyText.noneKnown,
      },
      Backends: { query: serviceBackends(scope), unit: units.count, decimals: 0, noValue: emptyText.noneKnown },
    },
    sort: { column: "Requests in this range", descending: true },
  })
    .paginated()
    .description(
      "Each client with each service that it uses: requests in the range (traefik_requests_total), requests in flight, mean of the last minute " +
        "(client_service_connections), and how many backends answered it (traefik_client_service_mapping). Normal: what people are meant to use. " +
        "A device with a service that isn't its business: look at it.",
    );

const clientColumn = (dns: ClientDashboard): RowLabel<"zone" | "client_ip"> => ({
  title: "Client",
  link: thisClientInDns(dns),
});

const serviceColumn = (services: ServiceDashboard): RowLabel<"zone" | "service"> => ({
  title: "Service",
  link: thisService(services),
});

function thisClientInDns(dns: ClientDashboard) {
  return dataLink<"zone" | "client" | "domain", "client_ip" | "zone">({
    title: "Domains of this client",
    to: dns,
    set: { client: "client_ip", zone: "zone" },
  });
}

function thisService(services: ServiceDashboard) {
  return dataLink<"zone" | "service" | "instance", "service" | "zone">({
    title: "Performance of this service",
    to: services,
    set: { service: "service", zone: "zone" },
  });
}
