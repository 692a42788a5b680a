import { hostname } from "node:os";
import { join } from "node:path";
import { textOf, type Disk } from "./disk.js";
import { hasCode } from "./errno.js";
import { ProvisioningError } from "./error.js";
import { stageName } from "./record.js";

const ownerName = "owner.json";

/**
 * Takes the stage for this process: making a directory succeeds for one of two at once.
 *
 * @throws {@link ProvisioningError} where a run that still lives has it
 */
export function takeStage(disk: Disk, root: string): void {
  const stage = join(root, stageName);
  try {
    disk.makeDirectory(stage);
  } catch (error) {
    if (hasCode(error, "EEXIST"))
      throw new ProvisioningError(`${stage}: another run is writing here: wait for it, then build again`);
    throw error;
  }
  try {
    disk.create(join(stage, ownerName), `${JSON.stringify({ host: hostname(), process: process.pid })}\n`);
  } catch (error) {
    disk.removeTree(stage);
    throw error;
  }
}

/**
 * Whether an earlier run left its stage behind.
 *
 * @throws {@link ProvisioningError} where the run that made it still lives
 */
export function isStageLeftOver(disk: Disk, root: string): boolean {
  const stage = join(root, stageName);
  if (disk.kindOf(stage) === undefined) return false;
  const owner = ownerOf(disk, join(stage, ownerName));
  // A process of another host, or of another container, can't be asked; it is long gone in all but the oddest cases.
  if (owner?.host === hostname() && owner.process !== process.pid && isAlive(owner.process))
    throw new ProvisioningError(
      `${stage}: another run (process ${owner.process}) is writing here: wait for it. ` +
        "If that process is something else, delete this directory and build again",
    );
  return true;
}

function ownerOf(disk: Disk, path: string): { host: string; process: number } | undefined {
  if (disk.kindOf(path) !== "file") return undefined;
  const match = /^\{"host":"([^"]*)","process":(\d+)\}\s*$/.exec(textOf(disk, path));
  return match ? { host: match[1] ?? "", process: Number(match[2]) } : undefined;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}
