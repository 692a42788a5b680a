/** How well services answered in the range: requests, and the shares of them that were answered in time. */
import { dashboardRange, not, notMatching } from "../promql/index.js";
import { increaseOf, rateOf } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { ratio } from "./safe-math.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

/**
 * Seconds within which an answer satisfies, and within which it is tolerable: T and 4 T of the Apdex standard, and bounds
 * of the histogram's buckets.
 */
type Timely = 0.3 | 1.2;

const levels = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "service");

/** A server error isn't answered in time, however fast it is. */
export const answeredWithin = <L extends "service" | "client_zone">(
  scope: Scope<Filter>,
  seconds: Timely,
  by: readonly L[],
): Query<L> =>
  query(
    {
      unit: "share",
      meaning: `Share of the requests that are answered within ${String(seconds)} s and without a server error, of those that have a response time`,
      noValue: emptyText.noTraffic,
    },
    ratio(
      rateOf("traefik_request_duration_seconds_bucket", levels(scope), by, {
        le: String(seconds),
        code: notMatching("101|5.."),
      }),
      rateOf("traefik_request_duration_seconds_count", levels(scope), by, { code: not("101") }),
    ),
  );

export const requestsInRange = (scope: Scope<Filter>): Query<"service"> =>
  query(
    { unit: "count", meaning: "Requests in this range" },
    increaseOf("traefik_requests_total", withWindow(levels(scope), dashboardRange), ["service"]),
  );
