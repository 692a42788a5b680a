/** DNS queries, answers, blocking and resolvers, by AdGuard Home. */
import { aggregateClientPattern } from "../lab/index.js";
import { and, dashboardRange, noneOf, not, notMatching, topk, type Shift } from "../promql/index.js";
import { highestOf, increaseOf, rateOf } from "./metric-queries.js";
import { meanOf, quantileOf, ratio } from "./safe-math.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

/** The answers of resolvers, without those of the cache and the filter. */
const resolvers = { upstream: noneOf("cache", "filter") } as const;
const unblocked = { upstream: not("filter") } as const;
const cached = { upstream: "cache" } as const;

export const dnsQueryRate = <L extends "client_ip" | "network_zone" | "device_type">(
  scope: Scope<Filter>,
  by: readonly L[],
): GaugeQuery<L> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second" },
    rateOf("adguard_client_requests_total", onlyFilters(scope, "zone", "client"), by),
  );

export const resolutionTime = (scope: Scope<Filter>, share: number): Query =>
  query(
    {
      unit: "seconds",
      meaning: `Time within which ${String(share * 100)} % of the DNS queries are answered, without blocked ones`,
      noValue: emptyText.noTraffic,
    },
    quantileOf<never>(
      share,
      rateOf("adguard_dns_query_duration_seconds_bucket", onlyFilters(scope, "zone"), ["le"], unblocked),
    ),
  );

/** By resolver, without the answers of the cache, or by the zone of the client. */
export const resolutionTimeBy = <L extends "upstream" | "client_zone">(
  scope: Scope<Filter>,
  share: number,
  by: L,
): Query<L> =>
  query(
    {
      unit: "seconds",
      meaning: `Time within which ${String(share * 100)} % of the DNS queries are answered, ${
        by === "upstream" ? "by a resolver" : "the cache included and blocked ones left out"
      }`,
      noValue: emptyText.noTraffic,
    },
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

export const meanResolutionTime = (scope: Scope<Filter>): Query<"upstream"> => {
  const zones = onlyFilters(scope, "zone", "resolver");
  return query(
    {
      unit: "seconds",
      meaning: "Mean time to answer a DNS query with the help of a resolver",
      noValue: emptyText.noTraffic,
    },
    meanOf(
      rateOf("adguard_dns_query_duration_seconds_sum", zones, ["upstream"], resolvers),
      rateOf("adguard_dns_query_duration_seconds_count", zones, ["upstream"], resolvers),
    ),
  );
};

export const cacheShare = (scope: Scope<Filter>): Query => {
  const zones = onlyFilters(scope, "zone");
  return query(
    {
      unit: "share",
      meaning: "Share of the DNS queries that the cache answers, without blocked ones",
      noValue: emptyText.noTraffic,
    },
    ratio(
      rateOf("adguard_dns_query_duration_seconds_count", zones, [], cached),
      rateOf("adguard_dns_query_duration_seconds_count", zones, [], unblocked),
    ),
  );
};

/** Neither refused nor timed out. A blocked query is answered. */
export const answeredShare = <L extends "source_zone">(scope: Scope<Filter>, by: readonly L[]): Query<L> => {
  const zones = onlyFilters(scope, "zone");
  return query(
    {
      unit: "share",
      meaning: "Share of the DNS queries that are answered, blocked ones included: the others are refused or time out",
      noValue: emptyText.noTraffic,
    },
    ratio(
      rateOf("zone_connections_total", zones, by, { service_type: "dns", state: "established" }),
      rateOf("zone_connections_total", zones, by, { service_type: "dns" }),
    ),
  );
};

export const queryTypeRate = (scope: Scope<Filter>): Query<"query_type"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second by type" },
    rateOf("adguard_network_zone_traffic", onlyFilters(scope, "zone"), ["query_type"]),
  );

const identified = { client_ip: notMatching(aggregateClientPattern) } as const;
/** Evaluates at the end of the range, so that a list is the same at every point of a panel. */
const atEnd: Shift = { at: "end()" };

export const busiestClients = (scope: Scope<Filter>, length: number): Query<"client_ip"> => {
  const clients = onlyFilters(scope, "zone", "client");
  const whole = { ...withWindow(clients, dashboardRange), shift: atEnd };
  return query(
    {
      unit: "queries per second",
      meaning: `DNS queries per second of the ${String(length)} clients with the most queries in this range, without folded ones`,
    },
    and(
      rateOf("adguard_client_requests_total", clients, ["client_ip"], identified),
      topk(length, rateOf("adguard_client_requests_total", whole, ["client_ip"], identified)),
    ),
  );
};

export const blockedShare = (scope: Scope<Filter>): Query => {
  const clients = onlyFilters(scope, "zone", "client");
  return query(
    { unit: "share", meaning: "Share of the DNS queries that are blocked", noValue: emptyText.noTraffic },
    ratio(rateOf("adguard_blocked_domains_total", clients, []), rateOf("adguard_client_requests_total", clients, [])),
  );
};

export const blockedRate = <L extends "client_zone" | "reason" | "threat_type" | "domain" | "client_ip">(
  scope: Scope<Filter>,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "queries per second", meaning: "Blocked DNS queries per second" },
    rateOf("adguard_blocked_domains_total", onlyFilters(scope, "zone", "client", "domain"), by),
  );

/** Of all zones: the metric has none. */
export const upstreamRate = (scope: Scope<Filter>): GaugeQuery<"upstream"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second that AdGuard Home sends to a resolver" },
    rateOf("adguard_upstream_queries_total", onlyFilters(scope, "resolver"), ["upstream"], resolvers),
  );

/** Of all zones: the metric has none. */
export const failedUpstreamRate = (scope: Scope<Filter>): GaugeQuery<"upstream"> =>
  query(
    { unit: "queries per second", meaning: "Queries per second to a resolver that fail or time out" },
    rateOf("adguard_upstream_queries_total", onlyFilters(scope, "resolver"), ["upstream"], {
      ...resolvers,
      status: not("ok"),
    }),
  );

/** Of all zones: the metric has none. */
export const upstreamFailureShare = (scope: Scope<Filter>): Query<"upstream"> =>
  query(
    {
      unit: "share",
      meaning: "Share of the queries to a resolver that fail or time out",
      noValue: emptyText.noTraffic,
    },
    ratio(failedUpstreamRate(scope).expression, upstreamRate(scope).expression),
  );

/** Of all zones: the metric has none. */
export const upstreamTime = (scope: Scope<Filter>): Query<"upstream" | "status"> =>
  query(
    { unit: "seconds", meaning: "Mean time of a resolver's answers over the last minute, by outcome" },
    highestOf("adguard_upstream_response_time", onlyFilters(scope, "resolver"), ["upstream", "status"], resolvers),
  );

export const queryTypes = (scope: Scope<Filter>): Query<"query_type"> =>
  query(
    { unit: "count", meaning: "DNS queries in this range by type" },
    increaseOf(
      "adguard_dns_queries_total",
      withWindow(onlyFilters(scope, "zone", "client", "domain"), dashboardRange),
      ["query_type"],
    ),
  );
