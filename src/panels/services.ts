/** Panels about services behind Traefik: rate, errors, duration, connections, bytes. */
import {
  dataLink,
  heatmap,
  series,
  stat,
  table,
  target,
  thresholds,
  thresholdSteps,
  type DashboardReference,
  type RowLabel,
} from "../grafana/index.js";
import {
  activeConnections,
  backendErrorShare,
  errorShare,
  meanBackendTime,
  meanResponseTime,
  meanTotalTime,
  requestRate,
  requestRateByCodeClass,
  responseTime,
  responseTimeBuckets,
  serviceTraffic,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps, emptyText, unitOf, units } from "./tokens.js";

type ServiceDashboard = DashboardReference<"zone" | "service" | "instance">;

/** Requests per second, now. From traefik_requests_total. Normal: follows the day. */
export const requestRateNow = (scope: Scope<Filter>) => {
  const rate = requestRate(scope, []);
  return stat("Requests", target(rate))
    .description(
      "Requests per second that Traefik answers, from traefik_requests_total. " +
        "Normal: follows the day. If it drops to 0, look at “Sources” first, then at Traefik.",
    )
    .unit(unitOf(rate))
    .noValue(emptyText.noData);
};

/** Share of failed requests, now. From traefik_requests_total. Normal: below 1 %. */
export const errorShareNow = (scope: Scope<Filter>) => {
  const share = errorShare(scope, []);
  return stat("Errors", target(share))
    .description(
      "Share of requests answered with a server error (5xx), from traefik_requests_total. " +
        "Normal: below 1 %. From 5 % on find the service in “Slowest and most failing services”.",
    )
    .unit(unitOf(share))
    .decimals(2)
    .thresholds(thresholds(colors.good, ...failureSteps))
    .noValue(emptyText.noTraffic);
};

/** Time within which 95 % of the requests are answered, now. From traefik_request_duration_seconds. */
export const responseTimeNow = (scope: Scope<Filter>) => {
  const time = responseTime(scope, 0.95, []);
  return stat("Response time (p95)", target(time))
    .description(
      "Time within which 95 % of the requests are answered, from traefik_request_duration_seconds; upgraded " +
        "connections (code 101) are left out. Normal: well below a second. If it climbs, see which service in “Response time by service”.",
    )
    .unit(unitOf(time))
    .noValue(emptyText.noTraffic);
};

/** Requests per second by service. From traefik_requests_total. A service without requests shows 0. */
export const requestsByService = (scope: Scope<Filter>, dashboard: ServiceDashboard) => {
  const rate = requestRate(scope, ["service"]);
  return series("Requests by service", target(rate, "{service}"))
    .description(
      "Requests per second by service, one above the other, from traefik_requests_total. " +
        "Normal: follows the day. A service that drops to 0 while others go on is not reached any more.",
    )
    .unit(unitOf(rate))
    .stacked()
    .link(onlyThisService(dashboard));
};

/** Share of failed requests by service. From traefik_requests_total. Normal: below 1 %; a gap where nobody asked. */
export const errorsByService = (scope: Scope<Filter>, dashboard: ServiceDashboard) => {
  const share = errorShare(scope, ["service"]);
  return series("Errors by service", target(share, "{service}"))
    .description(
      "Share of requests answered with a server error (5xx) by service, from traefik_requests_total; a gap where nobody asked. " +
        "Normal: below 1 %. One service alone: look at its log. All together: look at Traefik or the host.",
    )
    .unit(unitOf(share))
    .thresholdLines(colors.good, ...failureSteps)
    .link(onlyThisService(dashboard));
};

/** p50, p95 and p99 of the response time. From traefik_request_duration_seconds. */
export const responseTimeQuantiles = (scope: Scope<Filter>) =>
  series(
    "Response time",
    target(responseTime(scope, 0.5, []), "p50"),
    target(responseTime(scope, 0.95, []), "p95"),
    target(responseTime(scope, 0.99, []), "p99"),
  )
    .description(
      "Time within which half, 95 % and 99 % of the requests are answered, from traefik_request_duration_seconds without code 101. " +
        "Normal: the three lines keep their distance. If p99 leaves the others, a few requests are slow; if all climb, everything is.",
    )
    .unit(units.seconds);

/** How response times spread. From traefik_request_duration_seconds. */
export const responseTimeSpread = (scope: Scope<Filter>) =>
  heatmap("Spread of response times", responseTimeBuckets(scope), {
    bounds: units.seconds,
    cells: units["requests per second"],
  }).description(
    "Requests per second by the time that they took, from the buckets of traefik_request_duration_seconds without code 101. " +
      "Normal: one dark band. A second band above it is a group of slow requests.",
  );

/** Requests by class of status code. From traefik_requests_total. */
export const requestsByCodeClass = (scope: Scope<Filter>) => {
  const rate = requestRateByCodeClass(scope);
  return series("Requests by status", target(rate, "{class}"))
    .description(
      "Requests per second by class of status code, one above the other, from traefik_requests_total. " +
        "Normal: mostly 2xx and 3xx. Many 4xx: somebody asks for what isn't there or isn't allowed in.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** p95 by service. From traefik_request_duration_seconds. */
export const responseTimeByService = (scope: Scope<Filter>, dashboard: ServiceDashboard) => {
  const time = responseTime(scope, 0.95, ["service"]);
  return series("Response time by service (p95)", target(time, "{service}"))
    .description(
      "Time within which 95 % of the requests are answered, by service, from traefik_request_duration_seconds without code 101. " +
        "Normal: each service keeps its own level. A step up after a change points at that change.",
    )
    .unit(unitOf(time))
    .link(onlyThisService(dashboard));
};

/** Requests by method. From traefik_requests_total. */
export const requestsByMethod = (scope: Scope<Filter>) => {
  const rate = requestRate(scope, ["method"]);
  return series("Requests by method", target(rate, "{method}"))
    .description(
      "Requests per second by HTTP method, one above the other, from traefik_requests_total. " +
        "Normal: mostly GET. A wave of POST or of rare methods may be somebody trying things out.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** Mean time with and without Traefik's own work. From traefik_(backend_)request_duration_seconds; all zones. */
export const backendAgainstTotal = (scope: Scope<Filter>) =>
  series(
    "Backend time against total time (all zones)",
    target(meanTotalTime(scope), "{backend} total"),
    target(meanBackendTime(scope), "{backend} backend"),
  )
    .description(
      "Mean time to answer, and the part of it that the backend needed, from traefik_request_duration_seconds and " +
        "traefik_backend_request_duration_seconds without code 101; the latter carries no zone. " +
        "Normal: the two lie close together. A gap is Traefik's own work: middlewares, TLS, a slow client.",
    )
    .unit(units.seconds);

/** Share of failed answers by backend. From traefik_backend_requests_total; all zones. */
export const backendErrors = (scope: Scope<Filter>) => {
  const share = backendErrorShare(scope);
  return series("Errors by backend (all zones)", target(share, "{backend}"))
    .description(
      "Share of each backend's answers that are server errors (5xx), from traefik_backend_requests_total, which carries no zone. " +
        "Normal: below 1 %. One backend of a service alone: take it out of rotation and look at its log.",
    )
    .unit(unitOf(share))
    .thresholdLines(colors.good, ...failureSteps);
};

/** Requests in flight. From traefik_service_connections_active. */
export const connectionsByService = (scope: Scope<Filter>) => {
  const connections = activeConnections(scope, ["service"]);
  return series("Requests in flight by service", target(connections, "{service}"))
    .description(
      "Mean number of requests in flight over the last minute, from traefik_service_connections_active. " +
        "Normal: below 1 for most services; long-lived connections count in full. If it climbs without more requests, answers are slow.",
    )
    .unit(unitOf(connections))
    .stacked();
};

/** Bytes to and from services. From traefik_network_flow_bytes. */
export const bytesByService = (scope: Scope<Filter>) => {
  const bytes = serviceTraffic(scope, ["destination_service", "direction"]);
  return series("Traffic by service", target(bytes, "{destination_service} {direction}"))
    .description(
      "Bytes per second to services (in) and from them (out), from traefik_network_flow_bytes. " +
        "Normal: more out than in. Much in: somebody uploads.",
    )
    .unit(unitOf(bytes));
};

/** One row per service: rate, errors, durations, connections. The slowest first. */
export const serviceTable = (scope: Scope<Filter>, dashboard: ServiceDashboard) =>
  table("Slowest and most failing services", {
    rows: ["service"],
    labels: { service: serviceColumn(dashboard) },
    columns: {
      p95: { query: responseTime(scope, 0.95, ["service"]), unit: units.seconds, noValue: emptyText.noTraffic },
      Mean: { query: meanResponseTime(scope, ["service"]), unit: units.seconds, noValue: emptyText.noTraffic },
      Errors: {
        query: errorShare(scope, ["service"]),
        unit: units.share,
        decimals: 2,
        thresholds: thresholdSteps(colors.good, ...failureSteps),
        cell: "colored text",
        noValue: emptyText.noTraffic,
      },
      Requests: { query: requestRate(scope, ["service"]), unit: units["requests per second"] },
      "In flight": { query: activeConnections(scope, ["service"]), unit: units.connections, decimals: 2 },
    },
    sort: { column: "p95", descending: true },
  }).description(
    "Each service with the time within which 95 % of its requests are answered, the mean, the share of server errors, " +
      "requests per second and requests in flight, from traefik_requests_total, traefik_request_duration_seconds and " +
      "traefik_service_connections_active. Normal: below a second and below 1 %. Sort by “Errors” for the most failing; click a service to see it alone.",
  );

const serviceColumn = (dashboard: ServiceDashboard): RowLabel<"service"> => ({
  title: "Service",
  link: onlyThisService(dashboard),
});

function onlyThisService(dashboard: ServiceDashboard) {
  return dataLink<"zone" | "service" | "instance", "service">({
    title: "Only this service",
    to: dashboard,
    set: { service: "service" },
    keep: ["zone"],
  });
}
