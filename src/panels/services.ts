/** Panels about services behind Traefik: requests, errors, response times, connections, bytes. */
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
import { dashboardRange } from "../promql/index.js";
import {
  activeConnections,
  answeredWithin,
  answeredWithinInRange,
  backendErrorShare,
  errorShare,
  errorShareInRange,
  longAnswerRate,
  meanBackendTime,
  meanResponseTime,
  meanTotalTime,
  requestRate,
  requestRateByCodeClass,
  requestsInRange,
  responseTime,
  responseTimeBuckets,
  serviceTraffic,
  withWindow,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps } from "./tokens.js";

/** Shares of answers in time below which a service is slow, and from which it is as it should be. */
const timelySteps = [
  [0.75, colors.warning],
  [0.9, colors.good],
] as const;

type ServiceDashboard = DashboardReference<"zone" | "service" | "instance">;

/** Requests per second that Traefik answers, as a stat. */
export const requestRateNow = (scope: Scope<Filter>) =>
  stat("Requests", requestRate(scope, []))
    .about({
      normal: "follows the day",
      otherwise: "if it drops to 0, look at “Sources up” in “Network Topology” first, then at Traefik",
    })
    .decimals(2)
    .sparkline();

/** Share of requests that are answered with a server error (5xx), as a stat; “too little traffic” with fewer than 10. */
export const errorShareNow = (scope: Scope<Filter>) =>
  stat("Errors", errorShare(scope, []))
    .about({
      normal: "below 1 %",
      otherwise: "from 5 % on, find the service in “Services” of “Service Performance”",
    })
    .sparkline()
    .decimals(2)
    .thresholds(thresholds(colors.good, ...failureSteps));

/** Share of the requests that are answered within 0.3 s and without a server error, as a stat. */
export const answeredInTimeNow = (scope: Scope<Filter>) =>
  stat("Within 0.3 s", answeredWithin(scope, 0.3))
    .about({
      normal: "above 90 %",
      otherwise: "find the service in “Services”: a server error counts as not answered in time",
    })
    .sparkline()
    .decimals(1)
    .thresholds(thresholds(colors.bad, ...timelySteps));

/** Time within which 95 % of the requests are answered, as a stat; without upgraded connections. */
export const responseTimeNow = (scope: Scope<Filter>) =>
  stat("Response time p95", responseTime(scope, 0.95, []))
    .about({
      normal: "well below a second",
      otherwise: "if it climbs, see which service is slow in “Response time by service (p95)”",
    })
    .sparkline();

/** Stacked requests per second by service; a click filters by the service. */
export const requestsByService = (scope: Scope<Filter>, dashboard: ServiceDashboard) =>
  series("Requests by service", requestRate(scope, ["service"]), "{service}")
    .about({
      normal: "follows the day",
      otherwise: "a service that drops to 0 while others go on can't be reached any more",
    })
    .stacked()
    .link(onlyThisService(dashboard));

/** Error share per service over time; a gap where a service had fewer than 10 requests. */
export const errorsByService = (scope: Scope<Filter>, dashboard: ServiceDashboard) =>
  series("Errors by service", errorShare(scope, ["service"]), "{service}")
    .about({
      note: "A service with fewer has a gap",
      normal: "below 1 %",
      otherwise: "if one service fails alone, look at its log; if all fail together, look at Traefik or the host",
    })
    .thresholdLines(colors.good, ...failureSteps)
    .link(onlyThisService(dashboard));

/** Three quantiles of the time to answer a request, over time; without upgraded connections. */
export const responseTimeQuantiles = (scope: Scope<Filter>) =>
  series(
    "Response time",
    target(responseTime(scope, 0.5, []), "p50"),
    target(responseTime(scope, 0.95, []), "p95"),
    target(responseTime(scope, 0.99, []), "p99"),
  ).about({
    shows:
      "Time within which half, 95 % and 99 % of the requests are answered, without upgraded connections (code 101) and answers of more than 30 s",
    normal: "the three lines keep their distance",
    otherwise: "if p99 leaves the others, a few requests are slow; if all climb, everything is",
  });

/** Heat map of the requests per second by the time that they take; without upgraded connections. */
export const responseTimeSpread = (scope: Scope<Filter>) =>
  heatmap("Spread of response times", responseTimeBuckets(scope), { bounds: "seconds" }).about({
    normal: "one dark band",
    otherwise: "a second band above it is a group of slow requests",
  });

/** Stacked requests per second by class of status code, 1xx to 5xx. */
export const requestsByCodeClass = (scope: Scope<Filter>) =>
  series("Requests by status", requestRateByCodeClass(scope), "{class}")
    .about({
      normal: "mostly 2xx and 3xx",
      otherwise: "with many 4xx, a client asks for what doesn't exist or isn't allowed in",
    })
    .stacked();

/** Time within which 95 % of the requests to each service are answered, over time. */
export const responseTimeByService = (scope: Scope<Filter>, dashboard: ServiceDashboard) =>
  series("Response time by service (p95)", responseTime(scope, 0.95, ["service"]), "{service}")
    .about({
      normal: "each service keeps its own level",
      otherwise: "a step up after a change points at that change",
    })
    .link(onlyThisService(dashboard));

/** Stacked requests per second by HTTP method. */
export const requestsByMethod = (scope: Scope<Filter>) =>
  series("Requests by method", requestRate(scope, ["method"]), "{method}")
    .about({
      normal: "mostly GET",
      otherwise: "a wave of POST or of rare methods may be an attack: look at “Requests by zone” in “Zone Traffic”",
    })
    .stacked();

/** Mean total time, and mean time until the backend answers, of each backend over time; ignores the filter by zone. */
export const backendAgainstTotal = (scope: Scope<Filter>) =>
  series(
    "Backend time against total time",
    target(meanTotalTime(scope), "{backend} total"),
    target(meanBackendTime(scope), "{backend} backend"),
  ).about({
    normal: "the two lines of a backend lie close together",
    otherwise: "a gap is Traefik's own work: middlewares, TLS, a slow client",
  });

/** Share of each backend's answers that are server errors (5xx), over time; ignores the filter by zone. */
export const backendErrors = (scope: Scope<Filter>) =>
  series("Errors by backend", backendErrorShare(scope), "{backend}")
    .about({
      normal: "below 1 %",
      otherwise: "take a backend that fails alone out of rotation and look at its log",
    })
    .thresholdLines(colors.good, ...failureSteps);

/** Stacked requests in flight by service, each the mean over the last minute. */
export const connectionsByService = (scope: Scope<Filter>) =>
  series("Requests in flight by service", activeConnections(scope, ["service"]), "{service}")
    .about({
      normal: "below 1 for most services",
      otherwise: "if it climbs without more requests, answers are slow",
    })
    .stacked();

/** Long answers per second by service: web sockets that were closed, downloads, event streams. */
export const longAnswers = (scope: Scope<Filter>) =>
  series("Long answers by service", longAnswerRate(scope), "{service}").about({
    note: "They are in no response time",
    normal: "a few, where a service has live pages or large files",
    otherwise: "many at once, while nobody downloads: a service hangs until its clients give up",
  });

/** Bytes per second to each service (in) and from it (out), over time. */
export const bytesByService = (scope: Scope<Filter>) =>
  series(
    "Traffic by service",
    serviceTraffic(scope, ["destination_service", "direction"]),
    "{destination_service} {direction}",
  ).about({
    normal: "more out than in",
    otherwise: "much traffic in is an upload: see who in “Clients” of “Zone Traffic”",
  });

/** Table of services over the whole range: requests, errors, answers in time, and response times; most requests first. */
export function serviceTable(scope: Scope<Filter>, dashboard: ServiceDashboard) {
  const range = withWindow(scope, dashboardRange);
  const inTime = { decimals: 1, thresholds: thresholdSteps(colors.bad, ...timelySteps), cell: "colored text" } as const;
  return table("Services", {
    rows: ["service"],
    labels: { service: serviceColumn(dashboard) },
    columns: {
      Requests: { query: requestsInRange(scope), decimals: 0, cell: "bar", min: 0 },
      Errors: {
        query: errorShareInRange(scope),
        decimals: 2,
        thresholds: thresholdSteps(colors.good, ...failureSteps),
        cell: "colored text",
      },
      "Within 0.3 s": {
        query: answeredWithinInRange(scope, 0.3),
        ...inTime,
      },
      "Within 1.2 s": {
        query: answeredWithinInRange(scope, 1.2),
        ...inTime,
      },
      p95: { query: responseTime(range, 0.95, ["service"]) },
      Mean: { query: meanResponseTime(range, ["service"]) },
      "In flight": { query: activeConnections(scope, ["service"]), decimals: 2 },
    },
    sort: { column: "Requests", descending: true },
  })
    .about({
      note: "Of the whole range, only “In flight” is of the last minute",
      normal: "errors below 1 %, above 90 % within 0.3 s",
      otherwise: "sort by “Errors” or “p95”, and click a service to see it alone",
    })
    .height(9);
}

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
