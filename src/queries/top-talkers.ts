/** Who moves the most, and who uses which service. Clients that an exporter folds into one are in no list of the top. */
import { aggregateClientPattern } from "../lab/index.js";
import {
  and,
  copyLabel,
  dashboardRange,
  divide,
  greater,
  notMatching,
  sum,
  topk,
  type InstantVector,
} from "../promql/index.js";
import { countDistinct, increaseOf, rateOf, sumOf } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

type Asked = Scope<Filter>;
type Client = "zone" | "client_ip";
type ZoneService = "zone" | "service";
type ServiceUse = Client | "service";

const client = ["zone", "client_ip"] as const;
const zoneService = ["zone", "service"] as const;
const use = ["zone", "client_ip", "service"] as const;
const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

const clients = (scope: Asked) => onlyFilters(scope, "zone", "client");
const users = (scope: Asked) => onlyFilters(scope, "zone", "client", "service");

// ── top talkers ──────────────────────────────────────────────────────────────────────────────────────────────────

/** The same clients or services throughout the range, so that none flickers. */
const throughout = <F extends Filter>(scope: Scope<F>): Scope<F> => ({
  ...withWindow(scope, dashboardRange),
  shift: { at: "end()" },
});

/** Bytes per second of the clients that moved the most over the range, both directions. Folded ones are left out. */
export const topClients = (scope: Asked, length: number): Query<Client> =>
  query(
    { unit: "bytes per second", meaning: "Bytes to and from the clients that moved the most" },
    and(
      rateOf("client_traffic_bytes_total", clients(scope), client, identified),
      topk(length, rateOf("client_traffic_bytes_total", throughout(clients(scope)), client, identified)),
    ),
  );

/** Bytes in the range of the clients of each zone that moved the most. Folded ones are left out. */
export const topClientsOfZones = (scope: Asked, length: number): Query<Client> =>
  query(
    { unit: "bytes", meaning: "Bytes to and from a client in the range" },
    topk.by(
      ["zone"],
      length,
      greater(
        increaseOf("client_traffic_bytes_total", withWindow(clients(scope), dashboardRange), client, identified),
        0,
      ),
    ),
  );

/** The part that these clients have in the bytes of all clients of their zone, folded ones included. */
export const topClientShare = (scope: Asked, length: number): Query<Client> =>
  query(
    { unit: "share", meaning: "Share of the bytes of all clients of the zone" },
    divide.groupLeft(
      ["zone"],
      [],
      topClientsOfZones(scope, length).expression,
      increaseOf("client_traffic_bytes_total", withWindow(onlyFilters(scope, "zone"), dashboardRange), ["zone"]),
    ),
  );

const flow = (scope: Asked): InstantVector<ZoneService> =>
  ofZones(rateOf("traefik_network_flow_bytes", scopeOfFlow(scope), ["source_zone", "destination_service"]));

const scopeOfFlow = (scope: Asked) => onlyFilters(scope, "zone", "service");

function ofZones(figures: InstantVector<"source_zone" | "destination_service">): InstantVector<ZoneService> {
  return sum.by(zoneService, copyLabel(copyLabel(figures, "zone", "source_zone"), "service", "destination_service"));
}

const flowInRange = (scope: Asked): InstantVector<ZoneService> =>
  ofZones(
    increaseOf("traefik_network_flow_bytes", withWindow(scopeOfFlow(scope), dashboardRange), [
      "source_zone",
      "destination_service",
    ]),
  );

/** Bytes per second of the services that moved the most over the range, by the zone that asked. */
export const topServices = (scope: Asked, length: number): Query<ZoneService> =>
  query(
    { unit: "bytes per second", meaning: "Bytes to and from the services that moved the most" },
    and(flow(scope), topk(length, flow(throughout(scope)))),
  );

/** Bytes in the range of the services that moved the most for each zone. */
export const topServicesOfZones = (scope: Asked, length: number): Query<ZoneService> =>
  query(
    { unit: "bytes", meaning: "Bytes to and from a service in the range" },
    topk.by(["zone"], length, greater(flowInRange(scope), 0)),
  );

/** Requests per second of each zone to the same services. */
export const topServiceRequests = (scope: Asked, length: number): Query<ZoneService> =>
  query(
    { unit: "requests per second", meaning: "Requests of a zone to a service" },
    and(
      sum.by(
        zoneService,
        copyLabel(rateOf("traefik_requests_total", users(scope), ["client_zone", "service"]), "zone", "client_zone"),
      ),
      topServicesOfZones(scope, length).expression,
    ),
  );

// ── clients and services ─────────────────────────────────────────────────────────────────────────────────────────

/** Requests in the range of each client to each service. */
export const serviceUse = (scope: Asked): Query<ServiceUse> =>
  query(
    { unit: "requests", meaning: "Requests of a client to a service in the range" },
    sum.by(
      use,
      copyLabel(
        increaseOf("traefik_requests_total", withWindow(users(scope), dashboardRange), [
          "client_zone",
          "client_ip",
          "service",
        ]),
        "zone",
        "client_zone",
      ),
    ),
  );

/** Requests in flight of each client at each service, mean of the last minute. */
export const serviceConnections = (scope: Asked): Query<ServiceUse> =>
  query(
    { unit: "connections", meaning: "Requests of a client in flight, mean of the last minute" },
    sum.by(
      use,
      copyLabel(
        sumOf("client_service_connections", users(scope), ["zone", "client_ip", "service_name"], {
          connection_type: "http",
        }),
        "service",
        "service_name",
      ),
    ),
  );

/** How many backends answered each client for each service. */
export const serviceBackends = (scope: Asked): Query<ServiceUse> =>
  query(
    { unit: "count", meaning: "Backends that answered a client" },
    countDistinct(
      "traefik_client_service_mapping",
      users(scope),
      ["zone", "client_ip", "service", "backend"],
      ["zone", "client_ip", "service"],
    ),
  );
