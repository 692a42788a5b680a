import type { Registry } from "../registry/registry.js";
import { counterOf } from "./families.js";
import type { MetricGroups, Limits } from "./limits.js";
import { internLabel } from "./interned-labels.js";
import type { ClientSeries } from "./client-series.js";
import { noopMetrics } from "./noop-metrics.js";

/** Bytes of one request and its answer. Labels are numbers of the store's names. */
export interface Transfer {
  readonly client: ClientSeries;
  /** The service and its zone; 0 where Traefik answered by itself: whose bytes these are nobody can tell. */
  readonly service: number;
  readonly zone: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** How many bytes went where, by client, service and zone. */
export function trafficMetrics(store: Registry, limits: Limits, groups: MetricGroups): (transfer: Transfer) => void {
  const { clientExpiry, expiry } = limits;
  const ofClients = counterOf(store, "client_traffic_bytes_total", clientExpiry);
  const flows = groups.zones ? counterOf(store, "traefik_network_flow_bytes", expiry) : noopMetrics;
  const betweenZones = groups.zones ? counterOf(store, "zone_traffic_bytes_total", expiry) : noopMetrics;
  const into = internLabel(store.strings, "in");
  const out = internLabel(store.strings, "out");
  const http = internLabel(store.strings, "http");
  return ({ client: seat, service, zone, bytesIn, bytesOut }) => {
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
