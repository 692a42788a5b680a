import type { Lab } from "../lab/index.js";
import { datasourceFile } from "./datasource.js";
import { jsonText } from "./json-text.js";
import { providerFile } from "./provider.js";
import { provisioningYaml } from "./yaml.js";

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

/** Recording rules for the tree, with the tests that promtool runs. */
export interface ProvisionedRules {
  readonly name: string;
  readonly rules: object;
  readonly tests: object;
}

/**
 * The provisioning tree, in memory. Its directory `grafana` mounts at Grafana's provisioning directory,
 * and Prometheus reads the files in `prometheus/rules`. Files are sorted
 * by path; equal labs and dashboards give equal bytes.
 *
 * @throws ProvisioningError where the path of a certificate can't be written as `$__file{…}`
 */
export function provisioningTree(
  lab: Lab,
  dashboards: readonly ProvisionedDashboard[],
  rules: readonly ProvisionedRules[] = [],
): ProvisioningFile[] {
  const files = [
    { path: "grafana/dashboards/homelab.yml", content: providerFile(lab) },
    ...dashboards.map(({ uid, json }) => ({
      path: `grafana/dashboards/homelab/${uid}.json`,
      content: jsonText(json),
    })),
    { path: "grafana/datasources/prometheus.yml", content: datasourceFile(lab) },
    ...rules.flatMap((one) => [
      { path: `prometheus/rules/${one.name}.yml`, content: provisioningYaml(one.rules) },
      { path: `prometheus/rules/tests/${one.name}.yml`, content: provisioningYaml(one.tests) },
    ]),
  ];
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}
