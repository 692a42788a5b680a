import { LabError } from "homelab-dashboards/lab";
import { labAsJson } from "../settings/print-lab.js";
import { failure, success, type Terminal } from "./terminal.js";

/** Prints the lab with all defaults, as JSON. */
export function settings(terminal: Terminal, labPath: string | undefined): number {
  try {
    terminal.stdout(labAsJson(labPath));
    return success;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    terminal.stderr(error.message);
    return failure;
  }
}
