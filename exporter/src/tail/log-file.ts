import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { openRegularFile } from "../regular-file.js";
import type { FilePosition } from "./position.js";
import {
  createReadWindow,
  fingerprintOf,
  maxFingerprintBytes,
  type ReadBuffer,
  type ReadWindow,
} from "./read-window.js";
import type { OpenAt } from "./rotation.js";

/** Pieces of a file, of 192 KiB each, after which its size is measured again; sooner near the end that is known. */
const piecesPerSize = 16;

/** Receives the lines of a file. */
export interface LineHandler {
  /** @param line without its line break. The bytes are overwritten once this returns or its promise resolves */
  onLine(line: Buffer): void | Promise<void>;
  onTooLong(): void;
}

/** A log file that is open for reading. It stays the same file when it is renamed. */
export interface LogFile {
  readonly device: string;
  readonly inode: string;
  readonly position: FilePosition;
  /** Bytes after the position. The size is measured every few pieces while the file is read. */
  readonly unreadBytes: number;
  /**
   * Reads all complete lines after the position.
   *
   * @param onPiece called after each piece, of the length of the buffer at most
   * @returns `replaced` if the bytes before the position have changed: the file was truncated or rewritten, and nothing
   *   of the new content was read
   */
  read(lines: LineHandler, signal: AbortSignal, onPiece?: () => Promise<void>): Promise<"end" | "replaced">;
  /** Reads a last line without a line break, once nothing will be appended to it. */
  readUnterminatedLine(lines: LineHandler): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log file at its start, at its end, or at a position. A line that is longer than the maximum is skipped to its
 * end and rejected once; whether it is depends on its length alone, not on the pieces in which it was written.
 *
 * @param modified latest modification time of files that were read before, in nanoseconds
 * @returns undefined if the position is not in this file
 * @throws NotAFileError, or Error of the operating system
 */
export async function openLogFile(
  path: string,
  at: OpenAt,
  buffer: ReadBuffer,
  modified = 0n,
): Promise<LogFile | undefined> {
  const handle = await openRegularFile(path);
  try {
    const stats = await handle.stat({ bigint: true });
    const start = await locate(handle, at, Number(stats.size), buffer.bytes);
    if (start !== undefined) return createLogFile(handle, stats, start, { buffer, modified });
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** Where reading starts in a file. The fingerprinted bytes are in the buffer. */
interface Start {
  readonly offset: number;
  readonly skipping: boolean;
  readonly fingerprinted: number;
}

async function locate(handle: FileHandle, at: OpenAt, size: number, buffer: Buffer): Promise<Start | undefined> {
  if (at === "start") return { offset: 0, skipping: false, fingerprinted: 0 };
  const offset = at === "end" ? size : at.offset;
  const length = at === "end" ? Math.min(size, maxFingerprintBytes) : at.fingerprinted;
  if (offset > size || length > Math.min(offset, maxFingerprintBytes)) return undefined;
  const { bytesRead } = await handle.read(buffer, 0, length, offset - length);
  const bytes = buffer.subarray(0, bytesRead);
  if (at === "end") {
    const isInsideLine = bytesRead > 0 && bytes[bytesRead - 1] !== newline;
    return { offset, skipping: isInsideLine, fingerprinted: bytesRead };
  }
  return fingerprintOf(bytes) === at.fingerprint ? { offset, skipping: at.skipping, fingerprinted: length } : undefined;
}

const newline = 0x0a;

const later = (one: bigint, other: bigint) => (one > other ? one : other);

function createLogFile(
  handle: FileHandle,
  stats: BigIntStats,
  start: Start,
  options: { readonly buffer: ReadBuffer; readonly modified: bigint },
): LogFile {
  const identity = { device: String(stats.dev), inode: String(stats.ino) };
  const window = createReadWindow(handle, options.buffer.bytes, start);
  const splitter = createLineSplitter(window, start.skipping, options.buffer.maxLineBytes);
  let modified = later(options.modified, stats.mtimeNs);
  let size = start.offset;

  const updateStats = async () => {
    const now = await handle.stat({ bigint: true });
    modified = later(modified, now.mtimeNs);
    size = Number(now.size);
  };

  return {
    ...identity,
    get position() {
      const bytes = window.fingerprinted;
      return {
        ...identity,
        offset: window.offset,
        skipping: splitter.skipping,
        fingerprint: fingerprintOf(bytes),
        fingerprinted: bytes.length,
        modified: String(modified),
      };
    },
    get unreadBytes() {
      return Math.max(0, size - window.offset);
    },
    read: async (lines, signal, onPiece) => {
      for (let pieces = 0; !signal.aborted; pieces += 1) {
        // The file may grow faster than it is read, so that its end is not reached for long.
        if (pieces % piecesPerSize === 0 || size <= window.offset + options.buffer.bytes.length) await updateStats();
        if (!(await window.fill())) return "replaced";
        const { isFull } = window;
        await splitter.split(lines);
        await onPiece?.();
        if (!isFull) break;
      }
      await updateStats();
      return "end";
    },
    readUnterminatedLine: (lines) => splitter.splitRest(lines),
    close: () => handle.close(),
  };
}

/** Splits the content of a read window into lines. */
interface LineSplitter {
  /** Whether the offset is inside a line that was rejected as too long. */
  readonly skipping: boolean;
  split(lines: LineHandler): Promise<void>;
  splitRest(lines: LineHandler): Promise<void>;
}

function createLineSplitter(window: ReadWindow, initiallySkipping: boolean, maxLineBytes: number): LineSplitter {
  let skipping = initiallySkipping;

  const handle = (line: Buffer, lines: LineHandler): void | Promise<void> => {
    if (skipping) {
      skipping = false;
      return;
    }
    if (line.length <= maxLineBytes) return lines.onLine(line);
    lines.onTooLong();
  };

  /** A line without an end stays unconsumed, unless it is too long already. */
  const skipTooLong = (lines: LineHandler) => {
    const { length } = window.unconsumed;
    if (!skipping && length <= maxLineBytes) return;
    if (!skipping) lines.onTooLong();
    skipping = true;
    window.consume(length);
  };

  return {
    get skipping() {
      return skipping;
    },
    split: async (lines) => {
      for (;;) {
        const bytes = window.unconsumed;
        const end = bytes.indexOf(newline);
        if (end < 0) break;
        const handled = handle(bytes.subarray(0, end), lines);
        if (handled !== undefined) await handled;
        window.consume(end + 1);
      }
      skipTooLong(lines);
    },
    splitRest: async (lines) => {
      const rest = window.unconsumed;
      if (rest.length > 0 && !skipping) await lines.onLine(rest);
      window.consume(rest.length);
    },
  };
}
