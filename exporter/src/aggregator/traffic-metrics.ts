import type { Registry } from "../registry/registry.js";
import type { ClientSeries } from "./client-series.js";
import { counterOf } from "./families.js";
import { internLabel } from "./interned-labels.js";
import type { Limits, MetricGroups } from "./limits.js";
import { noopMetrics } from "./noop-metrics.js";

/** Bytes of a request and its response. Labels are ids of the registry's strings. */
export interface Transfer {
  readonly client: ClientSeries;
  /** The service and its zone; 0 if Traefik answered by itself. */
  readonly service: number;
  readonly zone: number;
  /** Undefined where unknown. */
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
}

/** Counts bytes by client, service and zone. `in` is received by the client, or by the service. */
export function trafficMetrics(registry: Registry, limits: Limits, groups: MetricGroups): (transfer: Transfer) => void {
  const { clientExpiry, expiry } = limits;
  const ofClients = counterOf(registry, "client_traffic_bytes_total", clientExpiry);
  const flows = groups.zones ? counterOf(registry, "traefik_network_flow_bytes", expiry) : noopMetrics;
  const betweenZones = groups.zones ? counterOf(registry, "zone_traffic_bytes_total", expiry) : noopMetrics;
  const received = internLabel(registry.strings, "in");
  const sent = internLabel(registry.strings, "out");
  const http = internLabel(registry.strings, "http");
  return ({ client, service, zone, bytesIn, bytesOut }) => {
    // Unknown bytes begin no series: a 0 would say that nothing was transferred.
    if (bytesIn !== undefined) {
      ofClients.add(bytesIn, client.label, client.zone, sent);
      if (service !== 0) {
        flows.add(bytesIn, client.zone, service, received);
        betweenZones.add(bytesIn, client.zone, zone, http, service);
      }
    }
    if (bytesOut === undefined) return;
    ofClients.add(bytesOut, client.label, client.zone, received);
    if (service === 0) return;
    flows.add(bytesOut, client.zone, service, sent);
    betweenZones.add(bytesOut, zone, client.zone, http, service);
  };
}
