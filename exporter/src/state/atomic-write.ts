import { constants } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { openRegularFile } from "../regular-file.js";

/**
 * Replaces the content of a file in one step: after a kill or a power cut the file holds the old content or the new one,
 * complete. Only the owner may read it. After a failure, such as a full disk, the file holds the old content.
 *
 * @param write writes the new content
 * @throws Error of the operating system, or an error of `write`
 */
export async function writeAtomically(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const next = `${path}.next`;
  try {
    // A file that a killed run left is overwritten, but a link that another user put there is not followed.
    const file = await openRegularFile(
      next,
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      await file.chmod(0o600);
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Error codes of systems that cannot sync a directory. */
const unsupported = ["EINVAL", "EISDIR", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/** Makes renames and removals in a directory survive a power cut, where the system supports it. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!hasErrorCode(error, ...unsupported)) throw error;
  }
}

/** Whether an error has one of these codes of the operating system. */
export const hasErrorCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && "code" in error && codes.some((code) => code === error.code);
