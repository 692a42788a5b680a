/** Requests, failures, durations, connections and bytes, by Traefik. */
import type { Lab } from "../lab/index.js";
import type { Metrics } from "../metrics/index.js";
import { labelReplace, matching, not, sum, type Conditions } from "../promql/index.js";
import { rateOf, sumOf } from "./metric-queries.js";
import { drawnShare, meanOf, quantileOf, shareNote, shareScope } from "./safe-math.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

type RequestLabel = "service" | "method" | "code" | "backend" | "client_zone" | "client_ip";
type DurationLabel = Exclude<RequestLabel, "client_ip">;

/** Without upgraded connections, code 101: their duration is a lifetime, not a latency. */
const answered = { code: not("101") } as const;
/** Answers that tell a failure. */
export const serverErrors = { code: matching("5..") } as const;

/** A metric with the label of the service needs no filter by backend. */
const requests = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client", "service");
const durations = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "service");

/** Conditions besides the scope. The status code is the query's own condition. */
export type RequestConditions = Omit<Conditions<Metrics, "traefik_requests_total">, "code">;

/** The value of `backend` where Traefik answered by itself, and no backend should have. */
export function proxyNames({ infrastructure }: Pick<Lab, "infrastructure">): readonly [string, ...string[]] {
  const [first = "traefik", ...others] = infrastructure.flatMap(({ kind, name }) => (kind === "proxy" ? [name] : []));
  return [first, ...others];
}

export const requestRate = <L extends RequestLabel>(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: RequestConditions = {},
): GaugeQuery<L> =>
  query(
    { unit: "requests per second", meaning: "Requests per second that Traefik answers" },
    rateOf("traefik_requests_total", requests(scope), by, conditions),
  );

export const failedRequestRate = <L extends RequestLabel>(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: RequestConditions = {},
): GaugeQuery<L> =>
  query(
    { unit: "requests per second", meaning: "Requests per second that are answered with a server error (5xx)" },
    rateOf("traefik_requests_total", requests(scope), by, { ...conditions, ...serverErrors }),
  );

/** The classes are 1xx to 5xx. */
export const requestRateByCodeClass = (scope: Scope<Filter>): Query<"class"> =>
  query(
    { unit: "requests per second", meaning: "Requests per second by class of status code" },
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

/** Over ten minutes, whatever the scope says. Absent with fewer than 10 requests. */
export const errorShare = <L extends RequestLabel>(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: RequestConditions = {},
): Query<L> =>
  query(
    {
      unit: "share",
      meaning: `Share of requests answered with a server error (5xx)${shareNote("requests")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(
      failedRequestRate(shareScope(scope), by, conditions).expression,
      requestRate(shareScope(scope), by, conditions).expression,
    ),
  );

/** Upgraded connections don't count. */
export const responseTime = <L extends DurationLabel>(
  scope: Scope<Filter>,
  share: number,
  by: readonly L[],
): Query<L> =>
  query(
    {
      unit: "seconds",
      meaning: `Time within which ${String(share * 100)} % of the requests are answered, without upgraded connections (code 101) and answers of more than 30 s`,
      noValue: emptyText.noTraffic,
    },
    quantileOf<L>(share, rateOf("traefik_request_duration_seconds_bucket", durations(scope), ["le", ...by], answered)),
  );

/** Upgraded connections don't count. */
export const meanResponseTime = <L extends DurationLabel>(scope: Scope<Filter>, by: readonly L[]): Query<L> =>
  query(
    { unit: "seconds", meaning: "Mean time to answer a request", noValue: emptyText.noTraffic },
    meanOf(
      rateOf("traefik_request_duration_seconds_sum", durations(scope), by, answered),
      rateOf("traefik_request_duration_seconds_count", durations(scope), by, answered),
    ),
  );

/** Cumulative buckets. */
export const responseTimeBuckets = (scope: Scope<Filter>): Query<"le"> =>
  query(
    {
      unit: "requests per second",
      meaning:
        "Requests per second by the time that they take, without upgraded connections (code 101) and answers of more than 30 s",
    },
    rateOf("traefik_request_duration_seconds_bucket", durations(scope), ["le"], answered),
  );

/** Without Traefik's own work. Of all zones: the metric has none. */
export const meanBackendTime = (scope: Scope<Filter>): Query<"backend"> =>
  query(
    { unit: "seconds", meaning: "Part of it until the backend answers", noValue: emptyText.noTraffic },
    meanOf(
      rateOf("traefik_backend_request_duration_seconds_sum", onlyFilters(scope, "backend"), ["backend"], answered),
      rateOf("traefik_backend_request_duration_seconds_count", onlyFilters(scope, "backend"), ["backend"], answered),
    ),
  );

/** Of all zones, so that it can be compared with {@link meanBackendTime}. */
export const meanTotalTime = (scope: Scope<Filter>): Query<"backend"> =>
  query(
    {
      unit: "seconds",
      meaning:
        "Mean time to answer a request, Traefik's own work included, without upgraded connections (code 101) and answers of more than 30 s",
      noValue: emptyText.noTraffic,
    },
    meanResponseTime(onlyFilters(scope, "service"), ["backend"]).expression,
  );

/** As {@link errorShare}. Of all zones: the metric has none. */
export const backendErrorShare = (scope: Scope<Filter>): Query<"backend"> => {
  const backends = shareScope(onlyFilters(scope, "backend"));
  return query(
    {
      unit: "share",
      meaning: `Share of a backend's answers that are server errors (5xx)${shareNote("requests")}`,
      noValue: emptyText.littleTraffic,
    },
    drawnShare(
      rateOf("traefik_backend_requests_total", backends, ["backend"], serverErrors),
      rateOf("traefik_backend_requests_total", backends, ["backend"]),
    ),
  );
};

/** Upgraded connections, and answers that took longer than 30 s, at their end. */
export const longAnswerRate = (scope: Scope<Filter>): Query<"service"> =>
  query(
    {
      unit: "requests per second",
      meaning:
        "Web sockets that were closed, and answers that took longer than 30 s: downloads, event streams, long polls",
      noValue: emptyText.noneInRange,
    },
    rateOf("homelab_long_answers_total", durations(scope), ["service"]),
  );

export const inFlightMeaning =
  "Mean number of requests in flight over the last minute, of those that have ended: what is still open isn't in it";

export const activeConnections = <L extends "service" | "backend" | "client_zone">(
  scope: Scope<Filter>,
  by: readonly L[],
  conditions: Conditions<Metrics, "traefik_service_connections_active"> = {},
): Query<L> =>
  query(
    { unit: "connections", meaning: inFlightMeaning },
    sumOf("traefik_service_connections_active", durations(scope), by, conditions),
  );

/** `in` is to a service, `out` from it. */
export const serviceTraffic = <L extends "source_zone" | "destination_service" | "direction">(
  scope: Scope<Filter>,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "bytes per second", meaning: "Bytes per second to services (in) and from them (out)" },
    rateOf("traefik_network_flow_bytes", onlyFilters(scope, "zone", "service"), by),
  );
