/** What Traefik did: requests, failures, durations, connections, bytes. */
import type { Metrics } from "../metrics/index.js";
import { labelReplace, matching, not, sum, type Conditions } from "../promql/index.js";
import { rateOf, sumOf } from "./metric-queries.js";
import { meanOf, quantileOf, ratio } from "./safe-math.js";
import { query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

type RequestLabel = "service" | "method" | "code" | "backend" | "client_zone" | "client_ip";
type DurationLabel = Exclude<RequestLabel, "client_ip">;

/** A connection that was upgraded lives on under code 101: its duration is a lifetime, not a latency. */
const answered = { code: not("101") } as const;
const failed = { code: matching("5..") } as const;

/** Backends follow from services; a metric that carries the service is asked for that alone. */
const requests = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client", "service");
const durations = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "service");

/** Conditions on requests besides the scope. The status code is decided by the query. */
export type RequestConditions = Omit<Conditions<Metrics, "traefik_requests_total">, "code">;

/** Requests answered per second. */
export const requestRate = <L extends RequestLabel>(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: RequestConditions = {},
): GaugeQuery<L> =>
  query(
    { unit: "requests per second", meaning: "Requests that Traefik answered" },
    rateOf("traefik_requests_total", requests(scope), by, conditions),
  );

/** Requests answered with a server error, per second. */
export const failedRequestRate = <L extends RequestLabel>(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: RequestConditions = {},
): GaugeQuery<L> =>
  query(
    { unit: "requests per second", meaning: "Requests answered with a server error (5xx)" },
    rateOf("traefik_requests_total", requests(scope), by, { ...conditions, ...failed }),
  );

/** Requests per second by class of status code: 1xx to 5xx. */
export const requestRateByCodeClass = (scope: Scope<Filter>): Query<"class"> =>
  query(
    { unit: "requests per second", meaning: "Requests by class of status code" },
    sum.by(
      ["class"],
      labelReplace(rateOf("traefik_requests_total", requests(scope), ["code"]), {
        to: "class",
        value: "${1}xx",
        from: "code",
        pattern: "(.).*",
      }),
    ),
  );

/** Share of requests answered with a server error, 0–1. Absent, not 0, where nobody asked. */
export const errorShare = <L extends RequestLabel>(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: RequestConditions = {},
): Query<L> =>
  query(
    { unit: "share", meaning: "Share of requests answered with a server error (5xx)" },
    ratio(failedRequestRate(scope, by, conditions).expression, requestRate(scope, by, conditions).expression),
  );

/** The time within which this share of the requests was answered. Upgraded connections don't count. */
export const responseTime = <L extends DurationLabel>(
  scope: Scope<Filter>,
  share: number,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "seconds", meaning: `Time within which ${String(share * 100)} % of the requests were answered` },
    quantileOf<L>(share, rateOf("traefik_request_duration_seconds_bucket", durations(scope), ["le", ...by], answered)),
  );

/** Mean time to answer a request. Upgraded connections don't count. */
export const meanResponseTime = <L extends DurationLabel>(scope: Scope<Filter>, by: readonly L[]): Query<L> =>
  query(
    { unit: "seconds", meaning: "Mean time to answer a request" },
    meanOf(
      rateOf("traefik_request_duration_seconds_sum", durations(scope), by, answered),
      rateOf("traefik_request_duration_seconds_count", durations(scope), by, answered),
    ),
  );

/** Requests per second by how long they took, as cumulative buckets. */
export const responseTimeBuckets = (scope: Scope<Filter>): Query<"le"> =>
  query(
    { unit: "requests per second", meaning: "Requests by the time that they took" },
    rateOf("traefik_request_duration_seconds_bucket", durations(scope), ["le"], answered),
  );

/** Mean time until the backend answered, without Traefik's own work. Carries no zone: all zones. */
export const meanBackendTime = (scope: Scope<Filter>): Query<"backend"> =>
  query(
    { unit: "seconds", meaning: "Mean time until the backend answered" },
    meanOf(
      rateOf("traefik_backend_request_duration_seconds_sum", onlyFilters(scope, "backend"), ["backend"], answered),
      rateOf("traefik_backend_request_duration_seconds_count", onlyFilters(scope, "backend"), ["backend"], answered),
    ),
  );

/** Mean time to answer, by backend and over all zones, so that it can be compared with {@link meanBackendTime}. */
export const meanTotalTime = (scope: Scope<Filter>): Query<"backend"> =>
  query(
    { unit: "seconds", meaning: "Mean time to answer, Traefik's own work included" },
    meanResponseTime(onlyFilters(scope, "service"), ["backend"]).expression,
  );

/** Share of a backend's answers that are server errors of its own. Carries no zone: all zones. */
export const backendErrorShare = (scope: Scope<Filter>): Query<"backend"> => {
  const backends = onlyFilters(scope, "backend");
  return query(
    { unit: "share", meaning: "Share of a backend's answers that are server errors (5xx)" },
    ratio(
      rateOf("traefik_backend_requests_total", backends, ["backend"], failed),
      rateOf("traefik_backend_requests_total", backends, ["backend"]),
    ),
  );
};

/** Requests in flight: the mean over the last minute. */
export const activeConnections = <L extends "service" | "backend" | "client_zone">(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: Conditions<Metrics, "traefik_service_connections_active"> = {},
): Query<L> =>
  query(
    { unit: "connections", meaning: "Requests in flight, mean of the last minute" },
    sumOf("traefik_service_connections_active", durations(scope), by, conditions),
  );

/** Bytes per second to services (`in`) and from them (`out`). */
export const serviceTraffic = <L extends "source_zone" | "destination_service" | "direction">(
  scope: Scope<Filter>,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "bytes per second", meaning: "Bytes to services (in) and from them (out)" },
    rateOf("traefik_network_flow_bytes", onlyFilters(scope, "zone", "service"), by),
  );
