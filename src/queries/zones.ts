/**
 * Traffic between zones: bytes, connections, latency, use of capacity, anomalies.
 *
 * The filter by zone means the zone of the client, `source_zone`. Figures of received traffic filter by
 * `destination_zone` instead.
 */
import {
  and,
  copyLabel,
  countOverTime,
  dashboardRange,
  group,
  greater,
  maxOverTime,
  multiply,
  or,
  subquery,
  sum,
  timestamp,
  type Condition,
  type Conditions,
  type Duration,
  type InstantVector,
} from "../promql/index.js";
import type { Metrics } from "../metrics/index.js";
import { failedConnections } from "./connection-states.js";
import { countDistinct, highestMeanOf, highestOf, increaseOf, present, rateOf } from "./metric-queries.js";
import { countsNote, drawnShare, shareNote, shareOfCounts, shareScope } from "./safe-math.js";
import { renameLabel } from "./labels.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

type Pair = "source_zone" | "destination_zone";
type Direction = "in" | "out";
type ConnectionOutcome = "refused" | "failed";

const outcomes = {
  refused: {
    conditions: { state: "refused" },
    meaning: "that are refused (codes 401, 403 and 429; REFUSED by AdGuard Home)",
  },
  failed: {
    conditions: failedConnections,
    meaning: "that fail (server errors, codes 5xx; queries with SERVFAIL or without an answer)",
  },
} as const satisfies Readonly<
  Record<
    ConnectionOutcome,
    { readonly conditions: Conditions<Metrics, "zone_connections_total">; readonly meaning: string }
  >
>;

type Anomaly = "source" | "destination" | "anomaly_type" | "severity";

const pair = ["source_zone", "destination_zone"] as const;
const anomaly = ["source", "destination", "anomaly_type", "severity"] as const;
const zones = (scope: Scope<Filter>) => onlyFilters(scope, "zone");

const overRange = <F extends Filter>(scope: Scope<F>): Scope<F> => withWindow(scope, dashboardRange);

/** The distance between two evaluations of a state in a subquery. */
const resolution: Duration = "1m";

// ── between zones ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Adds 0 for traffic within each chosen zone of the lab, so that every zone is in the matrix. Adds nothing where there
 * are no figures at all, since the traffic is unknown then, not 0.
 */
function withOwnZones(scope: Scope<Filter>, figures: InstantVector<Pair>): InstantVector<Pair> {
  const own = renameLabel(
    "source_zone",
    "name",
    present("homelab_entity_info", zones(scope), ["name"], { kind: "zone" }),
  );
  const within = group.by(pair, copyLabel(own, "destination_zone", "source_zone"));
  return or(figures, and.on([], multiply.scalar(within, 0), figures));
}

/** Requests go from the client's zone to the service's, answers back. */
export const trafficBetweenZones = (scope: Scope<Filter>): Query<Pair> =>
  query(
    {
      unit: "bytes",
      meaning:
        "Bytes in this range from the zone of the row to that of the column: requests one way, answers the other",
      noValue: emptyText.noneKnown,
    },
    withOwnZones(scope, increaseOf("zone_traffic_bytes_total", overRange(onlyFilters(scope, "zone", "service")), pair)),
  );

export const connectionsBetweenZones = (scope: Scope<Filter>): Query<Pair> =>
  query(
    {
      unit: "count",
      meaning: "Requests and DNS queries in this range from the zone of the row, the client's, to that of the column",
      noValue: emptyText.noneKnown,
    },
    withOwnZones(scope, increaseOf("zone_connections_total", overRange(zones(scope)), pair)),
  );

export const latencyBetweenZones = (scope: Scope<Filter>): Query<Pair> =>
  query(
    {
      unit: "seconds",
      meaning:
        "Mean time to the answer in this range, over its minutes with answers, of requests or DNS queries, whichever take longer",
      noValue: emptyText.noneKnown,
    },
    highestMeanOf("network_path_latency", overRange(zones(scope)), pair),
  );

export const latencyByPath = (scope: Scope<Filter>): Query<Pair | "path_type"> =>
  query(
    {
      unit: "seconds",
      meaning: "Mean time to the answer over the last minute, of requests (http) and DNS queries (dns)",
    },
    highestOf("network_path_latency", zones(scope), [...pair, "path_type"]),
  );

// ── each zone ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The filter by zone as a condition on the zone that receives. */
function received(scope: Scope<Filter>): { readonly destination_zone?: Condition } {
  const chosen = scope.filters.find(({ filter }) => filter === "zone");
  return chosen === undefined ? {} : { destination_zone: chosen.value };
}

/** `in` is into the zone, `out` out of it. */
function bytesOfZones(ask: typeof rateOf, scope: Scope<Filter>, direction: Direction): InstantVector<"zone"> {
  return direction === "out"
    ? fromZone(ask("zone_traffic_bytes_total", onlyFilters(scope, "zone", "service"), ["source_zone"]))
    : sum.by(
        ["zone"],
        copyLabel(
          ask("zone_traffic_bytes_total", onlyFilters(scope, "service"), ["destination_zone"], received(scope)),
          "zone",
          "destination_zone",
        ),
      );
}

const directionText = { in: "into", out: "out of" } as const;

export const zoneBandwidth = (scope: Scope<Filter>, direction: Direction): Query<"zone"> =>
  query(
    {
      unit: "bits per second",
      meaning: `Bits per second ${directionText[direction]} each zone, traffic within it included`,
      noValue: emptyText.noTraffic,
    },
    multiply.scalar(bytesOfZones(rateOf, scope, direction), 8),
  );

export const zoneBytes = (scope: Scope<Filter>, direction: Direction): Query<"zone"> =>
  query(
    {
      unit: "bytes",
      meaning: `Bytes in this range ${directionText[direction]} each zone, traffic within it included`,
      noValue: emptyText.noTraffic,
    },
    bytesOfZones(increaseOf, overRange(scope), direction),
  );

/** Only zones to which the lab gives a capacity. Without a direction, the busier one. */
export const capacityInUse = (scope: Scope<Filter>, direction?: Direction): Query<"zone"> =>
  query(
    {
      unit: "share",
      meaning: `Share of a zone's capacity in use${direction === undefined ? "" : direction === "out" ? " for traffic out of it" : " for traffic into it"}`,
      noValue: "no capacity given",
    },
    highestOf("zone_bandwidth_utilization", zones(scope), ["zone"], direction && { direction }),
  );

export const zoneConnections = (scope: Scope<Filter>, outcome?: ConnectionOutcome): GaugeQuery<"zone"> =>
  query(
    {
      unit: "count",
      meaning: `Requests and DNS queries in this range from a zone${outcome === undefined ? "" : ` ${outcomes[outcome].meaning}`}`,
      noValue: emptyText.noTraffic,
    },
    fromZone(
      increaseOf(
        "zone_connections_total",
        overRange(zones(scope)),
        ["source_zone"],
        outcome && outcomes[outcome].conditions,
      ),
    ),
  );

export const connectionsByState = (scope: Scope<Filter>): Query<"state"> =>
  query(
    { unit: "connections per second", meaning: "Requests and DNS queries per second by the state in which they end" },
    rateOf("zone_connections_total", zones(scope), ["state"]),
  );

export const connectionsByOutcome = <const L extends "source_zone" | "service_type">(
  scope: Scope<Filter>,
  outcome: ConnectionOutcome,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "connections per second", meaning: `Requests and DNS queries per second ${outcomes[outcome].meaning}` },
    rateOf("zone_connections_total", zones(scope), by, outcomes[outcome].conditions),
  );

export const outcomeShare = (scope: Scope<Filter>, outcome: ConnectionOutcome): Query<"zone"> =>
  query(
    {
      unit: "share",
      meaning: `Share of the requests and DNS queries of this range from a zone ${outcomes[outcome].meaning}${countsNote("requests or queries")}`,
      noValue: emptyText.noneKnown,
    },
    shareOfCounts(zoneConnections(scope, outcome).expression, zoneConnections(scope).expression),
  );

export const refusedShare = (scope: Scope<Filter>): Query => {
  const ofZones = shareScope(zones(scope));
  return query(
    {
      unit: "share",
      meaning: `Share of the requests and DNS queries ${outcomes.refused.meaning}${shareNote("requests or queries")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(
      rateOf("zone_connections_total", ofZones, [], outcomes.refused.conditions),
      rateOf("zone_connections_total", ofZones, []),
    ),
  );
};

export const trafficFromZones = (scope: Scope<Filter>): Query =>
  query(
    { unit: "bytes per second", meaning: "Bytes per second that the chosen zones send to each other and to others" },
    rateOf("zone_traffic_bytes_total", onlyFilters(scope, "zone", "service"), []),
  );

/** Of all clients: the metric has none. */
export const queryTypesOfZones = (scope: Scope<Filter>): Query<"source_zone" | "query_type"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second by zone and type" },
    rateOf("adguard_network_zone_traffic", zones(scope), ["source_zone", "query_type"]),
  );

/** Folded clients of a zone count as one. */
export const knownClients = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    { unit: "count", meaning: "Clients that are known in a zone, folded ones as one", noValue: emptyText.noneKnown },
    fromZoneName(countDistinct("client_zone_mapping", zones(scope), ["client_ip", "zone_name"], ["zone_name"])),
  );

function fromZone(figures: InstantVector<"source_zone">): InstantVector<"zone"> {
  return sum.by(["zone"], copyLabel(figures, "zone", "source_zone"));
}

function fromZoneName(figures: InstantVector<"zone_name">): InstantVector<"zone"> {
  return sum.by(["zone"], copyLabel(figures, "zone", "zone_name"));
}

// ── anomalies ────────────────────────────────────────────────────────────────────────────────────────────────────

/** 1 for each anomaly. */
const unusual = (scope: Scope<Filter>): InstantVector<Anomaly> =>
  greater(highestOf("network_anomaly_detection", zones(scope), anomaly), 0);

export const anomaliesNow = (scope: Scope<Filter>): Query =>
  query(
    {
      unit: "count",
      meaning: "Pairs of zone and destination whose traffic is out of the ordinary now",
      noValue: "none known",
    },
    sum(highestOf("network_anomaly_detection", zones(scope), anomaly)),
  );

export const anomalousMinutes = (scope: Scope<Filter>): Query<Anomaly> =>
  query(
    {
      unit: "minutes",
      meaning: "Minutes in which the traffic from a zone to a zone or service was out of the ordinary",
      noValue: emptyText.noneInRange,
    },
    countOverTime(subquery(unusual(scope), dashboardRange, resolution)),
  );

export const lastAnomaly = (scope: Scope<Filter>): Query<Anomaly> =>
  query(
    { unit: "unix milliseconds", meaning: "The last of these minutes", noValue: emptyText.noneInRange },
    multiply.scalar(maxOverTime(subquery(timestamp(unusual(scope)), dashboardRange, resolution)), 1000),
  );
