/** Requests and queries of zones, together and by protocol. */
import { copyLabel, sum, sumSeries, type InstantVector } from "../../promql/index.js";
import { failedConnections } from "../connection-states.js";
import { dnsQueryRate } from "../dns.js";
import { highestOf, rateOf } from "../metric-queries.js";
import { query, type GaugeQuery, type Query } from "../query.js";
import { onlyFilters, type Filter, type Scope } from "../scope.js";
import { requestRate } from "../traefik.js";
import type { Outcome } from "./services.js";

export type Protocol = "http" | "dns";

const asZone = <From extends string>(from: From, vector: InstantVector<From>): InstantVector<"zone"> =>
  sum.by(["zone"], copyLabel(vector, "zone", from));

/** Requests and queries per second that come from each zone. */
export const zoneRate = (scope: Scope<Filter>): Query<"zone"> => {
  const zones = onlyFilters(scope, "zone");
  return query(
    { unit: "connections per second", meaning: "Requests and queries from a zone" },
    sumSeries(
      ["zone"],
      asZone("client_zone", requestRate(zones, ["client_zone"]).expression),
      asZone("network_zone", dnsQueryRate(zones, ["network_zone"]).expression),
    ),
  );
};

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
