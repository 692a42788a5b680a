/**
 * From a lab to a provisioning tree: the library behind the command.
 *
 * ```ts
 * import { build, defineLab } from "homelab-dashboards";
 * build({ lab: defineLab({ zones: [{ name: "home", type: "internal", cidrs: ["10.0.0.0/24"] }] }), out: "provisioning" });
 * ```
 *
 * @module
 */
import { checkFiles, checkReport, type CheckReport, type Finding } from "./check/index.js";
import { dashboardsOf } from "./dashboards/index.js";
import type { DashboardDefinition } from "./grafana/index.js";
import type { Lab } from "./lab/index.js";
import {
  provisioningTree,
  readTree,
  writeTree,
  type ProvisioningFile,
  type WriteReport,
} from "./provisioning/index.js";
import { rulesOf } from "./rules/index.js";

export { defaultLab, defineLab, readLab, type Lab, type LabInput } from "./lab/index.js";
export type { CheckReport, Finding } from "./check/index.js";
export type { Change, ProvisioningFile } from "./provisioning/index.js";

export interface BuildOptions {
  readonly lab: Lab;
  /** Default: the four dashboards of the lab. To add your own: `[...dashboardsOf(lab), mine]`. */
  readonly dashboards?: readonly DashboardDefinition[];
  /** The directory to write; its `grafana` mounts at Grafana's provisioning directory. */
  readonly out: string;
  /** Reports the changes without making them. */
  readonly dryRun?: boolean;
}

export interface BuildReport extends WriteReport {
  /** Warnings of the check. Its errors prevent writing. */
  readonly warnings: readonly Finding[];
}

/** All files of a lab, in memory: dashboards, their provider, the datasource and recording rules. Equal labs give equal bytes. */
export const buildTree = (
  lab: Lab,
  dashboards: readonly DashboardDefinition[] = dashboardsOf(lab),
): ProvisioningFile[] =>
  provisioningTree(
    lab,
    dashboards.map((definition) => definition.finalize()),
    rulesOf(lab),
  );

/**
 * Builds and checks all files of a lab and writes them into a directory, with the guarantees of `writeTree`.
 *
 * @throws RefusedTreeError where the check finds an error: nothing is written
 * @throws ProvisioningError for a path or a manifest in the directory that its owner must correct
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

export interface TreeCheck extends CheckReport {
  /** Number of files that were read. */
  readonly read: number;
}

/**
 * Checks all JSON and YAML files at and below some paths together, as the files of one Grafana. Those that the manifest
 * beside them lists must fit the strict schemas; in others only what is wrong for Grafana is a finding. Symbolic links
 * are followed.
 *
 * @throws ProvisioningError where a manifest is invalid
 * @throws Error of the operating system, with its `code`: no such file, no permission
 */
export function checkTree(paths: readonly string[]): TreeCheck {
  const { files, links } = readTree(paths);
  return { ...checkReport(files, links), read: files.length };
}
