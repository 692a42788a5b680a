/** Panels about clients: inventory, activity, top talkers, use of services. */
import {
  dataLink,
  mapValues,
  series,
  stat,
  table,
  thresholdSteps,
  type DashboardReference,
  type RowLabel,
  type TextColumn,
} from "../grafana/index.js";
import type { InstantVector, Variable } from "../promql/index.js";
import {
  activeClients,
  recentClientsByZone,
  activityByZone,
  clientBehavior,
  clientBlockedShare,
  clientBytesInRange,
  clientDomains,
  clientFirstSeen,
  clientLastActive,
  clientNames,
  clientQueriesInRange,
  clientRequestsInRange,
  clientServices,
  deviceType,
  deviceTypes,
  knownInRange,
  queryTypesOfZones,
  serviceBackends,
  serviceConnections,
  serviceUse,
  serviceUsers,
  topClients,
  topClientShare,
  topClientsOfZones,
  topServiceRequests,
  topServices,
  topServicesOfZones,
  type ClientName,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, scoreSteps } from "./tokens.js";

type ClientDashboard = DashboardReference<"zone" | "client" | "domain">;
type ServiceDashboard = DashboardReference<"zone" | "service" | "instance">;
type Client = "zone" | "client_ip";

/** Words for the types of device by their numbers in the query. */
const deviceWords = mapValues(
  Object.fromEntries(deviceTypes.map((name, rank) => [rank, { text: name === "folded" ? "several" : name }])),
);

/** A small graph has about a hundred pixels. */
const trendPoints = 100;

/** Number of clients that send DNS queries or requests, as a stat; folded clients don't count. */
export const activeClientsNow = (scope: Scope<Filter>) =>
  stat("Active clients now", activeClients(scope)).about({
    normal: "follows the day",
    otherwise: "if there are more at night, see “Clients”",
  });

/** Inventory of the clients known in this range; only “Services” and “Requests” follow the filter by service. */
export const clientTable = (scope: Scope<Filter>, dns: ClientDashboard) => {
  const names = clientNames(scope, knownInRange(scope));
  return table("Clients in this range", {
    texts: {
      Client: { query: names, label: "title", link: thisClientInDns(dns) },
      Address: { query: names, label: "address", width: 130, link: thisClientInDns(dns) },
    },
    rows: ["client_ip", "zone"],
    labels: { zone: "Zone", client_ip: { hidden: true } },
    columns: {
      Device: { query: deviceType(scope), mappings: [deviceWords], width: 80 },
      "First seen": { query: clientFirstSeen(scope), unit: sinceThen, width: 105 },
      "Last seen": { query: clientLastActive(scope), unit: sinceThen, width: 110 },
      Services: { query: clientServices(scope), decimals: 0, width: 75 },
      Requests: { query: clientRequestsInRange(scope), width: 85 },
      Queries: { query: clientQueriesInRange(scope), width: 80 },
      Bytes: { query: clientBytesInRange(scope), width: 90 },
      Blocked: { query: clientBlockedShare(scope), decimals: 1, width: 80 },
      Domains: { query: clientDomains(scope), decimals: 0, width: 80 },
      Behaviour: {
        query: clientBehavior(scope),
        decimals: 0,
        width: 90,
        thresholds: thresholdSteps(colors.good, ...scoreSteps),
        cell: "colored text",
      },
    },
    sort: { column: "Bytes", descending: true },
  })
    .narrowColumns()
    .interval("1m")
    .maxDataPoints(360)
    .paginated()
    .about({
      normal: "behaviour below 50 %, and no client that nobody knows",
      otherwise: "click the client to see its domains",
    });
};

/** Grafana's unit of a moment as the time that has passed since. */
const sinceThen = "dateTimeFromNow";

/** Stacked requests and DNS queries per second by the zone of the client. */
export const activityByZoneOverTime = (scope: Scope<Filter>) =>
  series("Requests and queries by zone", activityByZone(scope), "{zone}")
    .about({ normal: "follows the day", otherwise: "many from the internet at once are a scan" })
    .stacked();

/** Number of active clients in each zone over time; ignores the filter by service, and folded clients don't count. */
export const activeClientsOverTime = (scope: Scope<Filter>) =>
  series("Active clients by zone", recentClientsByZone(scope), "{zone}")
    .about({
      normal: "follows the day",
      otherwise: "a step up is a new device: see “Clients”",
    })
    .decimals(0);

/** Stacked DNS queries per second by zone and type; follows the filter by zone alone. */
export const queryTypesByZone = (scope: Scope<Filter>) =>
  series("Query types by zone", queryTypesOfZones(scope), "{source_zone} {query_type}")
    .about({
      normal: "mostly A and AAAA",
      otherwise: "with much TXT or NULL, data may be leaving by DNS",
    })
    .stacked();

/**
 * Table of the clients of each zone with the most bytes in this range, and these over time; the share is of all clients
 * of the zone.
 *
 * @param name the variable that chooses title or address; the title without it
 */
export const topClientTable = (scope: Scope<Filter>, length: number, dns: ClientDashboard, name?: Variable) =>
  table("Top clients in this range", {
    texts: { Client: namedClient(scope, topClientsOfZones(scope, length).expression, dns, name) },
    rows: ["client_ip", "zone"],
    labels: { zone: "Zone", client_ip: { hidden: true } },
    columns: {
      Bytes: { query: topClientsOfZones(scope, length), width: 85 },
      "Of its zone": { query: topClientShare(scope, length), decimals: 1, width: 95 },
    },
    trend: { title: "Over time", query: topClients(scope, length), color: colors.notice },
    sort: { column: "Bytes", descending: true },
  })
    .narrowColumns()
    .maxDataPoints(trendPoints)
    .span(10)
    .about({
      normal: "people's devices first",
      otherwise: "look at a camera or plug that is at the top",
    });

/** Table of the services with the most bytes for each zone, and these over time; only “Requests” follows the filter by client. */
export const topServiceTable = (scope: Scope<Filter>, length: number, services: ServiceDashboard) =>
  table("Top services by zone in this range", {
    rows: ["service", "zone"],
    labels: { zone: "Zone", service: serviceColumn(services) },
    columns: {
      Bytes: { query: topServicesOfZones(scope, length), width: 85 },
      Requests: { query: topServiceRequests(scope, length), width: 85 },
    },
    trend: { title: "Bytes over time", query: topServices(scope, length), color: colors.notice },
    sort: { column: "Bytes", descending: true },
  })
    .narrowColumns()
    .maxDataPoints(trendPoints)
    .height(10)
    .span(12)
    .about({
      normal: "the services that people use",
      otherwise: "close the route of an internal service that the internet uses",
    });

/** Table of each client with each of its services: requests, requests in flight, backends; most requests first. */
export const serviceUseTable = (
  scope: Scope<Filter>,
  services: ServiceDashboard,
  dns: ClientDashboard,
  name?: Variable,
) =>
  table("Clients and the services that they use", {
    texts: { Client: namedClient(scope, serviceUsers(scope), dns, name) },
    rows: ["client_ip", "zone", "service"],
    labels: { zone: "Zone", client_ip: { hidden: true }, service: serviceColumn(services) },
    columns: {
      Requests: { query: serviceUse(scope), width: 80 },
      "In flight": { query: serviceConnections(scope), decimals: 3, width: 75 },
      Backends: { query: serviceBackends(scope), decimals: 0, width: 95 },
    },
    sort: { column: "Requests", descending: true },
  })
    .narrowColumns()
    .height(10)
    .span(12)
    .paginated()
    .about({
      note: "Requests are those of this range, the others of now",
      normal: "services that are meant for the client",
      otherwise: "look at a device that uses a service which isn't its business",
    });

function namedClient(
  scope: Scope<Filter>,
  named: InstantVector<Client>,
  dns: ClientDashboard,
  name?: Variable,
): TextColumn<Client> {
  const title: ClientName = "title";
  return { query: clientNames(scope, named), label: name ?? title, link: thisClientInDns(dns) };
}

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
