/** DNS queries, answers, blocking and resolvers, by AdGuard Home. */
import { aggregateClientPattern } from "../lab/index.js";
import {
  add,
  and,
  copyLabel,
  dashboardRange,
  min,
  multiply,
  noneOf,
  not,
  notMatching,
  setLabel,
  sum,
  topk,
  type Condition,
  type InstantVector,
  type Shift,
} from "../promql/index.js";
import { union } from "./labels.js";
import { highestOf, increaseOf, lowestMeanOf, rateOf } from "./metric-queries.js";
import { countsNote, drawnShare, meanOf, quantileOf, shareNote, shareOfCounts, shareScope } from "./safe-math.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, unfiltered, withWindow, type Filter, type Scope } from "./scope.js";

/** The answers of resolvers, without those of the cache and the filter. */
export const resolvers = { upstream: noneOf("cache", "filter") } as const;
const unblocked = { upstream: not("filter") } as const;
const cached = { upstream: "cache" } as const;

const noProbe = "no probe";

export const dnsQueryRate = <L extends "client_ip" | "network_zone" | "device_type">(
  scope: Scope<Filter>,
  by: readonly L[],
): GaugeQuery<L> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second" },
    rateOf("adguard_client_requests_total", onlyFilters(scope, "zone", "client"), by),
  );

/**
 * The metric of clients has no domain. That of domains has many more series, and is read only in a scope that filters by
 * domain.
 */
const queriesOf = <L extends "client_ip">(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: { readonly client_ip?: Condition } = {},
): InstantVector<L> =>
  scope.filters.some(({ filter }) => filter === "domain")
    ? rateOf("adguard_dns_queries_total", onlyFilters(scope, "zone", "client", "domain"), by, conditions)
    : rateOf("adguard_client_requests_total", onlyFilters(scope, "zone", "client"), by, conditions);

export const dnsQueries = (scope: Scope<Filter>): GaugeQuery =>
  query({ unit: "queries per second", meaning: "DNS queries per second" }, queriesOf(scope, []));

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
  const zones = shareScope(onlyFilters(scope, "zone"));
  return query(
    {
      unit: "share",
      meaning: `Share of the DNS queries that the cache answers, without blocked ones${shareNote("queries")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(
      rateOf("adguard_dns_query_duration_seconds_count", zones, [], cached),
      rateOf("adguard_dns_query_duration_seconds_count", zones, [], unblocked),
    ),
  );
};

const probeResult = "AdGuard Home answers for a name of the lab (answers) and resolves one on the internet (resolves)";

/** Of each AdGuard Home and kind of probe. It has no zone: the exporter asks. */
export const dnsProbeSuccess = (scope: Scope<Filter>): Query<"target" | "kind"> =>
  query(
    { unit: "share", meaning: `Share of the probes that succeed: ${probeResult}`, noValue: noProbe },
    lowestMeanOf("homelab_dns_probe_success", unfiltered(scope), ["target", "kind"]),
  );

/** Of each AdGuard Home and kind of probe. It has no zone: the exporter asks. */
export const dnsProbeDuration = (scope: Scope<Filter>): Query<"target" | "kind"> =>
  query(
    { unit: "seconds", meaning: "Time of the last probe, until its answer or its failure", noValue: noProbe },
    highestOf("homelab_dns_probe_duration_seconds", unfiltered(scope), ["target", "kind"]),
  );

/** Established in the log. A blocked query is answered. */
const loggedShare = <L extends "source_zone">(scope: Scope<Filter>, by: readonly L[]): InstantVector<L> => {
  const zones = shareScope(onlyFilters(scope, "zone"));
  return drawnShare(
    rateOf("zone_connections_total", zones, by, { service_type: "dns", state: "established" }),
    rateOf("zone_connections_total", zones, by, { service_type: "dns" }),
  );
};

const worstProbe = (scope: Scope<Filter>): InstantVector =>
  lowestMeanOf("homelab_dns_probe_success", unfiltered(scope), []);

const answered = {
  unit: "share",
  meaning: `Share of the DNS queries that are answered, blocked ones included${shareNote("queries")}, or of the probes that succeed, if that is lower: AdGuard Home doesn't log a query whose resolvers don't answer`,
  noValue: emptyText.littleTraffic,
} as const;

/** The lower one of the log's share and of the worst probe's. */
export const answeredShare = (scope: Scope<Filter>): Query =>
  query(
    answered,
    min(union(setLabel(loggedShare<never>(scope, []), "by", "log"), setLabel(worstProbe(scope), "by", "probe"))),
  );

/** The lower one of the log's share and of the worst probe's. Absent for a zone without queries. */
export const answeredShareByZone = (scope: Scope<Filter>): Query<"source_zone"> => {
  const logged = loggedShare(scope, ["source_zone"]);
  const probed = add.groupLeft([], [], multiply.scalar(logged, 0), worstProbe(scope));
  return query(
    answered,
    min.by(["source_zone"], union(setLabel(logged, "by", "log"), setLabel(probed, "by", "probe"))),
  );
};

export const queryTypeRate = (scope: Scope<Filter>): Query<"query_type"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second by type" },
    rateOf("adguard_dns_queries_total", onlyFilters(scope, "zone", "client", "domain"), ["query_type"]),
  );

const identified = { client_ip: notMatching(aggregateClientPattern) } as const;
/** Evaluates at the end of the range, so that a list is the same at every point of a panel. */
const atEnd: Shift = { at: "end()" };

export const busiestClients = (scope: Scope<Filter>, length: number): Query<"client_ip"> => {
  const whole = { ...withWindow(scope, dashboardRange), shift: atEnd };
  return query(
    {
      unit: "queries per second",
      meaning: `DNS queries per second of the ${String(length)} clients with the most queries in this range, without folded ones`,
    },
    and(queriesOf(scope, ["client_ip"], identified), topk(length, queriesOf(whole, ["client_ip"], identified))),
  );
};

export const blockedShare = (scope: Scope<Filter>): Query =>
  query(
    {
      unit: "share",
      meaning: `Share of the DNS queries that are blocked${shareNote("queries")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(blockedRate(shareScope(scope), []).expression, dnsQueries(shareScope(scope)).expression),
  );

export const blockedRate = <L extends "client_zone" | "reason" | "threat_type" | "domain" | "client_ip">(
  scope: Scope<Filter>,
  by: readonly L[],
): GaugeQuery<L> =>
  query(
    { unit: "queries per second", meaning: "Blocked DNS queries per second" },
    rateOf("adguard_blocked_domains_total", onlyFilters(scope, "zone", "client", "domain"), by),
  );

export const blockedShareByZone = (scope: Scope<Filter>): Query<"client_zone"> =>
  query(
    {
      unit: "share",
      meaning: `Share of the DNS queries of each zone that is blocked${shareNote("queries")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(
      blockedRate(shareScope(onlyFilters(scope, "zone", "client")), ["client_zone"]).expression,
      sum.by(
        ["client_zone"],
        copyLabel(dnsQueryRate(shareScope(scope), ["network_zone"]).expression, "client_zone", "network_zone"),
      ),
    ),
  );

/** Of all zones: the metric has none. */
export const upstreamRate = (scope: Scope<Filter>): GaugeQuery<"upstream"> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second that AdGuard Home sends to a resolver" },
    rateOf("adguard_upstream_queries_total", onlyFilters(scope, "resolver"), ["upstream"], resolvers),
  );

/** Queries that fail or time out. */
export const failedQueries = { status: not("ok") } as const;

/** Of all zones: the metric has none. */
export const failedUpstreamRate = (scope: Scope<Filter>): GaugeQuery<"upstream"> =>
  query(
    { unit: "queries per second", meaning: "Queries per second to a resolver that fail or time out" },
    rateOf("adguard_upstream_queries_total", onlyFilters(scope, "resolver"), ["upstream"], {
      ...resolvers,
      ...failedQueries,
    }),
  );

/** Of all zones: the metric has none. */
export const upstreamFailureShare = (scope: Scope<Filter>): Query<"upstream"> =>
  query(
    {
      unit: "share",
      meaning: `Share of the queries to a resolver that fail or time out${shareNote("queries")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(failedUpstreamRate(shareScope(scope)).expression, upstreamRate(shareScope(scope)).expression),
  );

/** Of all zones: the metric has none. */
export const upstreamFailureShareInRange = (scope: Scope<Filter>): Query<"upstream"> => {
  const range = withWindow(onlyFilters(scope, "resolver"), dashboardRange);
  return query(
    {
      unit: "share",
      meaning: `Share of the queries to a resolver in this range that fail or time out${countsNote("queries")}`,
      noValue: emptyText.littleTraffic,
    },
    shareOfCounts(
      increaseOf("adguard_upstream_queries_total", range, ["upstream"], { ...resolvers, ...failedQueries }),
      increaseOf("adguard_upstream_queries_total", range, ["upstream"], resolvers),
    ),
  );
};

/** Of all zones: the metric has none. */
export const upstreamTime = (scope: Scope<Filter>): Query<"upstream" | "status"> =>
  query(
    { unit: "seconds", meaning: "Mean time of a resolver's answers over the last minute, by outcome" },
    highestOf("adguard_upstream_response_time", onlyFilters(scope, "resolver"), ["upstream", "status"], resolvers),
  );

/** Of all zones and clients: the metric has neither. */
export const filterListBlocks = (scope: Scope<Filter>): Query<"list"> =>
  query(
    { unit: "count", meaning: "Blocked DNS queries in this range by the filter list that blocked them" },
    increaseOf("homelab_filter_list_blocks_total", withWindow(unfiltered(scope), dashboardRange), ["list"]),
  );
