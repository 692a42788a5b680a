/** How well services answered in the range: requests, and the shares of them that were answered in time. */
import { dashboardRange, not, notMatching, type InstantVector } from "../promql/index.js";
import { increaseOf, rateOf } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { countsNote, drawnShare, shareNote, shareOfCounts, shareScope } from "./safe-math.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";
import { serverErrors } from "./traefik.js";

/**
 * Seconds within which an answer satisfies, and within which it is tolerable: T and 4 T of the Apdex standard, and bounds
 * of the histogram's buckets.
 */
type Timely = 0.3 | 1.2;

const levels = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "service");

type Counting = typeof increaseOf;

const inTime = <L extends "service">(
  counting: Counting,
  scope: Scope<Filter>,
  seconds: Timely,
  by: readonly L[],
): InstantVector<L> =>
  counting("traefik_request_duration_seconds_bucket", levels(scope), by, {
    le: String(seconds),
    code: notMatching("101|5.."),
  });

const timed = <L extends "service">(counting: Counting, scope: Scope<Filter>, by: readonly L[]): InstantVector<L> =>
  counting("traefik_request_duration_seconds_count", levels(scope), by, { code: not("101") });

const inTimeMeaning = (seconds: Timely): string =>
  `Share of the requests that are answered within ${String(seconds)} s and without a server error, of those that have a response time`;

/** A server error isn't answered in time, however fast it is. */
export const answeredWithin = (scope: Scope<Filter>, seconds: Timely): Query => {
  const shares = shareScope(scope);
  return query(
    {
      unit: "share",
      meaning: `${inTimeMeaning(seconds)}${shareNote("requests")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(inTime(rateOf, shares, seconds, []), timed(rateOf, shares, [])),
  );
};

/** Of each service, over the whole range. */
export const answeredWithinInRange = (scope: Scope<Filter>, seconds: Timely): Query<"service"> => {
  const range = withWindow(scope, dashboardRange);
  return query(
    {
      unit: "share",
      meaning: `${inTimeMeaning(seconds)}${countsNote("requests")}`,
      noValue: emptyText.littleTraffic,
    },
    shareOfCounts(inTime(increaseOf, range, seconds, ["service"]), timed(increaseOf, range, ["service"])),
  );
};

export const requestsInRange = (scope: Scope<Filter>): Query<"service"> =>
  query(
    { unit: "count", meaning: "Requests in this range" },
    increaseOf("traefik_requests_total", withWindow(levels(scope), dashboardRange), ["service"]),
  );

export const errorShareInRange = (scope: Scope<Filter>): Query<"service"> => {
  const range = withWindow(levels(scope), dashboardRange);
  return query(
    {
      unit: "share",
      meaning: `Share of requests in this range answered with a server error (5xx)${countsNote("requests")}`,
      noValue: emptyText.littleTraffic,
    },
    shareOfCounts(
      increaseOf("traefik_requests_total", range, ["service"], serverErrors),
      increaseOf("traefik_requests_total", range, ["service"]),
    ),
  );
};
