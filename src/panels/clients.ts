/** Panels about clients: activity, top talkers, use of services. */
import {
  dataLink,
  mapValues,
  series,
  stat,
  table,
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
import { colors, scoreSteps } from "./tokens.js";

type ClientDashboard = DashboardReference<"zone" | "client" | "domain">;
type ServiceDashboard = DashboardReference<"zone" | "service" | "instance">;

/** Words for the types of device by their numbers in the query. */
const deviceWords = mapValues(
  Object.fromEntries(
    deviceTypes.map((name, rank) => [rank, { text: name === "folded" ? "many, folded into one" : name }]),
  ),
);

/** Number of clients that send DNS queries or requests, as a stat; folded clients don't count. */
export const activeClientsNow = (scope: Scope<Filter>) =>
  stat("Active clients", activeClients(scope)).about({
    normal: "follows the day",
    otherwise: "if there are more at night, see “Clients”",
  });

/** Table of clients by zone and address; only “Services” and “Requests” follow the filter by service. */
export const clientTable = (scope: Scope<Filter>, dns: ClientDashboard) =>
  table("Clients", {
    rows: ["zone", "client_ip"],
    labels: { zone: "Zone", client_ip: clientColumn(dns) },
    columns: {
      Device: { query: deviceType(scope), mappings: [deviceWords] },
      Services: { query: clientServices(scope), decimals: 0 },
      Requests: { query: clientRequests(scope), decimals: 3 },
      Queries: { query: clientQueries(scope), decimals: 3 },
      In: { query: clientBytes(scope, "in") },
      Out: { query: clientBytes(scope, "out") },
      Blocked: { query: clientBlockedShare(scope), decimals: 1 },
      Domains: { query: clientDomains(scope), decimals: 0 },
      "+ folded domains": { query: foldedDomainShare(scope), decimals: 1 },
      Behaviour: {
        query: clientBehavior(scope),
        decimals: 0,
        thresholds: thresholdSteps(colors.good, ...scoreSteps),
        cell: "colored text",
      },
    },
    sort: { column: "In", descending: true },
  })
    .paginated()
    .about({ normal: "behaviour below 50 %", otherwise: "click the client to see its domains" });

/** Stacked requests per second by the zone of the client. */
export const requestsByZone = (scope: Scope<Filter>) =>
  series("Requests by zone", requestRate(scope, ["client_zone"]), "{client_zone}")
    .about({ normal: "follows the day", otherwise: "many from the internet at once are a scan" })
    .stacked();

/** Number of active clients in each zone over time; ignores the filter by service, and folded clients don't count. */
export const activeClientsOverTime = (scope: Scope<Filter>) =>
  series("Active clients by zone", activeClientsByZone(scope), "{zone}")
    .about({ normal: "follows the day", otherwise: "a step up is a new device: see “Clients”" })
    .decimals(0);

/** Stacked DNS queries per second by zone and type; follows the filter by zone alone. */
export const queryTypesByZone = (scope: Scope<Filter>) =>
  series("Query types by zone", queryTypesOfZones(scope), "{source_zone} {query_type}")
    .about({ normal: "mostly A and AAAA", otherwise: "with much TXT or NULL, data may be leaving by DNS" })
    .stacked();

/** Bytes per second of the clients with the most bytes in the whole range; the list is the same at every point. */
export const topClientsOverTime = (scope: Scope<Filter>, length: number, dns: ClientDashboard) =>
  series("Top clients", topClients(scope, length), "{client_ip} ({zone})")
    .about({
      normal: "no client far above the others for long",
      otherwise: "click the client to see its domains",
    })
    .link(thisClientInDns(dns));

/** Table of the clients with the most bytes in this range, cut by zone; the share is of all clients of the zone. */
export const topClientTable = (scope: Scope<Filter>, length: number, dns: ClientDashboard) =>
  table("Top clients by zone", {
    rows: ["zone", "client_ip"],
    labels: { zone: "Zone", client_ip: clientColumn(dns) },
    columns: {
      Bytes: { query: topClientsOfZones(scope, length) },
      "Share of its zone": { query: topClientShare(scope, length), decimals: 1, min: 0, max: 1, cell: "bar" },
    },
    sort: { column: "Bytes", descending: true },
  })
    .span(12)
    .about({ normal: "people's devices first", otherwise: "look at a camera or plug that is at the top" });

/** Bytes per second of the pairs of zone and service with the most bytes in the whole range, of all clients. */
export const topServicesOverTime = (scope: Scope<Filter>, length: number, services: ServiceDashboard) =>
  series("Top services by zone", topServices(scope, length), "{service} for {zone}")
    .about({ normal: "media first", otherwise: "click a service to see its performance" })
    .link(thisService(services));

/** Table of the services with the most bytes, cut by zone; only “Requests” follows the filter by client. */
export const topServiceTable = (scope: Scope<Filter>, length: number, services: ServiceDashboard) =>
  table("Services that zones use the most", {
    rows: ["zone", "service"],
    labels: { zone: "Zone", service: serviceColumn(services) },
    columns: {
      "Bytes (all clients)": { query: topServicesOfZones(scope, length) },
      Requests: { query: topServiceRequests(scope, length), decimals: 3 },
    },
    sort: { column: "Bytes (all clients)", descending: true },
  })
    .span(12)
    .about({
      normal: "the services that people use",
      otherwise: "close the route of an internal service that the internet uses",
    });

/** Table of each client with each of its services: requests, requests in flight, backends; most requests first. */
export const serviceUseTable = (scope: Scope<Filter>, services: ServiceDashboard) =>
  table("Clients and the services that they use", {
    rows: ["zone", "client_ip", "service"],
    labels: { zone: "Zone", client_ip: "Client", service: serviceColumn(services) },
    columns: {
      "Requests in this range": { query: serviceUse(scope), decimals: 0 },
      "In flight": { query: serviceConnections(scope), decimals: 3 },
      Backends: { query: serviceBackends(scope), decimals: 0 },
    },
    sort: { column: "Requests in this range", descending: true },
  })
    .paginated()
    .about({
      normal: "services that are meant for the client",
      otherwise: "look at a device that uses a service which isn't its business",
    });

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
