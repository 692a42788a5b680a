import { resolve } from "node:path";
import { nodeFileSystem, type FileSystem } from "./file-system.js";
import { ProvisioningError, RefusedTreeError, type BlockingFinding } from "./error.js";
import { assertDistinct } from "./tree-path.js";
import { planChanges, type Change } from "./plan.js";
import { applyPlan, finishInterruptedRun } from "./transaction.js";
import type { ProvisioningFile } from "./tree.js";

export type { Change } from "./plan.js";

export interface WriteOptions {
  /** Judges the whole tree before anything is written. Whatever it returns stands in the way. */
  readonly verify: (files: readonly ProvisioningFile[]) => readonly BlockingFinding[];
  /** Says what would change and changes nothing. */
  readonly dryRun?: boolean;
}

export interface WriteReport {
  /** The directory, absolute. */
  readonly directory: string;
  /** What changed, or in a dry run would, by path; the writer's own record is one of the files. */
  readonly changes: readonly Change[];
  /** Files that are already right; they keep their time stamps. */
  readonly unchanged: number;
  /** A killed run had left work behind, and it was finished first. */
  readonly finished: boolean;
}

/**
 * Makes a directory hold a tree. Grafana may read the directory at any moment.
 *
 * What is guaranteed on a file system with ordinary renames:
 * - Every file is whole at every moment: new content is written and flushed under another name in the same directory
 *   tree (`.homelab-dashboards.stage`), then renamed over the old.
 * - Nothing changes unless `verify` returns nothing, everything fits on the disk, and no place is a symbolic link,
 *   outside the directory or taken by somebody else's file.
 * - A failure leaves the old tree: what was renamed already is taken back. Ctrl-C waits until all files are renamed.
 * - A kill or a power cut leaves the old tree or the new one, but for the moment of the renames. No system call swaps
 *   many files at once, and swapping the whole directory would leave a running container with the old one, since a
 *   mount follows the directory and not its name. What is about to happen is therefore written down first, in
 *   `.homelab-dashboards.json`, and the next run finishes it.
 * - Files that it didn't write stay; files that it wrote earlier and no longer emits go; a file that was changed by
 *   hand since is overwritten and marked `edited`. The record `.homelab-dashboards.json` says which files are its own.
 * - Where nothing is to change, nothing is written. Two runs at once on one machine: the second is refused.
 *
 * @throws RefusedTreeError with what `verify` returned
 * @throws ProvisioningError for a place or a record that its owner must put right
 * @throws Error of the operating system, with its `code`: no space, no permission
 */
export const writeTree = (
  directory: string,
  files: readonly ProvisioningFile[],
  options: WriteOptions,
): WriteReport => writeTreeTo(nodeFileSystem, directory, files, options);

/** {@link writeTree} on a given disk; a test hands in one that fails. */
export function writeTreeTo(
  fileSystem: FileSystem,
  directory: string,
  files: readonly ProvisioningFile[],
  { verify, dryRun = false }: WriteOptions,
): WriteReport {
  const root = rootOf(fileSystem, directory);
  assertDistinct(files.map(({ path }) => path));
  const finished = !dryRun && finishInterruptedRun(fileSystem, root);
  const findings = verify(files);
  if (findings.length > 0) throw new RefusedTreeError(findings);
  const plan = planChanges(fileSystem, root, files);
  const changes = plan.manifestChange ? [plan.manifestChange, ...plan.changes] : plan.changes;
  if (!dryRun && changes.length > 0) applyPlan(fileSystem, root, plan);
  return { directory: root, changes, unchanged: plan.unchanged, finished };
}

function rootOf(fileSystem: FileSystem, directory: string): string {
  const path = resolve(directory);
  const kind = fileSystem.kindOf(path);
  // The directory itself may be a link: it was named on purpose.
  const root = kind === "symlink" ? fileSystem.follow(path) : path;
  const found = fileSystem.kindOf(root);
  if (found !== undefined && found !== "directory")
    throw new ProvisioningError(`${directory}: is a ${found} where a directory must be: choose another with --out`);
  return root;
}
