import { dirname, join, parse } from "node:path";
import { textOf, type Disk } from "./disk.js";
import { ProvisioningError } from "./error.js";
import { isStageLeftOver, takeStage } from "./lock.js";
import type { Plan } from "./plan.js";
import { placeOf } from "./place.js";
import { printRecord, readRecord, recordName, stageName } from "./record.js";
import { holdingSignals } from "./signals.js";

const stageOf = (root: string) => {
  const stage = join(root, stageName);
  return {
    stage,
    arriving: (path: string) => join(stage, "new", path),
    leaving: (path: string) => join(stage, "old", path),
    record: (state: RecordState) => join(stage, `record ${state}.json`),
  };
};

/** The record before anything happens, while files are swapped, the same once more for the way back, and when all is done. */
type RecordState = "before" | "announced" | "announced again" | "after";

/** Makes the directories that are missing above a path, up to `root`, and reports each one made, outermost first. */
function makeParents(disk: Disk, root: string, path: string, made: (directory: string) => void = () => undefined) {
  const parent = dirname(path);
  if (parent === root || disk.kindOf(parent) !== undefined) return;
  makeParents(disk, root, parent, made);
  disk.makeDirectory(parent);
  made(parent);
}

const parentsOf = (paths: readonly string[]) => [...new Set(paths.map((path) => dirname(path)))];

/** Needs no room on the disk: everything that a swap or the way back may need is written before. */
function placeRecord(disk: Disk, root: string, state: RecordState): void {
  disk.rename(stageOf(root).record(state), join(root, recordName));
  disk.flushDirectory(root);
}

function restoreRecord(disk: Disk, root: string, before: string | undefined): void {
  const path = join(root, recordName);
  if (before !== undefined) placeRecord(disk, root, "before");
  else if (disk.kindOf(path) !== undefined) disk.remove(path);
}

function stageRecords(disk: Disk, root: string, plan: Plan, before: string | undefined): void {
  const announcement = printRecord({ files: plan.recordBefore.files, next: plan.recordAfter.files });
  const texts = {
    before,
    announced: announcement,
    "announced again": announcement,
    after: printRecord(plan.recordAfter),
  } as const satisfies Record<RecordState, string | undefined>;
  const { record } = stageOf(root);
  if (texts.before !== undefined) disk.create(record("before"), texts.before);
  for (const state of ["announced", "announced again", "after"] as const) disk.create(record(state), texts[state]);
}

/** Writes what arrives, and keeps what leaves, in the stage. Nothing outside it changes. */
function stageChanges(disk: Disk, root: string, plan: Plan): void {
  const { stage, arriving, leaving } = stageOf(root);
  const staged: string[] = [];
  for (const { path, action } of plan.changes) {
    if (action !== "remove") {
      makeParents(disk, stage, arriving(path));
      disk.create(arriving(path), plan.contents.get(path) ?? "");
      staged.push(arriving(path));
    }
    if (action !== "create") {
      makeParents(disk, stage, leaving(path));
      disk.duplicate(placeOf(disk, root, path), leaving(path));
      staged.push(leaving(path));
    }
  }
  for (const directory of [...parentsOf(staged), stage, root]) disk.flushDirectory(directory);
}

/** Puts arriving files in place and takes leaving ones away. What an earlier, killed run did already is left as it is. */
function swap(disk: Disk, root: string, undo: (() => void)[]): void {
  const { arriving, leaving } = stageOf(root);
  const paths = stagedPaths(disk, root);
  for (const path of paths.arriving) {
    const place = placeOf(disk, root, path);
    makeParents(disk, root, place, (directory) => {
      undo.push(() => {
        disk.removeEmptyDirectory(directory);
      });
    });
    disk.rename(arriving(path), place);
    undo.push(() => {
      // The stage stays complete while it is undone: a kill in between can still be finished forwards.
      disk.duplicate(place, arriving(path));
      if (disk.kindOf(leaving(path)) === undefined) disk.remove(place);
      else disk.rename(leaving(path), place);
    });
  }
  for (const path of paths.leaving) {
    const place = placeOf(disk, root, path);
    if (disk.kindOf(place) === undefined) continue;
    disk.remove(place);
    undo.push(() => {
      disk.duplicate(leaving(path), place);
    });
  }
  const changed = [...paths.arriving, ...paths.leaving].map((path) => join(root, path));
  for (const directory of parentsOf(changed)) if (disk.kindOf(directory) !== undefined) disk.flushDirectory(directory);
}

function stagedPaths(disk: Disk, root: string) {
  const { arriving, leaving } = stageOf(root);
  const { files, next = files } = readRecord(disk, root);
  return {
    arriving: [...next.keys()].filter((path) => disk.kindOf(arriving(path)) !== undefined),
    leaving: [...files.keys()].filter((path) => !next.has(path) && disk.kindOf(leaving(path)) !== undefined),
  };
}

/** Takes back what was done, latest first. The record comes last: until then the next run can finish forwards. */
function rollBack(disk: Disk, root: string, undo: readonly (() => void)[], cause: unknown): void {
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
function clearStage(disk: Disk, root: string): void {
  try {
    disk.removeTree(stageOf(root).stage);
  } catch {
    return;
  }
}

/**
 * Carries out a plan: writes all new files, and all that the record will say, into the stage and flushes them to the
 * disk; puts in place the record of what is about to happen; renames file by file; puts in place the final record;
 * clears the stage. A failure before the last step takes everything back.
 */
export function carryOut(disk: Disk, root: string, plan: Plan): void {
  const recordPath = join(root, recordName);
  const undo: (() => void)[] = [];
  try {
    makeParents(disk, parse(root).root, recordPath, (directory) => {
      undo.push(() => {
        disk.removeEmptyDirectory(directory);
      });
    });
    takeStage(disk, root);
    undo.push(() => {
      disk.removeTree(stageOf(root).stage);
    });
    const recordBefore = disk.kindOf(recordPath) === undefined ? undefined : textOf(disk, recordPath);
    stageRecords(disk, root, plan, recordBefore);
    stageChanges(disk, root, plan);
    holdingSignals(() => {
      undo.push(() => {
        restoreRecord(disk, root, recordBefore);
      });
      if (plan.changes.length > 0) {
        placeRecord(disk, root, "announced");
        swap(disk, root, undo);
        undo.push(() => {
          placeRecord(disk, root, "announced again");
        });
      }
      placeRecord(disk, root, "after");
    });
  } catch (error) {
    rollBack(disk, root, undo, error);
    throw error;
  }
  clearStage(disk, root);
}

function finishRecord(disk: Disk, root: string, text: string): void {
  // What is staged for it may be gone, or torn by the run before this one.
  const staged = stageOf(root).record("after");
  if (disk.kindOf(staged) !== undefined) disk.remove(staged);
  disk.create(staged, text);
  placeRecord(disk, root, "after");
}

/**
 * Finishes what a killed run began, from where it stopped; one that hadn't begun to swap is cleared away.
 *
 * @returns whether there were files to finish
 * @throws ProvisioningError where the run that made the stage still lives
 */
export function finishInterrupted(disk: Disk, root: string): boolean {
  if (!isStageLeftOver(disk, root)) return false;
  const { next } = readRecord(disk, root);
  if (next !== undefined)
    holdingSignals(() => {
      swap(disk, root, []);
      finishRecord(disk, root, printRecord({ files: next }));
    });
  disk.removeTree(stageOf(root).stage);
  return next !== undefined;
}
