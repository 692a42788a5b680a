import type { Store } from "../store/store.js";
import { counterOf } from "./families.js";
import type { Groups, Limits } from "./limits.js";
import { fixed } from "./names.js";
import type { Seat } from "./population.js";
import { silent } from "./silent.js";

/** Bytes of one request and its answer. Labels are numbers of the store's names. */
export interface Transfer {
  readonly seat: Seat;
  /** The service and its zone; 0 where Traefik answered by itself: whose bytes these are nobody can tell. */
  readonly service: number;
  readonly zone: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** How many bytes went where, by client, service and zone. */
export function traffic(store: Store, limits: Limits, groups: Groups): (transfer: Transfer) => void {
  const { clientExpiry, expiry } = limits;
  const ofClients = counterOf(store, "client_traffic_bytes_total", clientExpiry);
  const flows = groups.zones ? counterOf(store, "traefik_network_flow_bytes", expiry) : silent;
  const betweenZones = groups.zones ? counterOf(store, "zone_traffic_bytes_total", expiry) : silent;
  const into = fixed(store.names, "in");
  const out = fixed(store.names, "out");
  const http = fixed(store.names, "http");
  return ({ seat, service, zone, bytesIn, bytesOut }) => {
    // In is what the client gets, and what the service gets.
    ofClients.add(bytesOut, seat.label, seat.zone, into);
    ofClients.add(bytesIn, seat.label, seat.zone, out);
    if (service === 0) return;
    flows.add(bytesIn, seat.zone, service, into);
    flows.add(bytesOut, seat.zone, service, out);
    betweenZones.add(bytesIn, seat.zone, zone, http, service);
    betweenZones.add(bytesOut, zone, seat.zone, http, service);
  };
}
