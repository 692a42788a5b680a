import type { RequestEvent } from "../events.js";
import type { Registry } from "../registry/registry.js";
import { counterOf, histogramOf, infoOf, lastMinute, slidingWindowGaugeOf } from "./families.js";
import type { Limits } from "./limits.js";
import { internLabel, internLabels } from "./interned-labels.js";
import type { ClientSeries } from "./client-series.js";

/** A request that went to a service. Labels are numbers of the store's names. */
export interface ServiceRequest {
  readonly event: RequestEvent;
  readonly second: number;
  readonly client: ClientSeries;
  readonly service: number;
  readonly backend: number;
  /** Of the server that answered; 0 where none was asked. */
  readonly server: number;
  readonly method: number;
  readonly code: number;
}

/**
 * Upper bounds in seconds. On a LAN nearly everything is answered in less than a tenth, so half of them lie there; 0.3
 * and 1.2 are those of Traefik's own defaults, which dashboards for it ask for.
 */
export const requestBounds: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.6, 1.2, 2.5, 5, 10];

/** What a status is to who doesn't know it: the first of its class (RFC 9110, section 15); 101 stays, as it is no latency. */
function classOf(code: number): (typeof classes)[number] {
  if (code === 101) return "101";
  return classes[Math.min(5, Math.max(1, Math.floor(code / 100)))] ?? "500";
}

const classes = ["101", "100", "200", "300", "400", "500"] as const;

/** Puts a duration in a histogram, with another method and status than its own if these are given. */
type Into = (share: number, duration: number, method?: number, status?: number) => boolean;

/**
 * How much of the room for histograms those of every method and status may take, and those of every class of status with
 * them. Beyond the first, requests of rare methods and statuses are of the method `other` and the first status of their
 * class; beyond the second, of the status `other`, but for 101.
 */
const own = 0.3;
const classified = 0.5;

/** What services and their backends answered, how fast, and to whom. */
export function requestMetrics(store: Registry, limits: Limits): (request: ServiceRequest) => void {
  const { clientExpiry, expiry } = limits;
  const requests = counterOf(store, "traefik_requests_total", clientExpiry);
  const durations = histogramOf(store, "traefik_request_duration_seconds", requestBounds, expiry);
  const answers = counterOf(store, "traefik_backend_requests_total", expiry);
  const answerTimes = histogramOf(store, "traefik_backend_request_duration_seconds", requestBounds, expiry);
  const servers = counterOf(store, "traefik_load_balancer_distribution", expiry);
  const inFlight = slidingWindowGaugeOf(
    store,
    "traefik_service_connections_active",
    lastMinute,
    { per: 60 },
    clientExpiry,
  );
  const users = infoOf(store, "traefik_client_service_mapping", clientExpiry);
  const other = internLabel(store.strings, "other");
  const codes = internLabels(store.strings, classes);
  const observe = (duration: number, status: number, into: Into): void => {
    if (into(own, duration)) return;
    const ofClass = codes(classOf(status));
    if (!into(classified, duration, other, ofClass)) into(1, duration, other, status === 101 ? ofClass : other);
  };
  return ({ event, second, client: seat, service, backend, server, method, code }) => {
    requests.add(1, service, method, code, backend, seat.zone, seat.label);
    observe(event.duration, event.code, (share, duration, as, status) =>
      durations.observeWithin(share, duration, service, as ?? method, status ?? code, backend, seat.zone),
    );
    inFlight.add(second, event.duration, service, backend, seat.zone);
    users.set(seat.label, service, backend, seat.zone);
    if (server === 0) return;
    answers.add(1, backend, method, code);
    observe(event.backendDuration, event.code, (share, duration, as, status) =>
      answerTimes.observeWithin(share, duration, backend, as ?? method, status ?? code),
    );
    servers.add(1, backend, server);
  };
}
