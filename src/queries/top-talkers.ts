/**
 * The clients and services with the most bytes, and the use of services by clients. Folded clients are in no
 * list by bytes.
 */
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
import { activity } from "./clients.js";
import { countDistinct, increaseOf, rateOf, sumOf } from "./metric-queries.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";
import { inFlightMeaning } from "./traefik.js";

type Client = "zone" | "client_ip";
type ZoneService = "zone" | "service";
type ServiceUse = Client | "service";

const client = ["zone", "client_ip"] as const;
const zoneService = ["zone", "service"] as const;
const use = ["zone", "client_ip", "service"] as const;
const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

const clients = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client");
const users = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client", "service");

// ── top talkers ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Ranks over the whole range, so that a list is the same at every point of a panel. */
const overWholeRange = <F extends Filter>(scope: Scope<F>): Scope<F> => ({
  ...withWindow(scope, dashboardRange),
  shift: { at: "end()" },
});

export const topClients = (scope: Scope<Filter>, length: number): Query<Client> =>
  query(
    {
      unit: "bytes per second",
      meaning: "Bytes per second over this range, from the least to the most of the client",
      noValue: emptyText.noTraffic,
    },
    and(
      rateOf("client_traffic_bytes_total", clients(scope), client, identified),
      topk.by(
        ["zone"],
        length,
        greater(rateOf("client_traffic_bytes_total", overWholeRange(clients(scope)), client, identified), 0),
      ),
    ),
  );

/** One client for each zone, folded ones among them; of several that are equally busy, any. */
export const busiestOfZones = (scope: Scope<Filter>): Query<Client> =>
  query(
    {
      unit: "connections per second",
      meaning: "Requests and DNS queries per second of the busiest client of each zone",
      noValue: emptyText.noTraffic,
    },
    topk.by(["zone"], 1, greater(activity(scope), 0)),
  );

export const topClientsOfZones = (scope: Scope<Filter>, length: number): GaugeQuery<Client> =>
  query(
    {
      unit: "bytes",
      meaning: `Bytes to and from the ${String(length)} clients of each zone with the most of them in this range, without folded ones`,
      noValue: emptyText.noTraffic,
    },
    topk.by(
      ["zone"],
      length,
      greater(
        increaseOf("client_traffic_bytes_total", withWindow(clients(scope), dashboardRange), client, identified),
        0,
      ),
    ),
  );

export const topClientShare = (scope: Scope<Filter>, length: number): Query<Client> =>
  query(
    {
      unit: "share",
      meaning: "Share of the bytes of all clients of the zone, folded ones included",
      noValue: emptyText.noTraffic,
    },
    divide.groupLeft(
      ["zone"],
      [],
      topClientsOfZones(scope, length).expression,
      increaseOf("client_traffic_bytes_total", withWindow(onlyFilters(scope, "zone"), dashboardRange), ["zone"]),
    ),
  );

const flow = (scope: Scope<Filter>): InstantVector<ZoneService> =>
  ofZones(rateOf("traefik_network_flow_bytes", scopeOfFlow(scope), ["source_zone", "destination_service"]));

const scopeOfFlow = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "service");

function ofZones(figures: InstantVector<"source_zone" | "destination_service">): InstantVector<ZoneService> {
  return sum.by(zoneService, copyLabel(copyLabel(figures, "zone", "source_zone"), "service", "destination_service"));
}

const flowInRange = (scope: Scope<Filter>): InstantVector<ZoneService> =>
  ofZones(
    increaseOf("traefik_network_flow_bytes", withWindow(scopeOfFlow(scope), dashboardRange), [
      "source_zone",
      "destination_service",
    ]),
  );

export const topServices = (scope: Scope<Filter>, length: number): Query<ZoneService> =>
  query(
    {
      unit: "bytes per second",
      meaning: "Bytes per second over this range, from the least to the most of the service in the zone",
      noValue: emptyText.noTraffic,
    },
    and(flow(scope), topk.by(["zone"], length, greater(flow(overWholeRange(scope)), 0))),
  );

export const topServicesOfZones = (scope: Scope<Filter>, length: number): Query<ZoneService> =>
  query(
    {
      unit: "bytes",
      meaning: `Bytes to and from the ${String(length)} services with the most of them for each zone in this range`,
      noValue: emptyText.noTraffic,
    },
    topk.by(["zone"], length, greater(flowInRange(scope), 0)),
  );

/** Of the services of {@link topServicesOfZones}. */
export const topServiceRequests = (scope: Scope<Filter>, length: number): Query<ZoneService> =>
  query(
    {
      unit: "requests",
      meaning: "Requests of the zone to the service in this range",
      noValue: emptyText.noTraffic,
    },
    and(
      sum.by(
        zoneService,
        copyLabel(
          increaseOf("traefik_requests_total", withWindow(users(scope), dashboardRange), ["client_zone", "service"]),
          "zone",
          "client_zone",
        ),
      ),
      topServicesOfZones(scope, length).expression,
    ),
  );

// ── clients and services ─────────────────────────────────────────────────────────────────────────────────────────

export const serviceUse = (scope: Scope<Filter>): GaugeQuery<ServiceUse> =>
  query(
    { unit: "requests", meaning: "Requests of a client to a service in this range", noValue: emptyText.noneKnown },
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

/** Clients that used a chosen service. */
export const serviceUsers = (scope: Scope<Filter>): InstantVector<Client> =>
  sum.by(client, serviceUse(scope).expression);

export const serviceConnections = (scope: Scope<Filter>): Query<ServiceUse> =>
  query(
    {
      unit: "connections",
      meaning: inFlightMeaning,
      noValue: emptyText.noneKnown,
    },
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

export const serviceBackends = (scope: Scope<Filter>): Query<ServiceUse> =>
  query(
    { unit: "count", meaning: "Backends that answered the client", noValue: emptyText.noneKnown },
    countDistinct(
      "traefik_client_service_mapping",
      users(scope),
      ["zone", "client_ip", "service", "backend"],
      ["zone", "client_ip", "service"],
    ),
  );
