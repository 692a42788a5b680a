/** What AdGuard Home did: queries, answers, blocking, resolvers. */
import { aggregateClientPattern } from "../lab/index.js";
import { and, dashboardRange, noneOf, not, notMatching, topk, type Shift } from "../promql/index.js";
import { highestOf, rateOf } from "./metric-queries.js";
import { meanOf, quantileOf, ratio } from "./safe-math.js";
import { query, type GaugeQuery, type Query } from "./query.js";
import { unfiltered, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

/** Answers from the cache and from the filter name no resolver. */
const resolvers = { upstream: noneOf("cache", "filter") } as const;
const unblocked = { upstream: not("filter") } as const;
const cached = { upstream: "cache" } as const;

/** DNS queries per second. */
export const dnsQueryRate = <L extends "client_ip" | "network_zone" | "device_type">(
  scope: Scope<Filter>,
  by: readonly L[],
): GaugeQuery<L> =>
  query(
    { unit: "queries per second", meaning: "DNS queries" },
    rateOf("adguard_client_requests_total", onlyFilters(scope, "zone", "client"), by),
  );

/** The time within which this share of the queries was answered, blocked ones left out. */
export const resolutionTime = (scope: Scope<Filter>, share: number): Query =>
  query(
    { unit: "seconds", meaning: `Time within which ${String(share * 100)} % of the queries were answered` },
    quantileOf<never>(
      share,
      rateOf("adguard_dns_query_duration_seconds_bucket", onlyFilters(scope, "zone"), ["le"], unblocked),
    ),
  );

/** The same by resolver, or by the zone of who asked. What the cache answered belongs to no resolver. */
export const resolutionTimeBy = <L extends "upstream" | "client_zone">(
  scope: Scope<Filter>,
  share: number,
  by: L,
): Query<L> =>
  query(
    { unit: "seconds", meaning: `Time within which ${String(share * 100)} % of the queries were answered` },
    quantileOf<L>(
      share,
      rateOf(
        "adguard_dns_query_duration_seconds_bucket",
        onlyFilters(scope, "zone", "resolver"),
        ["le", by],
        by === "upstream" ? resolvers : unblocked,
      ),
    ),
  );

/** Mean time to answer a query that went to a resolver. */
export const meanResolutionTime = (scope: Scope<Filter>): Query<"upstream"> => {
  const zones = onlyFilters(scope, "zone", "resolver");
  return query(
    { unit: "seconds", meaning: "Mean time to answer with the help of a resolver" },
    meanOf(
      rateOf("adguard_dns_query_duration_seconds_sum", zones, ["upstream"], resolvers),
      rateOf("adguard_dns_query_duration_seconds_count", zones, ["upstream"], resolvers),
    ),
  );
};

/** Share of the answers that came from the cache, blocked queries left out. */
export const cacheShare = (scope: Scope<Filter>): Query => {
  const zones = onlyFilters(scope, "zone");
  return query(
    { unit: "share", meaning: "Share of the answers that came from the cache" },
    ratio(
      rateOf("adguard_dns_query_duration_seconds_count", zones, [], cached),
      rateOf("adguard_dns_query_duration_seconds_count", zones, [], unblocked),
    ),
  );
};

/** Share of the queries that were answered: neither refused nor left to time out. A blocked query is answered. */
export const answeredShare = <L extends "source_zone">(scope: Scope<Filter>, by: readonly L[]): Query<L> => {
  const zones = onlyFilters(scope, "zone");
  return query(
    { unit: "share", meaning: "Share of the DNS queries that were answered, blocked ones included" },
    ratio(
      rateOf("zone_connections_total", zones, by, { service_type: "dns", state: "established" }),
      rateOf("zone_connections_total", zones, by, { service_type: "dns" }),
    ),
  );
};

/** DNS queries per second by type. */
export const queryTypeRate = (scope: Scope<Filter>): Query<"query_type"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries" },
    rateOf("adguard_network_zone_traffic", onlyFilters(scope, "zone"), ["query_type"]),
  );

const identified = { client_ip: notMatching(aggregateClientPattern) } as const;
/** A list that is the same at every point of a panel: the choice is made once, over the whole range. */
const atEnd: Shift = { at: "end()" };

/** DNS queries per second of the clients that asked most in the range. */
export const busiestClients = (scope: Scope<Filter>, length: number): Query<"client_ip"> => {
  const clients = onlyFilters(scope, "zone", "client");
  const whole = { ...withWindow(clients, dashboardRange), shift: atEnd };
  return query(
    { unit: "queries per second", meaning: "DNS queries" },
    and(
      rateOf("adguard_client_requests_total", clients, ["client_ip"], identified),
      topk(length, rateOf("adguard_client_requests_total", whole, ["client_ip"], identified)),
    ),
  );
};

/** Share of the queries that were blocked. */
export const blockedShare = (scope: Scope<Filter>): Query => {
  const clients = onlyFilters(scope, "zone", "client");
  return query(
    { unit: "share", meaning: "Share of the queries that were blocked" },
    ratio(rateOf("adguard_blocked_domains_total", clients, []), rateOf("adguard_client_requests_total", clients, [])),
  );
};

/** Blocked queries per second. */
export const blockedRate = <L extends "client_zone" | "reason" | "threat_type" | "domain" | "client_ip">(
  scope: Scope<Filter>,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "queries per second", meaning: "Blocked queries" },
    rateOf("adguard_blocked_domains_total", onlyFilters(scope, "zone", "client", "domain"), by),
  );

/** Queries per second that went to each resolver. Carries no zone: all zones. */
export const upstreamRate = (scope: Scope<Filter>): GaugeQuery<"upstream"> =>
  query(
    { unit: "queries per second", meaning: "Queries that were sent to a resolver" },
    rateOf("adguard_upstream_queries_total", onlyFilters(scope, "resolver"), ["upstream"], resolvers),
  );

/** Queries per second that a resolver failed or didn't answer. Carries no zone: all zones. */
export const failedUpstreamRate = (scope: Scope<Filter>): GaugeQuery<"upstream"> =>
  query(
    { unit: "queries per second", meaning: "Queries to a resolver that failed or timed out" },
    rateOf("adguard_upstream_queries_total", onlyFilters(scope, "resolver"), ["upstream"], {
      ...resolvers,
      status: not("ok"),
    }),
  );

/** Share of the queries to a resolver that it failed or didn't answer. Carries no zone: all zones. */
export const upstreamFailureShare = (scope: Scope<Filter>): Query<"upstream"> =>
  query(
    { unit: "share", meaning: "Share of the queries to a resolver that failed or timed out" },
    ratio(failedUpstreamRate(scope).expression, upstreamRate(scope).expression),
  );

/** Mean time of a resolver's answers over the last minute, by outcome. Carries no zone: all zones. */
export const upstreamTime = (scope: Scope<Filter>): Query<"upstream" | "status"> =>
  query(
    { unit: "seconds", meaning: "Mean time of a resolver's answers over the last minute" },
    highestOf("adguard_upstream_response_time", onlyFilters(scope, "resolver"), ["upstream", "status"], resolvers),
  );

/** DNS queries per second over all zones; for comparison with figures that carry no zone. */
export const dnsQueryRateEverywhere = (scope: Scope<Filter>): Query => dnsQueryRate(unfiltered(scope), []);
