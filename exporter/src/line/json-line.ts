import { isAscii, isUtf8 } from "node:buffer";
import type { ParseResult, RejectionReason } from "../events.js";

/** Length in bytes up to which nesting is harmless. Real lines have a few hundred bytes. */
const shortLine = 4096;

/** Real entries have at most five levels. */
const maxDepth = 32;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const quote = 0x22;
const backslash = 0x5c;
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** The position after the string whose content starts at `start`. */
function endOfString(line: Buffer, start: number): number {
  for (let index = start; index < line.length; index++) {
    const byte = line[index];
    if (byte === quote) return index + 1;
    if (byte === backslash) index++;
  }
  return line.length;
}

/** Whether the nesting exceeds the limit. Each level becomes an object, so brackets need fifty times their size. */
function isTooDeep(line: Buffer): boolean {
  let depth = 0;
  for (let index = 0; index < line.length; index++) {
    const byte = line[index] ?? 0;
    if (byte === quote) index = endOfString(line, index + 1) - 1;
    else if (opening.has(byte)) depth++;
    else if (closing.has(byte)) depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** Editors and PowerShell begin a file with a byte order mark, which belongs to no line. */
const withoutByteOrderMark = (line: Buffer): Buffer =>
  line[0] === byteOrderMark[0] && byteOrderMark.equals(line.subarray(0, 3)) ? line.subarray(3) : line;

const space = 0x20;
const tab = 0x09;
const carriageReturn = 0x0d;

/** Whether a line holds nothing. Such a line is neither counted nor rejected. */
export const isBlankLine = (line: Buffer): boolean =>
  withoutByteOrderMark(line).every((byte) => byte === space || byte === tab || byte === carriageReturn);

/** Lets a parser return undefined for blank lines. They are asked last, since they are rare. */
export const skipBlankLines =
  <Event>(parse: (line: Buffer) => ParseResult<Event>) =>
  (line: Buffer): ParseResult<Event> | undefined => {
    const result = parse(line);
    return "rejected" in result && isBlankLine(line) ? undefined : result;
  };

/** Decodes ASCII as Latin-1, which V8 stores in one byte per character and parses faster. */
function decode(line: Buffer): string | undefined {
  if (isAscii(line)) return line.toString("latin1");
  return isUtf8(line) ? line.toString("utf8") : undefined;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Parses a line as a JSON object, or returns why it is none. It never throws, and keeps no reference to the line. */
export function parseJsonLine(bytes: Buffer): object | RejectionReason {
  const line = withoutByteOrderMark(bytes);
  if (line.length > shortLine && isTooDeep(line)) return "too-deep";
  const text = decode(line);
  if (text === undefined) return "encoding";
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : "not-json";
}
