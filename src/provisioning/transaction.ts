import { dirname, join, parse } from "node:path";
import { textOf, type FileSystem } from "./file-system.js";
import { ProvisioningError } from "./error.js";
import { hasStaleLock, acquireLock } from "./lock.js";
import type { Plan } from "./plan.js";
import { resolveTreePath } from "./tree-path.js";
import { printManifest, readManifest, manifestName, stageName } from "./manifest.js";
import { deferSignals } from "./defer-signals.js";

const stageOf = (root: string) => {
  const stage = join(root, stageName);
  return {
    stage,
    arriving: (path: string) => join(stage, "new", path),
    leaving: (path: string) => join(stage, "old", path),
    record: (state: ManifestState) => join(stage, `record ${state}.json`),
  };
};

/** The record before anything happens, while files are swapped, the same once more for the way back, and when all is done. */
type ManifestState = "before" | "announced" | "announced again" | "after";

/** Makes the directories that are missing above a path, up to `root`, and reports each one made, outermost first. */
function makeParents(fileSystem: FileSystem, root: string, path: string, made: (directory: string) => void = () => undefined) {
  const parent = dirname(path);
  if (parent === root || fileSystem.kindOf(parent) !== undefined) return;
  makeParents(fileSystem, root, parent, made);
  fileSystem.makeDirectory(parent);
  made(parent);
}

const parentsOf = (paths: readonly string[]) => [...new Set(paths.map((path) => dirname(path)))];

/** Needs no room on the disk: everything that a swap or the way back may need is written before. */
function placeManifest(fileSystem: FileSystem, root: string, state: ManifestState): void {
  fileSystem.rename(stageOf(root).record(state), join(root, manifestName));
  fileSystem.flushDirectory(root);
}

function restoreManifest(fileSystem: FileSystem, root: string, before: string | undefined): void {
  const path = join(root, manifestName);
  if (before !== undefined) placeManifest(fileSystem, root, "before");
  else if (fileSystem.kindOf(path) !== undefined) fileSystem.remove(path);
}

function stageManifests(fileSystem: FileSystem, root: string, plan: Plan, before: string | undefined): void {
  const announcement = printManifest({ files: plan.manifestBefore.files, next: plan.manifestAfter.files });
  const texts = {
    before,
    announced: announcement,
    "announced again": announcement,
    after: printManifest(plan.manifestAfter),
  } as const satisfies Record<ManifestState, string | undefined>;
  const { record } = stageOf(root);
  if (texts.before !== undefined) fileSystem.create(record("before"), texts.before);
  for (const state of ["announced", "announced again", "after"] as const) fileSystem.create(record(state), texts[state]);
}

/** Writes what arrives, and keeps what leaves, in the stage. Nothing outside it changes. */
function stageChanges(fileSystem: FileSystem, root: string, plan: Plan): void {
  const { stage, arriving, leaving } = stageOf(root);
  const staged: string[] = [];
  for (const { path, action } of plan.changes) {
    if (action !== "remove") {
      makeParents(fileSystem, stage, arriving(path));
      fileSystem.create(arriving(path), plan.contents.get(path) ?? "");
      staged.push(arriving(path));
    }
    if (action !== "create") {
      makeParents(fileSystem, stage, leaving(path));
      fileSystem.duplicate(resolveTreePath(fileSystem, root, path), leaving(path));
      staged.push(leaving(path));
    }
  }
  for (const directory of [...parentsOf(staged), stage, root]) fileSystem.flushDirectory(directory);
}

/** Puts arriving files in place and takes leaving ones away. What an earlier, killed run did already is left as it is. */
function swap(fileSystem: FileSystem, root: string, undo: (() => void)[]): void {
  const { arriving, leaving } = stageOf(root);
  const paths = stagedPaths(fileSystem, root);
  for (const path of paths.arriving) {
    const place = resolveTreePath(fileSystem, root, path);
    makeParents(fileSystem, root, place, (directory) => {
      undo.push(() => {
        fileSystem.removeEmptyDirectory(directory);
      });
    });
    fileSystem.rename(arriving(path), place);
    undo.push(() => {
      // The stage stays complete while it is undone: a kill in between can still be finished forwards.
      fileSystem.duplicate(place, arriving(path));
      if (fileSystem.kindOf(leaving(path)) === undefined) fileSystem.remove(place);
      else fileSystem.rename(leaving(path), place);
    });
  }
  for (const path of paths.leaving) {
    const place = resolveTreePath(fileSystem, root, path);
    if (fileSystem.kindOf(place) === undefined) continue;
    fileSystem.remove(place);
    undo.push(() => {
      fileSystem.duplicate(leaving(path), place);
    });
  }
  const changed = [...paths.arriving, ...paths.leaving].map((path) => join(root, path));
  for (const directory of parentsOf(changed)) if (fileSystem.kindOf(directory) !== undefined) fileSystem.flushDirectory(directory);
}

function stagedPaths(fileSystem: FileSystem, root: string) {
  const { arriving, leaving } = stageOf(root);
  const { files, next = files } = readManifest(fileSystem, root);
  return {
    arriving: [...next.keys()].filter((path) => fileSystem.kindOf(arriving(path)) !== undefined),
    leaving: [...files.keys()].filter((path) => !next.has(path) && fileSystem.kindOf(leaving(path)) !== undefined),
  };
}

/** Takes back what was done, latest first. The record comes last: until then the next run can finish forwards. */
function rollBack(fileSystem: FileSystem, root: string, undo: readonly (() => void)[], cause: unknown): void {
  try {
    for (const step of [...undo].reverse()) step();
  } catch (error) {
    throw new ProvisioningError(
      `${root}: writing failed (${reasonOf(cause)}), and so did taking it back (${reasonOf(error)}). Some files are new and ` +
        "some old, each of them whole. Put right what stopped it and build again: that finishes the work",
      { cause },
    );
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What is done already counts, and the next run clears leftovers away: a stage that stays is no failure. */
function clearStage(fileSystem: FileSystem, root: string): void {
  try {
    fileSystem.removeTree(stageOf(root).stage);
  } catch {
    return;
  }
}

/**
 * Carries out a plan: writes all new files, and all that the record will say, into the stage and flushes them to the
 * disk; puts in place the record of what is about to happen; renames file by file; puts in place the final record;
 * clears the stage. A failure before the last step takes everything back.
 */
export function applyPlan(fileSystem: FileSystem, root: string, plan: Plan): void {
  const manifestPath = join(root, manifestName);
  const undo: (() => void)[] = [];
  try {
    makeParents(fileSystem, parse(root).root, manifestPath, (directory) => {
      undo.push(() => {
        fileSystem.removeEmptyDirectory(directory);
      });
    });
    acquireLock(fileSystem, root);
    undo.push(() => {
      fileSystem.removeTree(stageOf(root).stage);
    });
    const manifestBefore = fileSystem.kindOf(manifestPath) === undefined ? undefined : textOf(fileSystem, manifestPath);
    stageManifests(fileSystem, root, plan, manifestBefore);
    stageChanges(fileSystem, root, plan);
    deferSignals(() => {
      undo.push(() => {
        restoreManifest(fileSystem, root, manifestBefore);
      });
      if (plan.changes.length > 0) {
        placeManifest(fileSystem, root, "announced");
        swap(fileSystem, root, undo);
        undo.push(() => {
          placeManifest(fileSystem, root, "announced again");
        });
      }
      placeManifest(fileSystem, root, "after");
    });
  } catch (error) {
    rollBack(fileSystem, root, undo, error);
    throw error;
  }
  clearStage(fileSystem, root);
}

function finishManifest(fileSystem: FileSystem, root: string, text: string): void {
  // What is staged for it may be gone, or torn by the run before this one.
  const staged = stageOf(root).record("after");
  if (fileSystem.kindOf(staged) !== undefined) fileSystem.remove(staged);
  fileSystem.create(staged, text);
  placeManifest(fileSystem, root, "after");
}

/**
 * Finishes what a killed run began, from where it stopped; one that hadn't begun to swap is cleared away.
 *
 * @returns whether there were files to finish
 * @throws ProvisioningError where the run that made the stage still lives
 */
export function finishInterruptedRun(fileSystem: FileSystem, root: string): boolean {
  if (!hasStaleLock(fileSystem, root)) return false;
  const { next } = readManifest(fileSystem, root);
  if (next !== undefined)
    deferSignals(() => {
      swap(fileSystem, root, []);
      finishManifest(fileSystem, root, printManifest({ files: next }));
    });
  fileSystem.removeTree(stageOf(root).stage);
  return next !== undefined;
}
