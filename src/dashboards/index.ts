import type { DashboardDefinition, JsonObject } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { servicePerformance } from "./service-performance.js";

export { references } from "./references.js";
export { servicePerformance };

/** A dashboard as Grafana reads it. */
export interface BuiltDashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: JsonObject;
}

/** All dashboards of a lab, which can still be changed: a panel replaced, dropped, inserted. */
export function dashboardsOf(lab: Lab): DashboardDefinition[] {
  return [servicePerformance(lab)];
}

/** All dashboards of a lab, ready to be written. */
export function buildDashboards(lab: Lab): BuiltDashboard[] {
  return dashboardsOf(lab).map((definition) => definition.finalize());
}
