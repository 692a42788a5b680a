import { LabError } from "homelab-dashboards/lab";
import { printedLab } from "../settings/print.js";
import { notOk, ok, type World } from "./world.js";

/** Prints the lab as it was understood, with every default, as JSON. */
export function settings(world: World, path: string | undefined): number {
  try {
    world.print(printedLab(path));
    return ok;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    world.complain(error.message);
    return notOk;
  }
}
