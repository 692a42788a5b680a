/** About how many values labels have in the legends of a lab. */
import { vocabulary } from "../metrics/index.js";
import type { Lab } from "../lab/index.js";

/** The number of values of a label in a legend, by the lab and the words of the metrics; 1 where neither tells. */
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
    upstream: resolvers.length,
    state: vocabulary.state.length,
    reason: vocabulary.reason.length,
    threat_type: vocabulary.threat.length,
    direction: vocabulary.direction.length,
  };
  return (label) => counts[label] ?? 1;
}
