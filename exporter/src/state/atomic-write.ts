import { constants } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Puts new content in the place of a file in one step: whoever reads it, after whatever kill or power cut, finds the old
 * content or the new, whole. Only the owner may read it. What fails, a full disk above all, leaves the old content.
 *
 * @param write writes the content
 * @throws Error of the operating system, or what `write` throws
 */
export async function writeAtomically(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const next = `${path}.next`;
  try {
    // What a killed run left is written over, but never through a link that somebody else put there.
    const file = await open(
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

/** Some systems can't flush a directory: then there is nothing better to do. */
const unsupported = ["EINVAL", "EISDIR", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/** Makes renames and removals in a directory outlive a power cut, where the system can. */
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

/** Whether a failure is one of these that the operating system reports. */
export const hasErrorCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && "code" in error && codes.some((code) => code === error.code);
