import { LabError } from "homelab-dashboards/lab";
import { labAsJson } from "../settings/print-lab.js";
import { failure, success, type Terminal } from "./terminal.js";

/** Prints the lab as it was understood, with every default, as JSON. */
export function settings(world: Terminal, path: string | undefined): number {
  try {
    world.stdout(labAsJson(path));
    return success;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    world.stderr(error.message);
    return failure;
  }
}
