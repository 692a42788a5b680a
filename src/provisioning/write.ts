import { resolve } from "node:path";
import { printable } from "../printable.js";
import { nodeFileSystem, type FileSystem } from "./file-system.js";
import { ProvisioningError, RefusedTreeError, type BlockingFinding } from "./error.js";
import { assertMeant } from "./directory.js";
import { assertDistinct } from "./tree-path.js";
import { planChanges, type Change } from "./plan.js";
import { applyPlan, finishInterruptedRun } from "./transaction.js";
import type { ProvisioningFile } from "./tree.js";

export type { Change } from "./plan.js";

export interface WriteOptions {
  /** Checks the whole tree before anything is written. Its findings prevent writing. */
  readonly verify: (files: readonly ProvisioningFile[]) => readonly BlockingFinding[];
  /** Reports the changes without making them. */
  readonly dryRun?: boolean;
}

export interface WriteReport {
  /** The directory, absolute. */
  readonly directory: string;
  /** Changes that were made, or in a dry run would be, by path; the manifest is one of the files. */
  readonly changes: readonly Change[];
  /** Number of files that are up to date; they keep their time stamps. */
  readonly unchanged: number;
  /** The interrupted work of a killed run was finished first. */
  readonly finished: boolean;
}

/**
 * Writes a tree into a directory, which Grafana may read at any moment.
 *
 * Guarantees on a file system with atomic renames:
 * - Every file is whole at every moment: new content is written and flushed under another name in the same directory
 *   tree (`.homelab-dashboards.stage`), then renamed over the old file.
 * - Nothing changes unless `verify` returns nothing, everything fits on the disk, and no path is a symbolic link,
 *   outside the directory or a foreign file.
 * - A failure leaves the old tree: renames are rolled back. Ctrl-C takes effect after all files are renamed.
 * - A kill or a power cut leaves the old tree or the new one, except during the renames. No system call replaces many
 *   files at once, and replacing the whole directory would leave a running container with the old one, since a mount
 *   follows the directory and not its name. The changes are therefore announced in `.homelab-dashboards.json` first, and
 *   the next run finishes them.
 * - Files of others stay; files of earlier runs that are no longer in the tree are removed; a file that was changed by
 *   hand is overwritten and marked `edited`. The manifest `.homelab-dashboards.json` lists the writer's own files.
 * - Without changes nothing is written. Of two runs at once on one machine the second is rejected.
 *
 * The directory is neither empty text, which stands for an unset variable, nor the home directory or one that holds it,
 * such as the root: nobody means these. The current directory is `.`.
 *
 * @throws RefusedTreeError with the findings of `verify`
 * @throws ProvisioningError for a directory that can't be meant, for a path or a manifest that its owner must correct
 * @throws Error of the operating system, with its `code`: no space, no permission
 */
export const writeTree = (directory: string, files: readonly ProvisioningFile[], options: WriteOptions): WriteReport =>
  writeTreeTo(nodeFileSystem, directory, files, options);

/** {@link writeTree} on a given file system, such as one that fails in a test. */
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
  assertMeant(directory, path);
  const kind = fileSystem.kindOf(path);
  // The directory itself may be a symbolic link.
  const root = kind === "symlink" ? fileSystem.follow(path) : path;
  assertMeant(directory, root);
  const found = fileSystem.kindOf(root);
  if (found !== undefined && found !== "directory")
    throw new ProvisioningError(
      `${printable(directory)}: is a ${found} where a directory must be: choose another with --out`,
    );
  return root;
}
