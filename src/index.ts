/**
 * From a lab to a provisioning tree: what the command does, for whoever would rather write TypeScript.
 *
 * ```ts
 * import { build, defineLab } from "homelab-dashboards";
 * build({ lab: defineLab({ zones: [{ name: "home", type: "internal", cidrs: ["10.0.0.0/24"] }] }), out: "provisioning" });
 * ```
 *
 * @module
 */
import { checkFiles, type Finding } from "./check/index.js";
import { dashboardsOf } from "./dashboards/index.js";
import type { DashboardDefinition } from "./grafana/index.js";
import type { Lab } from "./lab/index.js";
import { provisioningTree, writeTree, type ProvisioningFile, type WriteReport } from "./provisioning/index.js";

export { defaultLab, defineLab, readLab, type Lab, type LabInput } from "./lab/index.js";
export type { Finding } from "./check/index.js";
export type { Change, ProvisioningFile } from "./provisioning/index.js";

export interface BuildOptions {
  readonly lab: Lab;
  /** Default: the four of the lab. Changed ones and your own stand beside them: `[...dashboardsOf(lab), mine]`. */
  readonly dashboards?: readonly DashboardDefinition[];
  /** The directory to write; its `grafana` mounts at Grafana's provisioning directory. */
  readonly out: string;
  /** Says what would change and changes nothing. */
  readonly dryRun?: boolean;
}

export interface BuildReport extends WriteReport {
  /** What the check would look at again; errors never get this far. */
  readonly warnings: readonly Finding[];
}

/** All files for a lab, in memory: dashboards, their provider, and the datasource. Same lab, same bytes. */
export const buildTree = (
  lab: Lab,
  dashboards: readonly DashboardDefinition[] = dashboardsOf(lab),
): ProvisioningFile[] =>
  provisioningTree(
    lab,
    dashboards.map((definition) => definition.finalize()),
  );

/**
 * Builds all files for a lab, checks them, and makes a directory hold them; see `writeTree` for what that guarantees.
 *
 * @throws RefusedTreeError where the check finds an error: nothing is written
 * @throws ProvisioningError for something in the directory that its owner must put right
 */
export function build({ lab, dashboards, out, dryRun = false }: BuildOptions): BuildReport {
  const files = buildTree(lab, dashboards);
  const findings = checkFiles(files);
  const report = writeTree(out, files, {
    verify: () => findings.filter(({ severity }) => severity === "error"),
    dryRun,
  });
  return { ...report, warnings: findings.filter(({ severity }) => severity === "warning") };
}
