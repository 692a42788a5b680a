import type { FilePosition } from "./position.js";
import { fileId, modifiedAfter, type FileInfo } from "./rotated-files.js";

/** The place at which a log file is opened. */
export type OpenAt = "start" | "end" | FilePosition;

/** A file that may continue a log, and the place at which it does. */
export interface Candidate {
  readonly file: FileInfo;
  readonly at: OpenAt;
  /**
   * The evidence: `renamed` has the same inode; a `copy` has the same bytes before the position and may be unreadable;
   * an `unread-copy` holds lines that were moved before any was read, and excludes other candidates.
   */
  readonly kind: "renamed" | "copy" | "unread-copy";
}

/**
 * Files that may continue at a position, the most likely first. Which of them does is decided when it is opened.
 *
 * @param files the files of the log, oldest first
 */
export function candidatesFor(position: FilePosition, files: readonly FileInfo[]): readonly Candidate[] {
  const unread = unreadCopyOf(position, files);
  if (unread !== undefined) return [{ file: unread, at: "start", kind: "unread-copy" }];
  const isSame = (file: FileInfo) => fileId(file) === fileId(position);
  const renamed = files.filter(isSame).map((file): Candidate => ({ file, at: position, kind: "renamed" }));
  // Without a fingerprint any file would pass for a copy.
  if (position.fingerprinted === 0) return renamed;
  const copies = files
    .filter((file) => !isSame(file) && file.size >= position.offset)
    .map((file): Candidate => ({ file, at: position, kind: "copy" }));
  return [...renamed, ...copies];
}

/**
 * The copy of a file that was copied and truncated before anything of it was read. No bytes identify that copy: it is
 * the older neighbor of the file that was modified since.
 */
export function unreadCopyOf(position: FilePosition, files: readonly FileInfo[]): FileInfo | undefined {
  if (position.offset > 0) return undefined;
  const index = files.findIndex((file) => fileId(file) === fileId(position));
  return modifiedAfter(files.slice(0, Math.max(0, index)), BigInt(position.modified))[0];
}

/**
 * The file to read after a gap: the oldest file that was modified after the position, otherwise the log itself.
 *
 * @param path of the log itself
 * @param isRestart whether the position is a saved one: then the log itself, which is read from its end on
 */
export function fileAfterGap(
  path: string,
  position: FilePosition,
  files: readonly FileInfo[],
  isRestart = false,
): FileInfo | undefined {
  const [oldest] = isRestart ? [] : modifiedAfter(files, BigInt(position.modified));
  return oldest ?? files.find((file) => file.path === path);
}

/**
 * The file to read after one that was read to its end; undefined while no later file has content, since the writer may
 * not have switched to the new file yet.
 *
 * @param path of the log itself
 */
export const successorOf = (path: string, position: FilePosition, files: readonly FileInfo[]): FileInfo | undefined =>
  filesAfter(path, position, files).find((file) => file.size > 0);

/** Bytes of the files after the one that is read. */
export const bytesAfter = (path: string, position: FilePosition, files: readonly FileInfo[]): number =>
  filesAfter(path, position, files).reduce((sum, file) => sum + file.size, 0);

/** The files that continue a log after a position, oldest first, each once. */
function filesAfter(path: string, position: FilePosition, files: readonly FileInfo[]): readonly FileInfo[] {
  const index = files.findIndex((file) => fileId(file) === fileId(position));
  const later = index < 0 ? modifiedAfter(files, BigInt(position.modified)) : files.slice(index + 1);
  const log = files.filter((file) => file.path === path);
  return [...new Set([...later, ...log])].filter((file) => fileId(file) !== fileId(position));
}
