import { existsSync } from "node:fs";
import { defaultLab, readLab } from "homelab-dashboards/lab";

const defaultPaths = ["lab.yml", "lab.yaml"];

/**
 * Reads the lab and returns it as JSON, for {@link loadLab} in another process.
 *
 * @param path default: ./lab.yml or ./lab.yaml, and without these the default lab
 * @throws {LabError} with all issues
 */
export function labAsJson(path: string | undefined): string {
  const file = path ?? defaultPaths.find((each) => existsSync(each));
  return JSON.stringify(file === undefined ? defaultLab : readLab(file));
}
