/** Requests and queries of zones, together and by protocol. */
import { failedConnections } from "../connection-states.js";
import { highestOf, rateOf } from "../metric-queries.js";
import { query, type GaugeQuery, type Query } from "../query.js";
import { onlyFilters, type Filter, type Scope } from "../scope.js";
import type { Outcome } from "./services.js";

export type Protocol = "http" | "dns";

/** Requests and queries per second by the zone from which they come, or those of them that failed. */
export const connectionRate = (scope: Scope<Filter>, outcome: Outcome = "all"): GaugeQuery<"source_zone"> =>
  query(
    { unit: "connections per second", meaning: "Requests and queries, or those that failed" },
    rateOf(
      "zone_connections_total",
      onlyFilters(scope, "zone"),
      ["source_zone"],
      outcome === "failed" ? failedConnections : {},
    ),
  );

/** Requests or queries per second by the zone from which they come, or those of them that failed. */
export const protocolRate = <L extends "source_zone">(
  scope: Scope<Filter>,
  protocol: Protocol,
  by: readonly L[],
  outcome: Outcome = "all",
): GaugeQuery<L> =>
  query(
    { unit: "connections per second", meaning: "Requests or queries, or those that failed" },
    rateOf("zone_connections_total", onlyFilters(scope, "zone"), by, {
      service_type: protocol,
      ...(outcome === "failed" ? failedConnections : {}),
    }),
  );

/** Mean time to the answer over the last minute, of the slowest zone that a zone asks. */
export const zoneLatency = (scope: Scope<Filter>, protocol: Protocol): Query<"source_zone"> =>
  query(
    { unit: "seconds", meaning: "Mean time to the answer over the last minute" },
    highestOf("network_path_latency", onlyFilters(scope, "zone"), ["source_zone"], { path_type: protocol }),
  );
