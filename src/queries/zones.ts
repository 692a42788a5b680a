/**
 * What goes on between zones: bytes, connections, latency, use of capacity, anomalies.
 *
 * A zone that is chosen is the one that asked, so figures of what a zone received name it by `destination_zone` alone.
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
  type Duration,
  type InstantVector,
} from "../promql/index.js";
import { countDistinct, highestOf, present, rateOf } from "./metric-queries.js";
import { ratio } from "./safe-math.js";
import { renameLabel } from "./labels.js";
import { query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

type Asked = Scope<Filter>;
type Pair = "source_zone" | "destination_zone";
type Direction = "in" | "out";
type ConnectionState = "established" | "refused" | "timeout" | "closed";
type Anomaly = "source" | "destination" | "anomaly_type" | "severity";

const pair = ["source_zone", "destination_zone"] as const;
const anomaly = ["source", "destination", "anomaly_type", "severity"] as const;
const zones = (scope: Asked) => onlyFilters(scope, "zone");

/** How often a state is looked at when it is followed through time. */
const resolution: Duration = "1m";

// ── between zones ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The figures of pairs, and 0 within each chosen zone of the lab that has none: all zones stand in the matrix. Only
 * where there are figures at all, since otherwise nobody knows that it is 0.
 */
function withOwnZones(scope: Asked, figures: InstantVector<Pair>): InstantVector<Pair> {
  const own = renameLabel(
    "source_zone",
    "name",
    present("homelab_entity_info", zones(scope), ["name"], { kind: "zone" }),
  );
  const within = group.by(pair, copyLabel(own, "destination_zone", "source_zone"));
  return or(figures, and.on([], multiply.scalar(within, 0), figures));
}

/** Bytes per second from zone to zone: requests go from the client's to the service's, answers back. */
export const trafficBetweenZones = (scope: Asked): Query<Pair> =>
  query(
    { unit: "bytes per second", meaning: "Bytes from one zone to another" },
    withOwnZones(scope, rateOf("zone_traffic_bytes_total", onlyFilters(scope, "zone", "service"), pair)),
  );

/** Requests and queries per second from zone to zone, however they ended. */
export const connectionsBetweenZones = (scope: Asked): Query<Pair> =>
  query(
    { unit: "connections per second", meaning: "Requests and queries from one zone to another" },
    withOwnZones(scope, rateOf("zone_connections_total", zones(scope), pair)),
  );

/** Mean time to the answer over the last minute from zone to zone, of requests or queries, whichever take longer. */
export const latencyBetweenZones = (scope: Asked): Query<Pair> =>
  query(
    { unit: "seconds", meaning: "Mean time to the answer from one zone to another over the last minute" },
    highestOf("network_path_latency", zones(scope), pair),
  );

/** The same for requests and queries apart. */
export const latencyByPath = (scope: Asked): Query<Pair | "path_type"> =>
  query(
    { unit: "seconds", meaning: "Mean time to the answer from one zone to another over the last minute" },
    highestOf("network_path_latency", zones(scope), [...pair, "path_type"]),
  );

// ── each zone ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The chosen zones as those that something went to. */
function arriving(scope: Asked): { readonly destination_zone?: Condition } {
  const chosen = scope.filters.find(({ filter }) => filter === "zone");
  return chosen === undefined ? {} : { destination_zone: chosen.value };
}

/** Bits per second into each zone, or out of it. */
export const zoneBandwidth = (scope: Asked, direction: Direction): Query<"zone"> => {
  const services = onlyFilters(scope, "service");
  const bytes =
    direction === "out"
      ? sum.by(
          ["zone"],
          copyLabel(
            rateOf("zone_traffic_bytes_total", onlyFilters(scope, "zone", "service"), ["source_zone"]),
            "zone",
            "source_zone",
          ),
        )
      : sum.by(
          ["zone"],
          copyLabel(
            rateOf("zone_traffic_bytes_total", services, ["destination_zone"], arriving(scope)),
            "zone",
            "destination_zone",
          ),
        );
  return query(
    {
      unit: "bits per second",
      meaning: direction === "out" ? "Bits that a zone sent" : "Bits that a zone received",
    },
    multiply.scalar(bytes, 8),
  );
};

/** Share of a zone's capacity that is in use, into it or out of it; without a direction, of the busier one. Only zones to which the lab gives a capacity. */
export const capacityInUse = (scope: Asked, direction?: Direction): Query<"zone"> =>
  query(
    { unit: "share", meaning: "Share of a zone's capacity that is in use" },
    highestOf("zone_bandwidth_utilization", zones(scope), ["zone"], direction && { direction }),
  );

/** Requests and queries per second from each zone, or those of them that ended in a state. */
export const zoneConnections = (scope: Asked, state?: ConnectionState): GaugeQuery<"zone"> =>
  query(
    { unit: "connections per second", meaning: "Requests and queries from a zone" },
    fromZone(rateOf("zone_connections_total", zones(scope), ["source_zone"], state && { state })),
  );

/** Requests and queries per second by how they ended. */
export const connectionsByState = (scope: Asked): Query<"state"> =>
  query(
    { unit: "connections per second", meaning: "Requests and queries that ended in a state" },
    rateOf("zone_connections_total", zones(scope), ["state"]),
  );

/** Requests and queries per second that ended in this state, by zone and by what was asked. */
export const connectionsInState = (scope: Asked, state: ConnectionState): Query<"source_zone" | "service_type"> =>
  query(
    { unit: "connections per second", meaning: `Requests and queries that ended ${state}` },
    rateOf("zone_connections_total", zones(scope), ["source_zone", "service_type"], { state }),
  );

/** Share of the requests and queries from each zone that ended in this state. */
export const shareInState = (scope: Asked, state: ConnectionState): Query<"zone"> =>
  query(
    { unit: "share", meaning: `Share of the requests and queries from a zone that ended ${state}` },
    ratio(zoneConnections(scope, state).expression, zoneConnections(scope).expression),
  );

/** Share of all requests and queries that were refused. */
export const refusedShare = (scope: Asked): Query =>
  query(
    { unit: "share", meaning: "Share of the requests and queries that were refused" },
    ratio(
      rateOf("zone_connections_total", zones(scope), [], { state: "refused" }),
      rateOf("zone_connections_total", zones(scope), []),
    ),
  );

/** Bytes per second from the chosen zones. */
export const trafficFromZones = (scope: Asked): Query =>
  query(
    { unit: "bytes per second", meaning: "Bytes that the chosen zones sent" },
    rateOf("zone_traffic_bytes_total", onlyFilters(scope, "zone", "service"), []),
  );

/** DNS queries per second by type: A, AAAA, HTTPS… Carries no client. */
export const queryTypesOfZones = (scope: Asked): Query<"source_zone" | "query_type"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries by type" },
    rateOf("adguard_network_zone_traffic", zones(scope), ["source_zone", "query_type"]),
  );

/** Clients that any metric knows of, by zone; what is folded in a zone counts as one. */
export const knownClients = (scope: Asked): Query<"zone"> =>
  query(
    { unit: "count", meaning: "Clients of a zone that any metric knows of" },
    fromZoneName(countDistinct("client_zone_mapping", zones(scope), ["client_ip", "zone_name"], ["zone_name"])),
  );

function fromZone(figures: InstantVector<"source_zone">): InstantVector<"zone"> {
  return sum.by(["zone"], copyLabel(figures, "zone", "source_zone"));
}

function fromZoneName(figures: InstantVector<"zone_name">): InstantVector<"zone"> {
  return sum.by(["zone"], copyLabel(figures, "zone", "zone_name"));
}

// ── anomalies ────────────────────────────────────────────────────────────────────────────────────────────────────

/** 1 for everything that is out of the ordinary now. */
const unusual = (scope: Asked): InstantVector<Anomaly> =>
  greater(highestOf("network_anomaly_detection", zones(scope), anomaly), 0);

/** How many anomalies there are now. */
export const anomaliesNow = (scope: Asked): Query =>
  query(
    { unit: "count", meaning: "Anomalies now" },
    sum(highestOf("network_anomaly_detection", zones(scope), anomaly)),
  );

/** For how many minutes of the range something was out of the ordinary. */
export const anomalousMinutes = (scope: Asked): Query<Anomaly> =>
  query(
    { unit: "minutes", meaning: "Minutes in which traffic was out of the ordinary" },
    countOverTime(subquery(unusual(scope), dashboardRange, resolution)),
  );

/** When something was last out of the ordinary. */
export const lastAnomaly = (scope: Asked): Query<Anomaly> =>
  query(
    { unit: "unix milliseconds", meaning: "When traffic was last out of the ordinary" },
    multiply.scalar(maxOverTime(subquery(timestamp(unusual(scope)), dashboardRange, resolution)), 1000),
  );
