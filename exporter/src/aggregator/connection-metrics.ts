import { vocabulary } from "homelab-dashboards/metrics";
import type { ConnectionState } from "../network/connection-state.js";
import type { Registry } from "../registry/registry.js";
import type { ClientSeries } from "./client-series.js";
import { averageConcurrency, counterOf, infoOf, lastMinute, slidingWindowGaugeOf } from "./families.js";
import { internLabel, internLabels } from "./interned-labels.js";
import type { Limits, MetricGroups } from "./limits.js";
import { noopMetrics } from "./noop-metrics.js";

/** Outcome of a request or query of a client. Labels are ids of the registry's strings. */
export interface ConnectionOutcome {
  readonly client: ClientSeries;
  /** The service that was asked, and its zone. */
  readonly service: number;
  readonly zone: number;
  /** `undefined` where the log tells none. */
  readonly state: ConnectionState | undefined;
  /** Unix seconds of its end, with a fraction, and its duration in seconds. */
  readonly end: number;
  readonly duration: number;
  /** Whether the duration is a response time. */
  readonly isLatency: boolean;
  /** Whether the service answered; false if Traefik answered by itself. */
  readonly isAnswered: boolean;
}

/**
 * Counts connections by client, service and zone, and exposes the zone of every client. Each event goes through it, so
 * that every `client_ip` can be joined with its zone.
 */
export function connectionMetrics(
  registry: Registry,
  limits: Limits,
  groups: MetricGroups,
  protocol: "http" | "dns",
): (outcome: ConnectionOutcome) => void {
  const { clientExpiry, expiry } = limits;
  const inFlight = slidingWindowGaugeOf(
    registry,
    "client_service_connections",
    lastMinute,
    averageConcurrency,
    clientExpiry,
  );
  const latency = groups.zones
    ? slidingWindowGaugeOf(registry, "network_path_latency", lastMinute, "mean", clientExpiry)
    : noopMetrics;
  const finished = groups.zones ? counterOf(registry, "zone_connections_total", expiry) : noopMetrics;
  const clients = infoOf(registry, "client_zone_mapping", mappingExpiry(limits));
  const states = internLabels(registry.strings, vocabulary.state);
  const type = internLabel(registry.strings, protocol);
  return ({ client, service, zone, state, end, duration, isLatency, isAnswered }) => {
    clients.set(client.label, client.zone, client.zoneType, client.device);
    if (isAnswered) inFlight.addInterval(end, duration, client.label, service, type, client.zone);
    if (isLatency) latency.add(Math.floor(end), duration, client.zone, zone, type);
    if (state !== undefined) finished.add(1, client.zone, zone, states(state), type);
  };
}

/** Seconds of the longest sliding window of a client's metrics. */
export const longestWindow = 24 * 3600;

/** TTL in seconds of the zone and title of a client, which outlive its other series so that these can be joined. */
export const mappingExpiry = ({ clientExpiry }: Limits): number => Math.max(clientExpiry, longestWindow + 3600);
