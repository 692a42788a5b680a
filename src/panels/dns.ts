/** Panels about DNS by AdGuard Home: queries, answers, blocking, resolvers. */
import {
  barGauge,
  dataLink,
  series,
  stat,
  table,
  target,
  thresholds,
  thresholdSteps,
  type DashboardReference,
} from "../grafana/index.js";
import { dashboardRange } from "../promql/index.js";
import {
  answeredShare,
  answeredShareByZone,
  blockedRate,
  blockedShare,
  busiestClients,
  cacheShare,
  dnsProbeDuration,
  dnsProbeSuccess,
  dnsQueries,
  failureBounds,
  filterListBlocks,
  meanResolutionTime,
  queryTypeRate,
  resolutionTime,
  resolutionTimeBy,
  upstreamFailureShare,
  upstreamFailureShareInRange,
  upstreamRate,
  upstreamTime,
  withWindow,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps, otherLine } from "./tokens.js";

type DnsDashboard = DashboardReference<"zone" | "client" | "domain">;

/** Steps of a share of answered queries: the failures are what is missing to 100 %. */
const answeredSteps = [
  [1 - failureBounds.unhealthy, colors.warning],
  [1 - failureBounds.degraded, colors.good],
] as const;

/** Seconds at the begin of axes of times: answers of the cache take about as long. */
const shortest = 0.001;

// ── now ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** DNS queries per second as a stat. */
export const queryRateNow = (scope: Scope<Filter>) =>
  stat("DNS queries", dnsQueries(scope))
    .about({
      normal: "follows the day",
      otherwise: "if it drops to 0, no client reaches AdGuard Home, or its exporter is down",
    })
    .decimals(2)
    .sparkline();

/** Share of the DNS queries that are answered, or of the probes if that is lower, as a stat; follows the filter by zone. */
export const answeredShareNow = (scope: Scope<Filter>) =>
  stat("DNS success", answeredShare(scope))
    .about({ normal: "above 99 %", otherwise: "below 95 %, see “DNS probe” and “Failures of resolvers”" })
    .sparkline()
    .decimals(2)
    .thresholds(thresholds(colors.bad, ...answeredSteps));

/** Time within which 95 % of the unblocked DNS queries are answered, as a stat; follows the filter by zone alone. */
export const resolutionTimeNow = (scope: Scope<Filter>) =>
  stat("Response time p95", resolutionTime(scope, 0.95))
    .about({
      normal: "below 0.1 s",
      otherwise: "if it climbs, see which resolver fails in “Failures of resolvers”",
    })
    .sparkline();

/** Share of the unblocked DNS queries that the cache answers, as a stat; follows the filter by zone alone. */
export const cacheShareNow = (scope: Scope<Filter>) =>
  stat("From the cache", cacheShare(scope))
    .about({
      normal: "30 to 70 %",
      otherwise: "if it falls to 0, the cache is off or too small, and answers get slower",
    })
    .sparkline()
    .decimals(1);

/** Share of the DNS queries that are blocked, as a stat. */
export const blockedShareNow = (scope: Scope<Filter>) =>
  stat("Blocked DNS queries", blockedShare(scope))
    .about({
      normal: "5 to 30 %, depending on your lists",
      otherwise: "at 0 %, look whether AdGuard Home's protection is on",
    })
    .sparkline()
    .decimals(1)
    .thresholds(thresholds(colors.neutral));

// ── queries ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Stacked DNS queries per second by type. */
export const queriesByType = (scope: Scope<Filter>) =>
  series("DNS queries by type", queryTypeRate(scope), "{query_type}")
    .about({
      normal: "mostly A and AAAA, some HTTPS",
      otherwise: "much TXT or NULL may be a tunnel: see “Suspicious patterns”",
    })
    .stacked();

/** DNS queries per second of the clients with the most queries in the whole range; a click filters by the client. */
export const queriesByClient = (scope: Scope<Filter>, length: number, here: DnsDashboard) =>
  series("DNS queries of the busiest clients", busiestClients(scope, length), "{client_ip}")
    .about({
      normal: "follows who is at home",
      otherwise: "look at a client that sends queries steadily and many more than the others",
    })
    .link(
      dataLink<"zone" | "client" | "domain", "client_ip">({
        title: "Only this client",
        to: here,
        set: { client: "client_ip" },
        keep: ["zone", "domain"],
      }),
    );

// ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Three quantiles of the time to answer an unblocked DNS query, over time; follows the filter by zone alone. */
export const resolutionTimes = (scope: Scope<Filter>) =>
  series(
    "DNS response time",
    target(resolutionTime(scope, 0.5), "p50"),
    target(resolutionTime(scope, 0.95), "p95"),
    target(resolutionTime(scope, 0.99), "p99"),
  )
    .about({
      shows: "Time within which half, 95 % and 99 % of the DNS queries are answered, without blocked ones",
      normal: "p50 near 0, since the cache answers",
      otherwise: "if p95 climbs, a resolver is slow",
    })
    .logarithmic(shortest);

/** Two quantiles of the time to answer with the help of each resolver, over time; without answers of the cache. */
export const responseTimeByResolver = (scope: Scope<Filter>) =>
  series(
    "DNS response time by resolver",
    target(resolutionTimeBy(scope, 0.5, "upstream"), "{upstream} p50"),
    target(resolutionTimeBy(scope, 0.95, "upstream"), "{upstream} p95"),
  )
    .about({
      shows: "Time within which half and 95 % of the DNS queries are answered with the help of each resolver",
      normal: "p95 below 0.1 s",
      otherwise:
        "take out a resolver that is slower than the others; if all are slow, look at your line to the internet",
    })
    .logarithmic(shortest);

/** Two quantiles of the time to answer the DNS queries of each zone, over time, the cache included. */
export const responseTimeByZone = (scope: Scope<Filter>) =>
  series(
    "DNS response time by zone",
    target(resolutionTimeBy(scope, 0.5, "client_zone"), "{client_zone} p50"),
    target(resolutionTimeBy(scope, 0.95, "client_zone"), "{client_zone} p95"),
  )
    .about({
      shows:
        "Time within which half and 95 % of the DNS queries of each zone are answered, the cache included and blocked ones left out",
      normal: "the zones lie close together",
      otherwise: "a zone above the others queries names that the cache doesn't hold",
    })
    .logarithmic(shortest)
    .overrideByRegexp("/ p95$/", otherLine.second);

/** Share of the DNS queries of each zone that are answered, or of the probes if that is lower, over time. */
export const answeredByZone = (scope: Scope<Filter>) =>
  series("DNS success by zone", answeredShareByZone(scope), "{source_zone}")
    .about({
      normal: "above 99 %",
      otherwise: "a zone that drops alone has queries that are refused or fail; if all drop, look at “DNS probe”",
    })
    .max(1)
    .thresholdLines(colors.bad, ...answeredSteps);

/** Share of the probes of each AdGuard Home that succeed, over time, by kind; ignores all filters. */
export const probeSuccess = (scope: Scope<Filter>) =>
  series("DNS probe", dnsProbeSuccess(scope), "{target} {kind}")
    .about({
      normal: "100 %",
      otherwise:
        "if “resolves” drops alone, look at the resolvers and at your line to the internet; with “answers”, at AdGuard Home",
    })
    .max(1)
    .thresholdLines(colors.bad, ...answeredSteps);

/** Time of the last probe of each AdGuard Home, over time, by kind; ignores all filters. */
export const probeDuration = (scope: Scope<Filter>) =>
  series("Duration of the DNS probe", dnsProbeDuration(scope), "{target} {kind}")
    .about({
      normal: "“answers” below 0.01 s, “resolves” below 0.2 s: the cache never answers it",
      otherwise: "if “resolves” climbs, a resolver is slow; a line at the timeout got no answer",
    })
    .logarithmic(shortest);

// ── blocking ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Share of all DNS queries that is blocked, and share of the unblocked ones that the cache answers, over time. */
export const blockingAndCache = (scope: Scope<Filter>) =>
  series(
    "Blocking and cache",
    target(blockedShare(scope), "blocked"),
    target(cacheShare(scope), "from the cache"),
  ).about({
    normal: "both keep their level",
    otherwise: "blocking at 0 means that protection is off, blocking far up that a device is calling home",
  });

/** Stacked blocked DNS queries per second by the reason for blocking. */
export const blockedByReason = (scope: Scope<Filter>) =>
  series("Blocked queries by reason", blockedRate(scope, ["reason"]), "{reason}")
    .about({
      normal: "mostly blocklist",
      otherwise: "for any safebrowsing, find the client in “Most blocked clients”",
    })
    .stacked();

/** Bar gauge of the blocked DNS queries in this range by filter list, those that block nothing included. */
export const blocksByFilterList = (scope: Scope<Filter>) =>
  barGauge("Blocked queries by filter list", filterListBlocks(scope), "{list}")
    .about({
      normal: "a few lists block most",
      otherwise:
        "a list at 0 over weeks only costs memory; “other” are lists without a name: set adguard.url, or their ids in filter_lists",
    })
    .decimals(0);

// ── resolvers ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Share of the queries to each resolver that fail or time out, over time; a gap where it got no queries. */
export const resolverFailures = (scope: Scope<Filter>) =>
  series("Failures of resolvers", upstreamFailureShare(scope), "{upstream}")
    .about({
      normal: "below 1 %",
      otherwise: "if one resolver fails, it has a problem; if all fail, your line to the internet has one",
    })
    .thresholdLines(colors.good, ...failureSteps);

/** Mean time of each resolver's answers over the last minute, a line for each outcome. */
export const resolverTimeByOutcome = (scope: Scope<Filter>) =>
  series("Resolver time by outcome", upstreamTime(scope), "{upstream} {status}")
    .about({
      normal: "“ok” alone, below 0.05 s",
      otherwise: "a line of “error” means SERVFAIL or REFUSED: look at that resolver",
    })
    .logarithmic(shortest);

/** Table of resolvers over the whole range, the busiest first; only “Mean time” follows the filter by zone. */
export const resolverTable = (scope: Scope<Filter>) => {
  const range = withWindow(scope, dashboardRange);
  return table("Resolvers", {
    rows: ["upstream"],
    labels: { upstream: "Resolver" },
    columns: {
      Queries: { query: upstreamRate(range), decimals: 2, width: 90 },
      Failures: {
        query: upstreamFailureShareInRange(scope),
        decimals: 2,
        thresholds: thresholdSteps(colors.good, ...failureSteps),
        cell: "colored text",
        width: 80,
      },
      "Mean time": { query: meanResolutionTime(range), width: 90 },
    },
    sort: { column: "Queries", descending: true },
  })
    .about({
      note: "Of the whole range; only “Mean time” follows the choice of zones",
      normal: "failures below 1 %, mean time below 0.05 s",
      otherwise: "AdGuard Home doesn't use a resolver without queries any more",
    })
    .span(8);
};
