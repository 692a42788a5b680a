import { dirname, join } from "node:path";
import type { FileSystem } from "./file-system.js";
import { manifestName, printManifest, stageName } from "./manifest.js";
import type { Plan } from "./plan.js";
import { resolveTreePath } from "./tree-path.js";

/**
 * The manifests of a transaction: the old one, the one that announces the new files, a copy of that for a rollback, and
 * the new one.
 */
export type ManifestState = "before" | "announced" | "announced again" | "after";

/** Paths in the staging directory: new files, old files for a rollback, and manifests. */
export const stagePaths = (root: string) => {
  const stage = join(root, stageName);
  return {
    stage,
    newFile: (path: string) => join(stage, "new", path),
    oldFile: (path: string) => join(stage, "old", path),
    manifest: (state: ManifestState) => join(stage, `record ${state}.json`),
  };
};

/** Creates the missing directories between `root` and a path, and calls back for each one, outermost first. */
export function makeParents(
  fileSystem: FileSystem,
  root: string,
  path: string,
  created: (directory: string) => void = () => undefined,
): void {
  const parent = dirname(path);
  if (parent === root || fileSystem.kindOf(parent) !== undefined) return;
  makeParents(fileSystem, root, parent, created);
  fileSystem.makeDirectory(parent);
  created(parent);
}

export const parentsOf = (paths: readonly string[]) => [...new Set(paths.map((path) => dirname(path)))];

/** Writes all manifests of the transaction, so that placing one later needs no space on the disk. */
export function stageManifests(fileSystem: FileSystem, root: string, plan: Plan, before: string | undefined): void {
  const announcement = printManifest({ files: plan.manifestBefore.files, next: plan.manifestAfter.files });
  const { manifest } = stagePaths(root);
  if (before !== undefined) fileSystem.create(manifest("before"), before);
  fileSystem.create(manifest("announced"), announcement);
  fileSystem.create(manifest("announced again"), announcement);
  fileSystem.create(manifest("after"), printManifest(plan.manifestAfter));
}

/** Puts a staged manifest in place of the current one. */
export function placeManifest(fileSystem: FileSystem, root: string, state: ManifestState): void {
  fileSystem.rename(stagePaths(root).manifest(state), join(root, manifestName));
  fileSystem.flushDirectory(root);
}

/** Stages new content, and a copy of the files that are replaced or removed. Nothing outside the stage changes. */
export function stageChanges(fileSystem: FileSystem, root: string, plan: Plan): void {
  const { stage, newFile, oldFile } = stagePaths(root);
  const staged: string[] = [];
  for (const { path, action } of plan.changes) {
    if (action !== "remove") {
      makeParents(fileSystem, stage, newFile(path));
      fileSystem.create(newFile(path), plan.contents.get(path) ?? "");
      staged.push(newFile(path));
    }
    if (action !== "create") {
      makeParents(fileSystem, stage, oldFile(path));
      fileSystem.duplicate(resolveTreePath(fileSystem, root, path), oldFile(path));
      staged.push(oldFile(path));
    }
  }
  for (const directory of [...parentsOf(staged), stage, root]) fileSystem.flushDirectory(directory);
}
