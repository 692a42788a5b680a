import type { Lab } from "../lab/index.js";
import { datasourceFile } from "./datasource.js";
import { providerFile } from "./provider.js";

/** A file of the tree: its path relative to the root, with `/` between the parts, and its text. */
export interface ProvisioningFile {
  readonly path: string;
  readonly content: string;
}

/** A dashboard for the tree: the uid names its file, the JSON is its content. */
export interface ProvisionedDashboard {
  readonly uid: string;
  readonly json: object;
}

/**
 * The provisioning tree, in memory. Its directory `grafana` mounts at Grafana's provisioning directory. Files are sorted
 * by path; equal labs and dashboards give equal bytes.
 *
 * @throws ProvisioningError where the path of a certificate can't be written as `$__file{…}`
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
