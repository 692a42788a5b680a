import { vocabulary } from "homelab-dashboards/metrics";
import type { ConnectionState } from "../network/connection-state.js";
import type { Store } from "../store/store.js";
import { counterOf, infoOf, lastMinute, movingOf } from "./families.js";
import type { Groups, Limits } from "./limits.js";
import { fixed, fixedAll } from "./names.js";
import type { Seat } from "./population.js";
import { silent } from "./silent.js";

/** How something that a client asked of somebody ended. Labels are numbers of the store's names. */
export interface Ending {
  readonly seat: Seat;
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
export function connections(
  store: Store,
  limits: Limits,
  groups: Groups,
  protocol: "http" | "dns",
): (ending: Ending) => void {
  const { clientExpiry, expiry } = limits;
  const inFlight = movingOf(store, "client_service_connections", lastMinute, { per: 60 }, clientExpiry);
  const latency = groups.zones ? movingOf(store, "network_path_latency", lastMinute, "mean", clientExpiry) : silent;
  const ended = groups.zones ? counterOf(store, "zone_connections_total", expiry) : silent;
  const clients = infoOf(store, "client_zone_mapping", mappingExpiry(limits));
  const states = fixedAll(store.names, vocabulary.state);
  const type = fixed(store.names, protocol);
  return ({ seat, service, zone, state, second, duration, isLatency, isOfService }) => {
    clients.see(seat.label, seat.zone, seat.zoneType, seat.device);
    if (isOfService) inFlight.add(second, duration, seat.label, service, type, seat.zone);
    if (isLatency) latency.add(second, duration, seat.zone, zone, type);
    if (state !== undefined) ended.add(1, seat.zone, zone, states(state), type);
  };
}

/** Seconds of the longest window over which something is told of a client. */
export const longestWindow = 24 * 3600;

/** Where a client is, and its title, is told for longer than anything else of it: in seconds. */
export const mappingExpiry = ({ clientExpiry }: Limits): number => Math.max(clientExpiry, longestWindow + 3600);
