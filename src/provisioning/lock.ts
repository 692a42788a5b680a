import { hostname } from "node:os";
import { join } from "node:path";
import { printable } from "../printable.js";
import { textOf, type FileSystem } from "./file-system.js";
import { hasCode } from "./error-code.js";
import { ProvisioningError } from "./error.js";
import { stageName } from "./manifest.js";

const ownerFile = "owner.json";

/**
 * Locks the directory for this process by creating the stage, which succeeds for only one of two runs at once.
 *
 * @throws {@link ProvisioningError} where another run holds the lock
 */
export function acquireLock(fileSystem: FileSystem, root: string): void {
  const stage = join(root, stageName);
  try {
    fileSystem.makeDirectory(stage);
  } catch (error) {
    if (hasCode(error, "EEXIST"))
      throw new ProvisioningError(`${printable(stage)}: another run is writing here: wait for it, then build again`);
    throw error;
  }
  try {
    fileSystem.create(join(stage, ownerFile), `${JSON.stringify({ host: hostname(), process: process.pid })}\n`);
  } catch (error) {
    fileSystem.removeTree(stage);
    throw error;
  }
}

/**
 * Whether an earlier run left its stage behind.
 *
 * @throws {@link ProvisioningError} where the process of that run still runs
 */
export function hasStaleLock(fileSystem: FileSystem, root: string): boolean {
  const stage = join(root, stageName);
  if (fileSystem.kindOf(stage) === undefined) return false;
  const owner = ownerOf(fileSystem, join(stage, ownerFile));
  // A process of another host or container can't be checked, and is taken for ended.
  if (owner?.host === hostname() && owner.process !== process.pid && isAlive(owner.process))
    throw new ProvisioningError(
      `${printable(stage)}: another run (process ${owner.process}) is writing here: wait for it. ` +
        "If that process is something else, delete this directory and build again",
    );
  return true;
}

function ownerOf(fileSystem: FileSystem, path: string): { host: string; process: number } | undefined {
  if (fileSystem.kindOf(path) !== "file") return undefined;
  const match = /^\{"host":"([^"]*)","process":(\d+)\}\s*$/.exec(textOf(fileSystem, path));
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
