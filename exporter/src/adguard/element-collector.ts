import { createHash, type Hash } from "node:crypto";
import type { RejectionReason } from "../events.js";
import { isBlankLine, parseJsonLine } from "../line/json-line.js";

/** Receives the elements of a list. */
export interface ListReader {
  /** Reads an element that is an object. Returns why it can't be used; undefined if it can. */
  element(value: object): RejectionReason | undefined;
  /**
   * An element can't be used, or isn't an object.
   *
   * @param key equal for equal elements
   */
  rejected(reason: RejectionReason, key: string): void;
}

/** Bytes that are collected up to a limit. */
export interface Bytes {
  readonly value: Buffer;
  /** Returns whether there was room for them. */
  add(bytes: Buffer): boolean;
  clear(): void;
}

const initialBytes = 4096;

export function createBytes(limit: number): Bytes {
  let buffer = Buffer.alloc(initialBytes);
  let length = 0;
  return {
    get value() {
      return buffer.subarray(0, length);
    },
    add: (bytes) => {
      const end = length + bytes.length;
      if (end > limit) return false;
      if (end > buffer.length) buffer = Buffer.concat([buffer], Math.min(limit, Math.max(end, 2 * buffer.length)));
      bytes.copy(buffer, length);
      length = end;
      return true;
    },
    clear: () => {
      length = 0;
    },
  };
}

/** An entry of the query log whose answer fills a DNS message of 64 KiB has up to 700 KB. */
const maxElementBytes = 1_048_576;

/** Such an entry has up to 45,000 values, each of which becomes up to a hundred bytes. */
const maxValues = 65_536;

/** Real elements have at most five levels. */
const maxDepth = 32;

/** Collects the bytes of one element after the other, within limits, and parses each at its end. */
export interface ElementCollector {
  add(bytes: Buffer): void;
  /** A further value begins, at this depth in the element. */
  readonly value: (depth: number) => void;
  /** Hands the element on, and begins the next one. */
  end(reader: ListReader): void;
}

export function createElementCollector(): ElementCollector {
  const collected = createBytes(maxElementBytes);
  let values = 0;
  let rejection: { readonly reason: RejectionReason; readonly hash: Hash } | undefined;
  const reject = (reason: RejectionReason) => {
    rejection ??= { reason, hash: hashOf(collected.value) };
  };
  return {
    add: (bytes) => {
      if (rejection === undefined && !collected.add(bytes)) reject("too-long");
      rejection?.hash.update(bytes);
    },
    value: (depth) => {
      values += 1;
      if (depth > maxDepth) reject("too-deep");
      if (values > maxValues) reject("too-long");
    },
    end: (reader) => {
      const ended = rejection;
      const bytes = collected.value;
      collected.clear();
      [values, rejection] = [0, undefined];
      if (ended !== undefined) reader.rejected(ended.reason, keyOf(ended.hash));
      else if (!isBlankLine(bytes)) handOn(bytes, reader);
    },
  };
}

function handOn(bytes: Buffer, reader: ListReader): void {
  const value = parseJsonLine(bytes);
  const reason = typeof value === "string" ? value : reader.element(value);
  if (reason !== undefined) reader.rejected(reason, keyOf(hashOf(bytes)));
}

const hashOf = (bytes: Buffer): Hash => createHash("sha1").update(bytes);

const keyOf = (hash: Hash): string => hash.digest("base64url");
