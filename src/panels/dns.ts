/** Panels about AdGuard Home: resolution time, blocking, resolvers. */
import { series, stat, table, target, thresholds, thresholdSteps } from "../grafana/index.js";
import {
  blockedRate,
  blockedShare,
  cacheShare,
  dnsQueryRate,
  meanResolutionTime,
  resolutionTime,
  upstreamFailureShare,
  upstreamRate,
  upstreamTime,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps, emptyText, unitOf, units } from "./tokens.js";


/** Time within which 95 % of DNS queries are answered, now. From adguard_dns_query_duration_seconds. */
export const resolutionTimeNow = (scope: Scope<Filter>) => {
  const time = resolutionTime(scope, 0.95);
  return stat("DNS response time (p95)", target(time))
    .description(
      "Time within which 95 % of the DNS queries that weren't blocked are answered, from adguard_dns_query_duration_seconds. " +
        "Normal: below 0.1 s. If it climbs, see which resolver in “Failures of resolvers”.",
    )
    .unit(unitOf(time))
    .noValue(emptyText.noTraffic);
};

/** p50, p95 and p99 of DNS answers. From adguard_dns_query_duration_seconds. */
export const resolutionTimes = (scope: Scope<Filter>) =>
  series(
    "DNS response time",
    target(resolutionTime(scope, 0.5), "p50"),
    target(resolutionTime(scope, 0.95), "p95"),
    target(resolutionTime(scope, 0.99), "p99"),
  )
    .description(
      "Time within which half, 95 % and 99 % of the DNS queries that weren't blocked are answered, from " +
        "adguard_dns_query_duration_seconds. Normal: p50 near 0, since the cache answers. If p95 climbs, a resolver is slow.",
    )
    .unit(units.seconds);

/** How much is blocked, and how much the cache answers. */
export const blockingAndCache = (scope: Scope<Filter>) =>
  series("Blocking and cache", target(blockedShare(scope), "blocked"), target(cacheShare(scope), "from the cache"))
    .description(
      "Share of the DNS queries that were blocked, from adguard_blocked_domains_total and adguard_client_requests_total, and share " +
        "of the other answers that came from the cache, from adguard_dns_query_duration_seconds. " +
        "Normal: both keep their level. Blocking at 0: protection is off. Blocking far up: a device is calling home.",
    )
    .unit(units.share);

/** Share of failed queries by resolver. From adguard_upstream_queries_total; all zones. */
export const resolverFailures = (scope: Scope<Filter>) => {
  const share = upstreamFailureShare(scope);
  return series("Failures of resolvers (all zones)", target(share, "{upstream}"))
    .description(
      "Share of the queries to each resolver that failed or timed out, from adguard_upstream_queries_total, which carries no zone. " +
        "Normal: below 1 %. One resolver: it has a problem; all: your line to the internet does.",
    )
    .unit(unitOf(share))
    .thresholdLines(colors.good, ...failureSteps);
};

/** DNS queries per second by zone. From adguard_client_requests_total. */
export const queriesByZone = (scope: Scope<Filter>) => {
  const rate = dnsQueryRate(scope, ["network_zone"]);
  return series("DNS queries by zone", target(rate, "{network_zone}"))
    .description(
      "DNS queries per second by zone, one above the other, from adguard_client_requests_total. " +
        "Normal: follows the day. A steady high level at night is a device, not a person.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** Blocked queries by reason. From adguard_blocked_domains_total. */
export const blockedByReason = (scope: Scope<Filter>) => {
  const rate = blockedRate(scope, ["reason"]);
  return series("Blocked queries by reason", target(rate, "{reason}"))
    .description(
      "Blocked DNS queries per second by reason, one above the other, from adguard_blocked_domains_total. " +
        "Normal: mostly blocklist. Safebrowsing at all: find the client in the DNS dashboard.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** Mean time of resolvers by outcome. From adguard_upstream_response_time; all zones. */
export const resolverTimeByOutcome = (scope: Scope<Filter>) => {
  const time = upstreamTime(scope);
  return series("Resolver time by outcome (all zones)", target(time, "{upstream} {status}"))
    .description(
      "Mean time of each resolver's answers over the last minute by outcome, from adguard_upstream_response_time over all zones. " +
        "Normal: “ok” alone, below 0.05 s. “timeout” lines lie at AdGuard's own limit.",
    )
    .unit(unitOf(time));
};

/** One row per resolver: queries, failures, time. */
export const resolverTable = (scope: Scope<Filter>) =>
  table("Resolvers", {
    rows: ["upstream"],
    labels: { upstream: "Resolver" },
    columns: {
      "Queries (all zones)": { query: upstreamRate(scope), unit: units["queries per second"], decimals: 2 },
      "Failures (all zones)": {
        query: upstreamFailureShare(scope),
        unit: units.share,
        decimals: 2,
        thresholds: thresholdSteps(colors.good, ...failureSteps),
        cell: "colored text",
        noValue: emptyText.noTraffic,
      },
      "Mean time": { query: meanResolutionTime(scope), unit: units.seconds, noValue: emptyText.noTraffic },
    },
    sort: { column: "Queries (all zones)", descending: true },
  }).description(
    "Each resolver with its queries per second and share of failures (adguard_upstream_queries_total, which carries no zone) and the " +
      "mean time to answer with its help (adguard_dns_query_duration_seconds, chosen zones). Normal: below 1 % and below 0.05 s. " +
      "A resolver without queries isn't used by AdGuard any more.",
  );

/** Share of blocked queries, now. */
export const blockedShareNow = (scope: Scope<Filter>) => {
  const share = blockedShare(scope);
  return stat("Blocked DNS queries", target(share))
    .description(
      "Share of the DNS queries that are blocked, from adguard_blocked_domains_total and adguard_client_requests_total. " +
        "Normal: 5 to 30 %, as your lists go. At 0 % look whether AdGuard's protection is on.",
    )
    .unit(unitOf(share))
    .decimals(1)
    .thresholds(thresholds(colors.neutral))
    .noValue(emptyText.noTraffic);
};
