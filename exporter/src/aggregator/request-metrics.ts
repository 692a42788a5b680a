import type { RequestEvent } from "../events.js";
import type { Registry } from "../registry/registry.js";
import type { ClientSeries } from "./client-series.js";
import { averageConcurrency, counterOf, histogramOf, infoOf, lastMinute, slidingWindowGaugeOf } from "./families.js";
import { internLabel, internLabels } from "./interned-labels.js";
import type { Limits } from "./limits.js";
import { isLongAnswer } from "./long-answers.js";

/** A request to a service. Labels are ids of the registry's strings. */
export interface ServiceRequest {
  readonly event: RequestEvent;
  readonly client: ClientSeries;
  readonly service: number;
  readonly backend: number;
  /** Whether a server of the service answered. */
  readonly isAnswered: boolean;
  /** The server that answered; 0 if none was asked. */
  readonly server: number;
  readonly method: number;
  readonly code: number;
}

/**
 * Bucket bounds in seconds. Half of them are below 0.1 s, where nearly all responses of a LAN are; 0.3 s and 1.2 s are
 * the defaults of Traefik, which dashboards for Traefik query.
 */
export const requestBounds: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.6, 1.2, 2.5, 5, 10];

/**
 * Shares of the histogram budget above which a duration gets coarser labels. Above the first a rare method is `other` and
 * a rare status the first of its class; above the second the status is `other`, too.
 */
const budgetShares = { exact: 0.3, byClass: 0.5 } as const;

const classes = ["100", "200", "300", "400", "500"] as const;

/** Returns the first status of the class (RFC 9110, section 15). */
function classOf(code: number): (typeof classes)[number] {
  return classes[Math.min(5, Math.max(1, Math.floor(code / 100))) - 1] ?? "500";
}

/** Observes a duration of a request under a method and code, within a share of the budget. Returns whether it did. */
type ObserveDuration = (
  share: number,
  seconds: number,
  method: number,
  code: number,
  request: ServiceRequest,
) => boolean;

/** Counts the requests to services and backends, and their durations. */
export function requestMetrics(registry: Registry, limits: Limits): (request: ServiceRequest) => void {
  const { clientExpiry, expiry } = limits;
  const requests = counterOf(registry, "traefik_requests_total", clientExpiry);
  const durations = histogramOf(registry, "traefik_request_duration_seconds", requestBounds, expiry);
  const backendRequests = counterOf(registry, "traefik_backend_requests_total", expiry);
  const backendDurations = histogramOf(registry, "traefik_backend_request_duration_seconds", requestBounds, expiry);
  const longAnswers = counterOf(registry, "homelab_long_answers_total", expiry);
  const servers = counterOf(registry, "traefik_load_balancer_distribution", expiry);
  const inFlight = slidingWindowGaugeOf(
    registry,
    "traefik_service_connections_active",
    lastMinute,
    averageConcurrency,
    clientExpiry,
  );
  const users = infoOf(registry, "traefik_client_service_mapping", clientExpiry);
  const other = internLabel(registry.strings, "other");
  const codes = internLabels(registry.strings, classes);

  const observeRequest: ObserveDuration = (share, seconds, method, code, { service, backend, client }) =>
    durations.observeWithin(share, seconds, service, method, code, backend, client.zone);
  const observeBackend: ObserveDuration = (share, seconds, method, code, { backend }) =>
    backendDurations.observeWithin(share, seconds, backend, method, code);
  const observe = (into: ObserveDuration, seconds: number, request: ServiceRequest): void => {
    if (into(budgetShares.exact, seconds, request.method, request.code, request)) return;
    if (into(budgetShares.byClass, seconds, other, codes(classOf(request.event.code)), request)) return;
    into(1, seconds, other, other, request);
  };

  return (request) => {
    const { event, client, service, backend, isAnswered, server, method, code } = request;
    requests.add(1, service, method, code, backend, client.zone, client.label);
    if (!isAnswered) return;
    const isLong = isLongAnswer(event);
    if (isLong) longAnswers.add(1, service, client.zone);
    else observe(observeRequest, event.duration, request);
    inFlight.addInterval(event.time / 1000, event.duration, service, backend, client.zone);
    users.set(client.label, service, backend, client.zone);
    if (server === 0) return;
    backendRequests.add(1, backend, method, code);
    if (!isLong) observe(observeBackend, event.backendDuration, request);
    servers.add(1, backend, server);
  };
}
