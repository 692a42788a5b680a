import { isAborted } from "../pause.js";
import type { GapReason } from "../source.js";
import { isSystemError } from "../system-error.js";
import type { FileCursor } from "./file-cursor.js";
import { createLaterFiles } from "./later-files.js";
import type { LineHandler, LogFile } from "./log-file.js";
import type { FilePosition } from "./position.js";
import { fileId, fileInfo, listLogFiles, type FileInfo } from "./rotated-files.js";
import { createRotationReports, type RotationReports } from "./rotation-reports.js";
import { candidatesFor, fileAfterGap, successorOf, unreadCopyOf, type Candidate, type OpenAt } from "./rotation.js";

export interface LogReaderOptions {
  /** Path of the log itself. */
  readonly path: string;
  /** Where a first start begins in a file that exists already. */
  readonly startAt: "start" | "end";
  readonly cursor: FileCursor;
  readonly onGap: (reason: GapReason) => void;
  /** Called once the log is no longer the file that is read, and again after the first line of another file. */
  readonly onRotated: () => void;
}

/** Reads a log across its rotations. */
export interface LogReader {
  /** Bytes of the log after the position, those of the files after the one that is read included; 0 if none is open. */
  readonly unreadBytes: number;
  /**
   * Reads all lines that there are now.
   *
   * @throws Error of the operating system, or an error of the line handler
   */
  readAll(lines: LineHandler, signal: AbortSignal): Promise<void>;
}

/**
 * Listings in which the continuation of a position is searched, since files may be renamed between a listing and the
 * opening of a file. Without it the counts of a log start from 0.
 */
const maxSearches = 10;

export function createLogReader({ path, startAt, cursor, onGap, onRotated }: LogReaderOptions): LogReader {
  /** A log that did not exist at the first listing is read from its start once it does. */
  let isFirstListing = cursor.position === undefined;
  /** Whether no file was opened at a saved position yet. Any of the files may hold lines that were counted before. */
  let isRestart = cursor.position !== undefined;
  const rotations = createRotationReports(onRotated);

  const { openOther, openCandidate, switchToUnreadCopy } = createOpener(path, cursor, rotations);
  const laterFiles = createLaterFiles(path);

  const resume = async (position: FilePosition, reason: GapReason) => {
    for (let tries = 0; tries < maxSearches; tries += 1)
      for (const candidate of candidatesFor(position, await listLogFiles(path)))
        if (await openCandidate(candidate)) {
          isRestart = false;
          return;
        }
    const next = fileAfterGap(path, position, await listLogFiles(path), isRestart);
    if (next === undefined || !(await openOther(next, isRestart ? "end" : "start"))) return;
    isRestart = false;
    onGap(reason);
  };

  const openFirst = async () => {
    if (cursor.position !== undefined) return resume(cursor.position, "rotated-away");
    const log = (await listLogFiles(path)).find((file) => file.path === path);
    if (log === undefined || (await openOther(log, isFirstListing ? startAt : "start"))) isFirstListing = false;
  };

  return {
    get unreadBytes() {
      return cursor.file === undefined ? 0 : cursor.file.unreadBytes + laterFiles.bytes;
    },
    readAll: async (handler, signal) => {
      const lines = rotations.watch(handler);
      while (!isAborted(signal)) {
        if (cursor.file === undefined) await openFirst();
        else await switchToUnreadCopy(cursor.file);
        const { file } = cursor;
        if (file === undefined) return;
        await laterFiles.opened(file);
        const end = await readToEnd(path, file, lines, signal, () => laterFiles.onPiece(file));
        if (isAborted(signal) || end === "current") return;
        if (end === "left") {
          rotations.left();
          return;
        }
        await cursor.close();
        if (end !== "replaced") await openOther(end, "start");
        else if (cursor.position !== undefined) await resume(cursor.position, "cut-off");
      }
    },
  };
}

/** Opens files, and reports those that are other files than before. */
function createOpener(path: string, cursor: FileCursor, rotations: RotationReports) {
  const openOther = async (file: FileInfo, at: OpenAt): Promise<boolean> => {
    const isOpen = await cursor.open(file, at);
    if (isOpen) rotations.opened();
    return isOpen;
  };
  const openCandidate = async ({ file, at, kind }: Candidate): Promise<boolean> => {
    try {
      return kind === "renamed" ? await cursor.open(file, at) : await openOther(file, at);
    } catch (error) {
      // A file that cannot be read is no copy of one that was read.
      if (kind === "copy" && isSystemError(error)) return false;
      throw error;
    }
  };
  /** Replaces an open file, of which nothing was read, by its copy if it was copied and truncated since. */
  const switchToUnreadCopy = async ({ position }: LogFile) => {
    if (position.offset > 0) return;
    const copy = unreadCopyOf(position, await listLogFiles(path));
    if (copy === undefined) return;
    await cursor.close();
    await openOther(copy, "start");
  };
  return { openOther, openCandidate, switchToUnreadCopy };
}

/**
 * The end of a file: its `current` end as the log, or its end until the log, which is another file now (`left`), has
 * content; that its content was replaced; or the file that follows.
 */
type FileEnd = "current" | "left" | "replaced" | FileInfo;

async function readToEnd(
  path: string,
  file: LogFile,
  lines: LineHandler,
  signal: AbortSignal,
  onPiece: () => Promise<void>,
): Promise<FileEnd> {
  if ((await file.read(lines, signal, onPiece)) === "replaced") return "replaced";
  const log = await fileInfo(path);
  if (log !== undefined && fileId(log) === fileId(file)) return "current";
  const next = successorOf(path, file.position, await listLogFiles(path));
  if (next === undefined) return "left";
  // The writer may have appended to the old file until it wrote to the new one.
  if ((await file.read(lines, signal)) === "replaced") return "replaced";
  if (!isAborted(signal)) await file.readUnterminatedLine(lines);
  return next;
}
