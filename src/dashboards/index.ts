import type { DashboardDefinition, JsonObject } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { domainAndDns } from "./dns.js";
import { networkTopology } from "./network-topology.js";
import { servicePerformance } from "./service-performance.js";
import { zoneTraffic } from "./zone-traffic.js";

export { references } from "./references.js";
export { domainAndDns, networkTopology, servicePerformance, zoneTraffic };

/** A dashboard as Grafana reads it. */
export interface BuiltDashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: JsonObject;
}

/** All dashboards of a lab, which can still be changed: a panel replaced, dropped, inserted. */
export function dashboardsOf(lab: Lab): DashboardDefinition[] {
  return [networkTopology(lab), zoneTraffic(lab), domainAndDns(lab), servicePerformance(lab)];
}

/** All dashboards of a lab, ready to be written. */
export function buildDashboards(lab: Lab): BuiltDashboard[] {
  return dashboardsOf(lab).map((definition) => definition.finalize());
}
