import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";

/** The content of a file, or why it isn't read. */
export type FileContent = { readonly bytes: Uint8Array; readonly isCut: boolean } | { readonly notAFile: NotAFile };

/** What is at a path that isn't a regular file. */
export type NotAFile = "is a directory" | "is a named pipe" | "is a socket" | "is a device";

/** What a file system says of a path: the `Stats` of Node, without its types. */
export interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** What is at a path that isn't a regular file; undefined for one that is. */
export function notAFile(kind: FileKind): NotAFile | undefined {
  if (kind.isFile()) return undefined;
  if (kind.isDirectory()) return "is a directory";
  if (kind.isFIFO()) return "is a named pipe";
  return kind.isSocket() ? "is a socket" : "is a device";
}

/**
 * Reads a regular file, up to a number of bytes. A named pipe would block until somebody writes to it, and a device may
 * never end: neither is read.
 *
 * @returns the bytes, and whether the file goes on after them; or what is there in place of a file
 * @throws Error of the operating system, with its `code`
 */
export function readRegularFile(path: string, maxBytes: number): FileContent {
  // Before it is opened, since a socket can't be.
  const before = notAFile(statSync(path));
  if (before !== undefined) return { notAFile: before };
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    const now = notAFile(stats);
    if (now !== undefined) return { notAFile: now };
    // The size says little: a file may grow, and those of /proc have none.
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.min(Math.max(stats.size - length, 65_536), maxBytes + 1 - length));
      const read = readSync(file, chunk);
      if (read === 0) return { bytes: Buffer.concat(chunks, length), isCut: false };
      chunks.push(chunk.subarray(0, read));
      length += read;
      if (length > maxBytes) return { bytes: Buffer.concat(chunks, maxBytes), isCut: true };
    }
  } finally {
    closeSync(file);
  }
}
