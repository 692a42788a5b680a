import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

/** Bytes before the position that are read and compared again with every read. */
export const maxFingerprintBytes = 1_024;

/** A buffer for one line of the maximum length, with space for read-ahead. It serves one open file at a time. */
export interface ReadBuffer {
  readonly bytes: Buffer;
  /** Maximum length of a line in bytes. */
  readonly maxLineBytes: number;
}

export const createReadBuffer = (maxLineBytes: number): ReadBuffer => ({
  bytes: Buffer.allocUnsafeSlow(maxFingerprintBytes + maxLineBytes + 65_536),
  maxLineBytes,
});

export const fingerprintOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The part of a file around the read position, in a buffer. */
export interface ReadWindow {
  /** Offset in the file up to which lines were consumed. */
  readonly offset: number;
  /** The consumed bytes before the offset that identify the file. */
  readonly fingerprinted: Buffer;
  /** The bytes after the offset, as far as they were read. */
  readonly unconsumed: Buffer;
  /** Whether the last read filled the buffer: the file may go on. */
  readonly isFull: boolean;
  /**
   * Reads on from the offset. It reads the fingerprinted bytes again, so that one system call shows whether the file is
   * still the same.
   *
   * @returns false if the file has other bytes there, because it was truncated or replaced. The window is then unchanged
   */
  fill(): Promise<boolean>;
  /** Moves the offset by a number of bytes. */
  consume(count: number): void;
}

/**
 * @param start offset in the file, and the number of bytes before it that are at the start of the buffer
 */
export function createReadWindow(
  handle: FileHandle,
  buffer: Buffer,
  start: { readonly offset: number; readonly fingerprinted: number },
): ReadWindow {
  let { offset } = start;
  /** Index in the buffer of the byte at the offset. */
  let consumed = start.fingerprinted;
  /** Index in the buffer after the last byte that was read. */
  let filled = start.fingerprinted;

  /** A copy of the fingerprinted bytes during a read, which overwrites the buffer while a checkpoint may be written. */
  let copy: Buffer | undefined;
  /** One buffer for all copies: a new one for each read would be garbage of megabytes. */
  const copied = Buffer.allocUnsafeSlow(maxFingerprintBytes);

  const fingerprinted = () => copy ?? buffer.subarray(Math.max(0, consumed - maxFingerprintBytes), consumed);

  return {
    get offset() {
      return offset;
    },
    get fingerprinted() {
      return fingerprinted();
    },
    get unconsumed() {
      return buffer.subarray(consumed, filled);
    },
    get isFull() {
      return filled === buffer.length;
    },
    fill: async () => {
      const before = copied.subarray(0, fingerprinted().copy(copied));
      copy = before;
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset - before.length);
      copy = undefined;
      const isSame = bytesRead >= before.length && before.equals(buffer.subarray(0, before.length));
      if (!isSame) before.copy(buffer);
      consumed = before.length;
      filled = isSame ? bytesRead : before.length;
      return isSame;
    },
    consume: (count) => {
      offset += count;
      consumed += count;
    },
  };
}
