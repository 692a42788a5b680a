import { vocabulary } from "homelab-dashboards/metrics";
import type { ConnectionState } from "../network/connection-state.js";
import type { Registry } from "../registry/registry.js";
import { counterOf, infoOf, lastMinute, slidingWindowGaugeOf } from "./families.js";
import type { MetricGroups, Limits } from "./limits.js";
import { internLabel, internLabels } from "./interned-labels.js";
import type { ClientSeries } from "./client-series.js";
import { noopMetrics } from "./noop-metrics.js";

/** How something that a client asked of somebody ended. Labels are numbers of the store's names. */
export interface ConnectionOutcome {
  readonly client: ClientSeries;
  /** Who was asked, and his zone. */
  readonly service: number;
  readonly zone: number;
  /** `undefined` for errors that are no connection's fault. */
  readonly state: ConnectionState | undefined;
  /** When, in unix seconds, and after how many. */
  readonly second: number;
  readonly duration: number;
  /** Whether the duration is a time to the answer. */
  readonly isLatency: boolean;
  /** Whether a service was asked, and not just Traefik or AdGuard Home got in the way. */
  readonly isOfService: boolean;
}

/**
 * Who is connected with whom: how many, in what state, how fast. And of every client, where it is: whatever of a client
 * is counted goes through here, so that no metric carries a client of which that isn't known.
 */
export function connectionMetrics(
  store: Registry,
  limits: Limits,
  groups: MetricGroups,
  protocol: "http" | "dns",
): (ending: ConnectionOutcome) => void {
  const { clientExpiry, expiry } = limits;
  const inFlight = slidingWindowGaugeOf(store, "client_service_connections", lastMinute, { per: 60 }, clientExpiry);
  const latency = groups.zones
    ? slidingWindowGaugeOf(store, "network_path_latency", lastMinute, "mean", clientExpiry)
    : noopMetrics;
  const ended = groups.zones ? counterOf(store, "zone_connections_total", expiry) : noopMetrics;
  const clients = infoOf(store, "client_zone_mapping", mappingExpiry(limits));
  const states = internLabels(store.strings, vocabulary.state);
  const type = internLabel(store.strings, protocol);
  return ({ client: seat, service, zone, state, second, duration, isLatency, isOfService }) => {
    clients.set(seat.label, seat.zone, seat.zoneType, seat.device);
    if (isOfService) inFlight.add(second, duration, seat.label, service, type, seat.zone);
    if (isLatency) latency.add(second, duration, seat.zone, zone, type);
    if (state !== undefined) ended.add(1, seat.zone, zone, states(state), type);
  };
}

/** Seconds of the longest window over which something is told of a client. */
export const longestWindow = 24 * 3600;

/** Where a client is, and its title, is told for longer than anything else of it: in seconds. */
export const mappingExpiry = ({ clientExpiry }: Limits): number => Math.max(clientExpiry, longestWindow + 3600);
