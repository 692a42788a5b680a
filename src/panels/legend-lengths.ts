/** About how many values labels have in the legends of a lab. */
import type { Lab } from "../lab/index.js";

/** The number of values of a label in a legend; 1 where it isn't known. */
export function legendLengths(lab: Lab): (label: string) => number {
  const { zones, services, infrastructure, resolvers, dashboards } = lab;
  const routed = services.length + infrastructure.filter(({ service }) => service !== undefined).length;
  const backends = services.flatMap((service) => service.backends);
  const counts: Readonly<Record<string, number>> = {
    zone: zones.length,
    client_zone: zones.length,
    network_zone: zones.length,
    source_zone: zones.length,
    destination_zone: zones.length,
    service: routed,
    destination_service: routed,
    route: routed,
    backend: routed + backends.length,
    client_ip: dashboards.top,
    // AdGuard Home may use one that the lab doesn't list.
    upstream: resolvers.length + 1,
    // Of a certificate.
    name: services.length + infrastructure.length,
    // Words of the metrics.
    state: 5,
    reason: 6,
    threat_type: 7,
    direction: 2,
  };
  return (label) => counts[label] ?? 1;
}
