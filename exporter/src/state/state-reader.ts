import { closeSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { openRegularFileSync } from "../regular-file.js";
import { readableVersions, stateFormat } from "./state-writer.js";

/** A state file is damaged. */
export class CorruptStateError extends Error {}

/** The structure of a state file. */
export interface StateIndex {
  /** Offset in bytes at which the parts of each section start. */
  readonly sections: ReadonlyMap<string, number>;
  readonly appended: readonly unknown[];
}

/**
 * Verifies a state file and indexes its sections. Parts are not parsed here.
 *
 * @throws CorruptStateError or SyntaxError if the file is damaged or of another version
 */
export function scanState(path: string): StateIndex {
  const sections = new Map<string, number>();
  const appended: unknown[] = [];
  let checksum = 0;
  let isFirst = true;
  let isComplete = false;
  for (const { bytes, end } of readLines(path, 0)) {
    if (isComplete) {
      const entry = parseAppended(bytes);
      // An entry that a power cut truncated cannot be distinguished from damage; nothing valid follows it.
      if (entry === undefined) break;
      appended.push(entry.added);
      continue;
    }
    const line = isFirst ? parseHeader(bytes) : parseLine(bytes);
    isFirst = false;
    if ("end" in line) {
      if (line.end !== checksum) throw new CorruptStateError("its checksum does not match its content");
      isComplete = true;
    }
    if (typeof line.section === "string") sections.set(line.section, end);
    checksum = crc32(newline, crc32(bytes, checksum));
  }
  if (!isComplete) throw new CorruptStateError(isFirst ? "it is empty" : "its end is missing");
  return { sections, appended };
}

/** Reads the parts of a section, one at a time, from the offset in the index. */
export function* readSection(path: string, offset: number): Iterable<unknown> {
  for (const { bytes } of readLines(path, offset)) {
    const line: unknown = JSON.parse(bytes.toString());
    if (!isPart(line)) return;
    yield line[0];
  }
}

const isPart = (line: unknown): line is readonly unknown[] => Array.isArray(line);

/** Fields of a line that is not a part. */
interface StateLine {
  readonly format?: unknown;
  readonly version?: unknown;
  readonly section?: unknown;
  readonly end?: unknown;
}

function parseHeader(bytes: Buffer): StateLine {
  const header = parseLine(bytes);
  if (header.format !== stateFormat.format) throw new CorruptStateError("it is not a state of homelab-exporter");
  if (!readableVersions.includes(header.version))
    throw new CorruptStateError(
      `it has version ${String(header.version)}, this exporter reads up to version ${stateFormat.version}`,
    );
  return header;
}

function parseLine(bytes: Buffer): StateLine {
  // Parts are most of the file. They are covered by the checksum and parsed when their section is read.
  if (bytes[0] === openingBracket) return {};
  const line: unknown = JSON.parse(bytes.toString());
  if (typeof line !== "object" || line === null) throw new CorruptStateError("a line is not an object");
  return line;
}

function parseAppended(bytes: Buffer): { readonly added: unknown } | undefined {
  try {
    const line: unknown = JSON.parse(bytes.toString());
    return typeof line === "object" && line !== null && "added" in line ? line : undefined;
  } catch {
    return undefined;
  }
}

const openingBracket = 0x5b;
const newline = Buffer.from("\n");

const chunkBytes = 65_536;
/** Far beyond the longest part. */
const maxLineBytes = 33_554_432;

/** Reads complete lines from an offset, each with the offset after it. The bytes are overwritten by the next line. */
function* readLines(path: string, offset: number): Iterable<{ readonly bytes: Buffer; readonly end: number }> {
  const file = openRegularFileSync(path);
  try {
    let buffer = Buffer.allocUnsafe(chunkBytes);
    let filled = 0;
    let end = offset;
    for (;;) {
      const read = readSync(file, buffer, filled, buffer.length - filled, end + filled);
      if (read === 0) return;
      filled += read;
      let start = 0;
      for (let at = newlineIn(buffer, start, filled); at >= 0; at = newlineIn(buffer, start, filled)) {
        end += at + 1 - start;
        yield { bytes: buffer.subarray(start, at), end };
        start = at + 1;
      }
      buffer.copyWithin(0, start, filled);
      filled -= start;
      if (filled > maxLineBytes) throw new CorruptStateError("a line has no end");
      if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    }
  } finally {
    closeSync(file);
  }
}

const newlineIn = (buffer: Buffer, start: number, filled: number) =>
  buffer.subarray(0, filled).indexOf(newline[0] ?? 0, start);
