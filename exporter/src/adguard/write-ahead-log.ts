import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { openRegularFile } from "../regular-file.js";
import { createSerialQueue } from "../serial-queue.js";
import {
  contiguousSegments,
  listSegments,
  readSegment,
  removeSegment,
  segmentPath,
  truncatePartialLine,
} from "./wal-segments.js";

/** A position in the write-ahead log, as it is saved in the state file. */
export interface WalPosition {
  /** Number of the segment; segments are numbered upward. */
  readonly file: number;
  /** In bytes. */
  readonly offset: number;
}

/** Checks a saved position; undefined for another value. */
export function parseWalPosition(saved: unknown): WalPosition | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { file, offset }: { readonly file?: unknown; readonly offset?: unknown } = saved;
  return isCount(file) && isCount(offset) ? { file, offset } : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The entries that were read from AdGuard Home and may not be part of a saved state yet. */
export interface WriteAheadLog {
  /** Position of the next line. */
  readonly end: WalPosition;
  /** Reads the lines from a position on, each with the position after it. */
  readFrom(position: WalPosition): AsyncIterable<{ readonly line: string; readonly after: WalPosition }>;
  /**
   * Appends lines without line breaks, all or none; they are on the disk when the promise resolves.
   *
   * @returns the position after each line
   * @throws Error of the operating system
   */
  append(lines: readonly string[]): Promise<readonly WalPosition[]>;
  /**
   * Removes the segments before a position from which a restart would read on.
   *
   * @returns the position, or its equivalent at the start of a new segment
   */
  truncateBefore(position: WalPosition): Promise<WalPosition>;
  close(): Promise<void>;
}

/** From this size on, in bytes, a segment that is no longer needed is replaced by a new one. */
const segmentSize = 1_048_576;

/**
 * Opens the write-ahead log. A log file can be read again after a kill, but AdGuard Home may be down then or may have
 * lost the entries in its memory. Therefore entries are written here before they are counted, and read again from here.
 *
 * The log is a series of segments, `<path>.1`, `<path>.2`. A last line that a kill cut off was never counted, and is
 * removed.
 *
 * @param from where reading continues; without it, or where it is missing on the disk, the log starts empty
 */
export async function openWriteAheadLog(path: string, from: WalPosition | undefined): Promise<WriteAheadLog> {
  let { oldest, current, size } = await recoverSegments(path, from);
  let handle: FileHandle | undefined;
  const queue = createSerialQueue();

  const close = async () => {
    const closing = handle;
    handle = undefined;
    await closing?.close();
  };

  return {
    get end() {
      return { file: current, offset: size };
    },
    readFrom: async function* (position) {
      for (let file = Math.max(position.file, oldest); file <= current; file += 1) {
        // The file is created by the first append.
        if (file === current && size === 0) return;
        const start = file === position.file ? position.offset : 0;
        for await (const { line, end } of readSegment(path, file, start)) yield { line, after: { file, offset: end } };
      }
    },
    append: (lines) =>
      queue.run(async () => {
        const buffers = lines.map((line) => Buffer.from(`${line}\n`));
        handle ??= await openForAppend(segmentPath(path, current));
        await appendOrRollBack(handle, Buffer.concat(buffers), size);
        return buffers.map(({ length }) => {
          size += length;
          return { file: current, offset: size };
        });
      }),
    truncateBefore: (position) =>
      queue.run(async () => {
        for (; oldest < position.file; oldest += 1) await removeSegment(path, oldest);
        if (position.file !== current || position.offset < size || size < segmentSize) return position;
        await close();
        [current, size] = [current + 1, 0];
        return { file: current, offset: 0 };
      }),
    close: () => queue.run(close),
  };
}

interface Segments {
  readonly oldest: number;
  readonly current: number;
  /** Size of the current segment in bytes. */
  readonly size: number;
}

/** Keeps the segments from a position on, removes all others, and chooses the one to append to. */
async function recoverSegments(path: string, from: WalPosition | undefined): Promise<Segments> {
  const found = await listSegments(path);
  const kept = from === undefined ? [] : await contiguousSegments(path, found, from);
  for (const each of found) if (!kept.includes(each)) await removeSegment(path, each);
  const isAtStart = from?.offset === 0;
  const next = isAtStart ? from.file : Math.max(0, from?.file ?? 0, ...found) + 1;
  const current = kept.at(-1) ?? next;
  return { oldest: kept[0] ?? current, current, size: await truncatePartialLine(path, current) };
}

const openForAppend = (file: string): Promise<FileHandle> =>
  openRegularFile(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o600);

async function appendOrRollBack(handle: FileHandle, bytes: Buffer, size: number): Promise<void> {
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } catch (error) {
    // A part may have been written. If truncation fails as well, the next start removes it.
    await handle.truncate(size).catch(() => undefined);
    throw error;
  }
}
