import { existsSync } from "node:fs";
import { defaultLab, readLab } from "homelab-dashboards/lab";

const usualLabs = ["lab.yml", "lab.yaml"];

/**
 * Reads the lab and gives it as JSON, for a process that doesn't want the reader in its memory.
 *
 * @param path without it ./lab.yml or ./lab.yaml, and without these the default lab
 * @throws {LabError} with every mistake at once
 */
export function labAsJson(path: string | undefined): string {
  const file = path ?? usualLabs.find((each) => existsSync(each));
  return JSON.stringify(file === undefined ? defaultLab : readLab(file));
}
