import { join } from "node:path";
import { printable } from "../printable.js";
import type { FileSystem } from "./file-system.js";
import { ProvisioningError } from "./error.js";
import { manifestName, stageName } from "./manifest.js";

/** The problem of a path of the tree; `undefined` for a valid one. */
const pathProblem = (path: string): string | undefined => {
  const parts = path.split("/");
  if (path === "" || path.includes("\0")) return "is no path";
  if (path.includes("\\") || /^[A-Za-z]:/.test(path)) return "isn't written with / between its parts";
  if (path.startsWith("/")) return "leaves the directory: it is absolute";
  if (parts.includes("..")) return "leaves the directory";
  if (parts.includes("") || parts.includes(".")) return "has an empty part";
  return parts[0] === manifestName || parts[0] === stageName ? "is reserved for the writer" : undefined;
};

/**
 * The absolute path of a file in the tree.
 *
 * @throws {@link ProvisioningError} where the path leaves the directory, or leads through a symbolic link or a file
 */
export function resolveTreePath(fileSystem: FileSystem, root: string, path: string): string {
  const problem = pathProblem(path);
  if (problem !== undefined) throw new ProvisioningError(`${printable(root)}: the path "${path}" ${problem}`);
  const parts = path.split("/");
  let place = root;
  for (const [index, part] of parts.entries()) {
    place = join(place, part);
    const kind = fileSystem.kindOf(place);
    if (kind === undefined) break;
    const expected = index === parts.length - 1 ? "file" : "directory";
    if (kind === "symlink")
      throw new ProvisioningError(
        `${printable(place)}: is a symbolic link, and the file behind it may belong to another program: remove it, or write elsewhere with --out`,
      );
    if (kind !== expected)
      throw new ProvisioningError(
        `${printable(place)}: is ${kind === "other" ? "no regular file" : `a ${kind}`} where a ${expected} must be: ` +
          "move it away, or write elsewhere with --out",
      );
  }
  return join(root, ...parts);
}

/** @throws {@link ProvisioningError} where two files have one path, or one file is a directory of another */
export function assertDistinct(paths: readonly string[]): void {
  // Names that differ only in case are one file on some systems.
  const seen = new Map<string, string>();
  for (const path of paths) {
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined)
      throw new ProvisioningError(`the tree holds two files for one place: "${twin}" and "${path}"`);
    seen.set(path.toLowerCase(), path);
  }
  for (const path of paths) {
    const parts = path.toLowerCase().split("/");
    const inside = parts.slice(1).map((_, index) => seen.get(parts.slice(0, index + 1).join("/")));
    const file = inside.find((found) => found !== undefined);
    if (file !== undefined)
      throw new ProvisioningError(`the tree holds "${file}" as a file and, for "${path}", as a directory`);
  }
}
