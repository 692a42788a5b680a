import type { DashboardDefinition } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { domainAndDns } from "./domain-and-dns.js";
import { networkTopology } from "./network-topology.js";
import { servicePerformance } from "./service-performance.js";
import { zoneTraffic } from "./zone-traffic.js";

export { references } from "./references.js";
export { dashboardScope } from "./scope.js";
export * as variables from "./variables.js";
export { domainAndDns, networkTopology, servicePerformance, zoneTraffic };

/** All dashboards of a lab. A caller can still replace, drop and insert panels. */
export function dashboardsOf(lab: Lab): DashboardDefinition[] {
  return [networkTopology(lab), zoneTraffic(lab), domainAndDns(lab), servicePerformance(lab)];
}
