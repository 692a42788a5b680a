import type { Lab } from "../lab/index.js";
import type { DashboardReference } from "../grafana/index.js";

/** Where each dashboard is, and which variables it takes: what links between them are checked against. */
export function references(lab: Pick<Lab, "dashboards">) {
  return {
    services: { uid: `${lab.dashboards.uid_prefix}-services`, variables: ["zone", "service", "instance"] },
  } as const satisfies Readonly<Record<string, DashboardReference>>;
}
