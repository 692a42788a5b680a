import { isAscii, isUtf8 } from "node:buffer";
import type { RejectionReason } from "../events.js";

/** Real lines have some hundred bytes; only in longer ones can nesting cost anything. */
const shortLine = 4096;

/** The deepest real entry has five levels. */
const maxDepth = 32;

const quote = 0x22;
const backslash = 0x5c;
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** The position after a string that starts after `start`. */
function endOfString(line: Buffer, start: number): number {
  for (let index = start; index < line.length; index++) {
    const byte = line[index];
    if (byte === quote) return index + 1;
    if (byte === backslash) index++;
  }
  return line.length;
}

/** Reading JSON isn't recursive, but every level is an object: a line of brackets takes fifty times its own memory. */
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

/** Text of one byte per character where that is enough: V8 reads it faster, and it takes half the memory. */
function decode(line: Buffer): string | undefined {
  if (isAscii(line)) return line.toString("latin1");
  return isUtf8(line) ? line.toString("utf8") : undefined;
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads a line of JSON as an object, or says why it is none. It never throws, and keeps nothing of the line. */
export function parseJsonLine(line: Buffer): object | RejectionReason {
  if (line.length > shortLine && isTooDeep(line)) return "too-deep";
  const text = decode(line);
  if (text === undefined) return "encoding";
  const value = readJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : "not-json";
}
