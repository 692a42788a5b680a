import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { FilePosition } from "./position.js";

/** How many bytes before the position are looked at again with every read. */
const proofLength = 1_024;

/** Who takes the lines of a file. */
export interface LineHandler {
  /** @param line without its end; the bytes are overwritten once this, or its promise, has come to its end */
  onLine(line: Buffer): void | Promise<void>;
  onTooLong(): void;
}

/** Room for reading: one line of the greatest length, and enough besides that reading in pieces is fast. */
export interface ReadBuffer {
  readonly bytes: Buffer;
  /** The greatest length of a line in bytes. */
  readonly maxLineBytes: number;
}

export const createReadBuffer = (longest: number): ReadBuffer => ({
  bytes: Buffer.allocUnsafeSlow(proofLength + longest + 65_536),
  maxLineBytes: longest,
});

/** A log that is open for reading, under whatever name. */
export interface LogFile {
  readonly device: string;
  readonly inode: string;
  readonly position: FilePosition;
  /** How many bytes beyond the position it was known to have. */
  readonly unreadBytes: number;
  /**
   * Takes every whole line from the position on. `replaced` where other bytes stand before the position than were
   * read: the file was cut off, or written anew. Nothing of it has been taken then.
   */
  read(lines: LineHandler, signal: AbortSignal): Promise<"end" | "replaced">;
  /** Takes what stands after the last line end: nothing will be added to it. */
  readUnterminatedLine(lines: LineHandler): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log at its start, at its end, or where a position says.
 *
 * Every read begins a little before the position, and what stands there must be what was read last: one system call
 * tells whether the file is still the same one and what is new. A line that is longer than the room has is taken up to
 * its end and refused; whether a line is refused depends on its length alone, never on how it came.
 *
 * @param seen up to when files that were read before had been written to, in nanoseconds
 * @returns undefined where the file isn't the one that the position was in
 * @throws Error of the operating system, or because the path leads to no ordinary file
 */
export async function openLogFile(
  path: string,
  at: "start" | "end" | FilePosition,
  room: ReadBuffer,
  seen = 0n,
): Promise<LogFile | undefined> {
  // A pipe without a writer would otherwise be waited for when it is opened.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const log = await placed(handle, at, room, seen);
    if (log === undefined) await handle.close();
    return log;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function placed(
  handle: FileHandle,
  at: "start" | "end" | FilePosition,
  room: ReadBuffer,
  seen: bigint,
): Promise<LogFile | undefined> {
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) throw new Error("it is no ordinary file");
  const identity = { device: String(stats.dev), inode: String(stats.ino), modified: later(seen, stats.mtimeNs) };
  if (at === "start") return reading(handle, identity, { offset: 0, skipping: false, proven: 0 }, room);
  const size = Number(stats.size);
  const offset = at === "end" ? size : at.offset;
  const length = at === "end" ? Math.min(size, proofLength) : at.fingerprinted;
  if (offset > size || length > Math.min(offset, proofLength)) return undefined;
  const { bytesRead } = await handle.read(room.bytes, 0, length, offset - length);
  const proof = room.bytes.subarray(0, bytesRead);
  if (at === "end") {
    const skipping = bytesRead > 0 && proof[bytesRead - 1] !== lineEnd;
    return reading(handle, identity, { offset, skipping, proven: bytesRead }, room);
  }
  if (fingerprintOf(proof) !== at.fingerprint) return undefined;
  return reading(handle, identity, { offset, skipping: at.skipping, proven: length }, room);
}

const lineEnd = 0x0a;

const later = (one: bigint, other: bigint) => (one > other ? one : other);

const fingerprintOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

function reading(
  handle: FileHandle,
  identity: { readonly device: string; readonly inode: string; readonly modified: bigint },
  start: { readonly offset: number; readonly skipping: boolean; readonly proven: number },
  { bytes: buffer, maxLineBytes: longest }: ReadBuffer,
): LogFile {
  const { device, inode } = identity;
  let { modified } = identity;
  let { offset, skipping } = start;
  // The buffer holds the file from a little before the offset; the offset is at `taken` in it.
  let taken = start.proven;
  let filled = start.proven;
  let size = offset;

  const proof = () => buffer.subarray(Math.max(0, taken - proofLength), taken);

  const moveTo = (end: number) => {
    offset += end - taken;
    taken = end;
  };

  const look = async () => {
    const stats = await handle.stat({ bigint: true });
    modified = later(modified, stats.mtimeNs);
    size = Number(stats.size);
  };

  const fill = async () => {
    const before = Buffer.from(proof());
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset - before.length);
    const same = bytesRead >= before.length && before.equals(buffer.subarray(0, before.length));
    if (!same) before.copy(buffer);
    taken = before.length;
    filled = same ? bytesRead : before.length;
    return same;
  };

  /** Takes the line that ends at `end` in the buffer, unless its start was refused already or it is too long. */
  const pass = (end: number, lines: LineHandler): void | Promise<void> => {
    if (skipping) {
      skipping = false;
      return;
    }
    if (end - taken > longest) {
      lines.onTooLong();
      return;
    }
    return lines.onLine(buffer.subarray(taken, end));
  };

  const takeWhole = async (lines: LineHandler) => {
    const bytes = buffer.subarray(0, filled);
    for (let end = bytes.indexOf(lineEnd, taken); end >= 0; end = bytes.indexOf(lineEnd, taken)) {
      const held = pass(end, lines);
      if (held !== undefined) await held;
      moveTo(end + 1);
    }
  };

  /** What has no end yet stays where it is, unless it is too long to be kept. */
  const skipEndless = (lines: LineHandler) => {
    if (!skipping && filled - taken <= longest) return;
    if (!skipping) lines.onTooLong();
    skipping = true;
    moveTo(filled);
  };

  return {
    device,
    inode,
    get position() {
      const bytes = proof();
      return {
        device,
        inode,
        offset,
        skipping,
        fingerprint: fingerprintOf(bytes),
        fingerprinted: bytes.length,
        modified: String(modified),
      };
    },
    get unreadBytes() {
      return Math.max(0, size - offset);
    },
    read: async (lines, signal) => {
      await look();
      while (!signal.aborted) {
        if (!(await fill())) return "replaced";
        const full = filled === buffer.length;
        await takeWhole(lines);
        skipEndless(lines);
        if (!full) break;
      }
      await look();
      return "end";
    },
    readUnterminatedLine: async (lines) => {
      if (filled > taken && !skipping) await lines.onLine(buffer.subarray(taken, filled));
      moveTo(filled);
    },
    close: () => handle.close(),
  };
}
