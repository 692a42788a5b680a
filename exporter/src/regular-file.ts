import { constants, fstatSync, openSync, closeSync, statSync, type Stats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { notAFile, printable } from "homelab-dashboards/lab";

/** Something else than a regular file is at a path: a named pipe would be waited for, a device may never end. */
export class NotAFileError extends Error {
  override readonly name = "NotAFileError";
  /** `is a named pipe, not a file`, for messages that name the path themselves. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(`${printable(path)} ${problem}`);
    this.problem = problem;
  }
}

function assertFile(path: string, stats: Stats): void {
  const problem = notAFile(stats);
  if (problem !== undefined) throw new NotAFileError(path, `${problem}, not a file`);
}

/**
 * Opens a regular file, without waiting for the other end of a named pipe.
 *
 * @param flags how it is opened. Default: for reading
 * @throws NotAFileError, or Error of the operating system
 */
export async function openRegularFile(
  path: string,
  flags: number = constants.O_RDONLY,
  mode?: number,
): Promise<FileHandle> {
  // Before it is opened: a socket, and a pipe without a reader, have errors that don't say what they are.
  const before = await stat(path).catch(() => undefined);
  if (before !== undefined) assertFile(path, before);
  const file = await open(path, flags | constants.O_NONBLOCK, mode);
  try {
    assertFile(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** {@link openRegularFile} for reading, synchronously. Returns the descriptor. */
export function openRegularFileSync(path: string): number {
  assertFile(path, statSync(path));
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    assertFile(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Many times the size of a password, a certificate or a key. */
const maxSmallBytes = 1_048_576;

/**
 * Reads a small file: a password, certificates, a key.
 *
 * @throws Error if it has more than a megabyte; NotAFileError; Error of the operating system
 */
export async function readSmallFile(path: string): Promise<Buffer> {
  const file = await openRegularFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(maxSmallBytes + 1), 0);
    if (bytesRead > maxSmallBytes) throw new Error(`${printable(path)} has more than a megabyte`);
    return Buffer.from(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
