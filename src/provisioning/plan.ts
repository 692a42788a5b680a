import { join } from "node:path";
import { printable } from "../printable.js";
import { textOf, type FileSystem } from "./file-system.js";
import { ProvisioningError } from "./error.js";
import { resolveTreePath } from "./tree-path.js";
import { hashOf, printManifest, readManifest, manifestName, type Manifest } from "./manifest.js";
import type { ProvisioningFile } from "./tree.js";

/** The change of one file. */
export interface Change {
  readonly path: string;
  readonly action: "create" | "update" | "remove";
  /** The file was changed by hand since the last run; that change is lost. */
  readonly edited: boolean;
}

/** All changes of a run, computed before the first one is made. */
export interface Plan {
  readonly changes: readonly Change[];
  /** The manifest before and after the changes. */
  readonly manifestBefore: Manifest;
  readonly manifestAfter: Manifest;
  /** The change of the manifest itself; `undefined` where it is up to date. */
  readonly manifestChange: Change | undefined;
  readonly contents: ReadonlyMap<string, string>;
  readonly unchanged: number;
}

/**
 * Compares a tree with a directory.
 *
 * @throws {@link ProvisioningError} for a path that leaves the directory, a symbolic link, or differing files that the
 *   manifest doesn't list: those are never overwritten
 */
export function planChanges(fileSystem: FileSystem, root: string, files: readonly ProvisioningFile[]): Plan {
  const manifestBefore = readManifest(fileSystem, root);
  const known = new Map([...manifestBefore.files, ...(manifestBefore.next ?? [])]);
  const isAsWritten = (path: string, hash: string) =>
    manifestBefore.files.get(path) === hash || manifestBefore.next?.get(path) === hash;
  const hashOnDisk = (path: string) => {
    const file = resolveTreePath(fileSystem, root, path);
    return fileSystem.kindOf(file) === undefined ? undefined : hashOf(fileSystem.read(file));
  };

  const changes: Change[] = [];
  const foreign: string[] = [];
  const hashes = new Map<string, string>();
  for (const { path, content } of files) {
    const before = hashOnDisk(path);
    const after = hashOf(content);
    hashes.set(path, after);
    if (before === undefined) changes.push({ path, action: "create", edited: false });
    else if (before !== after) {
      if (known.has(path)) changes.push({ path, action: "update", edited: !isAsWritten(path, before) });
      else foreign.push(join(root, path));
    }
  }
  for (const path of known.keys()) {
    const before = hashes.has(path) ? undefined : hashOnDisk(path);
    if (before !== undefined) changes.push({ path, action: "remove", edited: !isAsWritten(path, before) });
  }
  if (foreign.length > 0)
    throw new ProvisioningError(
      `these files are in the way of homelab-dashboards, and ${manifestName} doesn't list them as its own:\n` +
        `${foreign.map((path) => `  ${printable(path)}`).join("\n")}\nMove them away, or write elsewhere with --out.`,
    );

  const manifestAfter = { files: hashes };
  return {
    changes: changes.sort((one, other) => (one.path < other.path ? -1 : 1)),
    manifestBefore,
    manifestAfter,
    manifestChange: changeOfManifest(fileSystem, join(root, manifestName), printManifest(manifestAfter)),
    contents: new Map(files.map(({ path, content }) => [path, content])),
    unchanged: files.length - changes.filter(({ action }) => action !== "remove").length,
  };
}

function changeOfManifest(fileSystem: FileSystem, path: string, after: string): Change | undefined {
  const isThere = fileSystem.kindOf(path) !== undefined;
  if (isThere && textOf(fileSystem, path) === after) return undefined;
  return { path: manifestName, action: isThere ? "update" : "create", edited: false };
}
