import type { Lab } from "../lab/index.js";
import { datasourceFile } from "./datasource.js";
import { providerFile } from "./provider.js";

/** One file of the tree: a path relative to its root, with `/` between the parts, and the text. */
export interface ProvisioningFile {
  readonly path: string;
  readonly content: string;
}

/** What this room needs to know about a dashboard: its uid names the file, its JSON fills it. */
export interface ProvisionedDashboard {
  readonly uid: string;
  readonly json: object;
}

/**
 * The tree for Grafana, in memory. Its `grafana` mounts at Grafana's provisioning directory as it is. Files come in the
 * order of their paths; the same lab and dashboards give the same bytes.
 *
 * @throws ProvisioningError where a certificate's path can't be written for Grafana
 */
export function provisioningTree(lab: Lab, dashboards: readonly ProvisionedDashboard[]): ProvisioningFile[] {
  const files = [
    { path: "grafana/dashboards/homelab.yml", content: providerFile(lab) },
    ...dashboards.map(({ uid, json }) => ({
      path: `grafana/dashboards/homelab/${uid}.json`,
      content: `${JSON.stringify(json, undefined, 2)}\n`,
    })),
    { path: "grafana/datasources/prometheus.yml", content: datasourceFile(lab) },
  ];
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}
