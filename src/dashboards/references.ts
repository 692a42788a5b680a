import type { Lab } from "../lab/index.js";
import type { DashboardReference } from "../grafana/index.js";

/** The address and the variables of each dashboard, against which links are checked. */
export function references(lab: Pick<Lab, "dashboards">) {
  const uid = (name: string) => `${lab.dashboards.uid_prefix}-${name}`;
  return {
    topology: { uid: uid("topology"), variables: ["zone", "client", "service"] },
    zones: { uid: uid("zones"), variables: ["zone", "client", "service"] },
    dns: { uid: uid("dns"), variables: ["zone", "client", "domain"] },
    services: { uid: uid("services"), variables: ["zone", "service", "instance"] },
  } as const satisfies Readonly<Record<string, DashboardReference>>;
}
