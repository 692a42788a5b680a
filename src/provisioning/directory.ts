import { homedir } from "node:os";
import { parse, relative, isAbsolute } from "node:path";
import { printable } from "../printable.js";
import { ProvisioningError } from "./error.js";

/**
 * Checks that a directory can be meant as the place of a tree.
 *
 * @param directory as the caller named it
 * @param root its absolute path
 * @throws ProvisioningError for an empty text, for the root, and for the home directory and those that hold it
 */
export function assertMeant(directory: string, root: string): void {
  if (directory.trim() === "")
    throw new ProvisioningError(
      `"${directory}" is no directory to write into: a variable may be unset. Name one with --out; the current one is .`,
    );
  if (parse(root).root === root)
    throw new ProvisioningError(
      `${printable(directory)}: is the root of all files: name a directory for the tree alone with --out`,
    );
  if (holds(root, homedir()))
    throw new ProvisioningError(
      `${printable(directory)}: is the home directory, or holds it: name a directory for the tree alone with --out`,
    );
}

/** Whether a path is a directory or below it. */
function holds(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== "..";
}
