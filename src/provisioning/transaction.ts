import { join, parse } from "node:path";
import { printable } from "../printable.js";
import { deferSignals } from "./defer-signals.js";
import { ProvisioningError } from "./error.js";
import { textOf, type FileSystem } from "./file-system.js";
import { acquireLock, hasStaleLock } from "./lock.js";
import { manifestName, printManifest, readManifest } from "./manifest.js";
import type { Plan } from "./plan.js";
import { makeParents, parentsOf, placeManifest, stageChanges, stageManifests, stagePaths } from "./staging.js";
import { resolveTreePath } from "./tree-path.js";

/** Steps that undo what a transaction has done, in the order in which it was done. */
type UndoSteps = (() => void)[];

/** Moves staged files into place and removes old ones. Steps that a killed run already did are skipped. */
function commitFiles(fileSystem: FileSystem, root: string, undo: UndoSteps): void {
  const staged = stagedFiles(fileSystem, root);
  for (const path of staged.placed) placeFile(fileSystem, root, path, undo);
  for (const path of staged.removed) removeFile(fileSystem, root, path, undo);
  const changed = [...staged.placed, ...staged.removed].map((path) => join(root, path));
  for (const directory of parentsOf(changed))
    if (fileSystem.kindOf(directory) !== undefined) fileSystem.flushDirectory(directory);
}

function placeFile(fileSystem: FileSystem, root: string, path: string, undo: UndoSteps): void {
  const { newFile, oldFile } = stagePaths(root);
  const target = resolveTreePath(fileSystem, root, path);
  makeParents(fileSystem, root, target, (directory) => {
    undo.push(() => {
      fileSystem.removeEmptyDirectory(directory);
    });
  });
  fileSystem.rename(newFile(path), target);
  undo.push(() => {
    // The stage stays complete during a rollback, so that a run killed in between can still be finished forwards.
    fileSystem.duplicate(target, newFile(path));
    if (fileSystem.kindOf(oldFile(path)) === undefined) fileSystem.remove(target);
    else fileSystem.rename(oldFile(path), target);
  });
}

function removeFile(fileSystem: FileSystem, root: string, path: string, undo: UndoSteps): void {
  const target = resolveTreePath(fileSystem, root, path);
  if (fileSystem.kindOf(target) === undefined) return;
  fileSystem.remove(target);
  undo.push(() => {
    fileSystem.duplicate(stagePaths(root).oldFile(path), target);
  });
}

function stagedFiles(fileSystem: FileSystem, root: string) {
  const { newFile, oldFile } = stagePaths(root);
  const { files, next = files } = readManifest(fileSystem, root);
  return {
    placed: [...next.keys()].filter((path) => fileSystem.kindOf(newFile(path)) !== undefined),
    removed: [...files.keys()].filter((path) => !next.has(path) && fileSystem.kindOf(oldFile(path)) !== undefined),
  };
}

/** Undoes the steps, latest first. The manifest is restored last: until then the next run can finish forwards. */
function rollBack(root: string, undo: Readonly<UndoSteps>, cause: unknown): void {
  try {
    for (const step of [...undo].reverse()) step();
  } catch (error) {
    throw new ProvisioningError(
      `${printable(root)}: writing failed (${messageOf(cause)}), and so did the rollback (${messageOf(error)}). ` +
        "Some files are new and some old, each of them whole. Remove the cause and build again: that finishes the work",
      { cause },
    );
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function restoreManifest(fileSystem: FileSystem, root: string, before: string | undefined): void {
  const path = join(root, manifestName);
  if (before !== undefined) placeManifest(fileSystem, root, "before");
  else if (fileSystem.kindOf(path) !== undefined) fileSystem.remove(path);
}

/** Removes the stage. All files are in place by then, and the next run removes a stage that is left over. */
function clearStage(fileSystem: FileSystem, root: string): void {
  try {
    fileSystem.removeTree(stagePaths(root).stage);
  } catch {
    return;
  }
}

/** Stages everything that the transaction needs, and returns the text of the current manifest. */
function prepare(fileSystem: FileSystem, root: string, plan: Plan, undo: UndoSteps): string | undefined {
  const manifestPath = join(root, manifestName);
  makeParents(fileSystem, parse(root).root, manifestPath, (directory) => {
    undo.push(() => {
      fileSystem.removeEmptyDirectory(directory);
    });
  });
  acquireLock(fileSystem, root);
  undo.push(() => {
    fileSystem.removeTree(stagePaths(root).stage);
  });
  const before = fileSystem.kindOf(manifestPath) === undefined ? undefined : textOf(fileSystem, manifestPath);
  stageManifests(fileSystem, root, plan, before);
  stageChanges(fileSystem, root, plan);
  return before;
}

/**
 * Carries out a plan: stages new files and manifests and flushes them to the disk, places the manifest that announces
 * the new files, renames file by file, places the final manifest, and removes the stage. A failure before the last step
 * is rolled back.
 */
export function applyPlan(fileSystem: FileSystem, root: string, plan: Plan): void {
  const undo: UndoSteps = [];
  try {
    const manifestBefore = prepare(fileSystem, root, plan, undo);
    deferSignals(() => {
      undo.push(() => {
        restoreManifest(fileSystem, root, manifestBefore);
      });
      if (plan.changes.length > 0) {
        placeManifest(fileSystem, root, "announced");
        commitFiles(fileSystem, root, undo);
        undo.push(() => {
          placeManifest(fileSystem, root, "announced again");
        });
      }
      placeManifest(fileSystem, root, "after");
    });
  } catch (error) {
    rollBack(root, undo, error);
    throw error;
  }
  clearStage(fileSystem, root);
}

function finishManifest(fileSystem: FileSystem, root: string, text: string): void {
  // The killed run may have used up or torn the staged manifest.
  const staged = stagePaths(root).manifest("after");
  if (fileSystem.kindOf(staged) !== undefined) fileSystem.remove(staged);
  fileSystem.create(staged, text);
  placeManifest(fileSystem, root, "after");
}

/**
 * Finishes the transaction of a killed run; where it hadn't placed any file, only its stage is removed.
 *
 * @returns whether there were files to place
 * @throws ProvisioningError where the process that holds the stage still runs
 */
export function finishInterruptedRun(fileSystem: FileSystem, root: string): boolean {
  if (!hasStaleLock(fileSystem, root)) return false;
  const { next } = readManifest(fileSystem, root);
  if (next !== undefined)
    deferSignals(() => {
      commitFiles(fileSystem, root, []);
      finishManifest(fileSystem, root, printManifest({ files: next }));
    });
  fileSystem.removeTree(stagePaths(root).stage);
  return next !== undefined;
}
