import { closeSync, constants, openSync, readSync } from "node:fs";
import { open, rename, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { hasErrorCode, writeAtomically } from "./atomic-write.js";

/** What is kept under each name, in JSON-able parts. */
export type Sections = Readonly<Record<string, Iterable<unknown>>>;

/** What was saved last. */
export interface SavedState {
  /** The parts of a section, read from the disk as they are asked for; none if there was no such section. */
  section(name: string): Iterable<unknown>;
  /** What was added since, the oldest first. */
  readonly appended: readonly unknown[];
}

export type LoadedState =
  | { readonly kind: "none" }
  | { readonly kind: "saved"; readonly state: SavedState }
  /** It was there, and can't be used; `message` says why, and where it is now. */
  | { readonly kind: "set-aside"; readonly message: string };

export interface StateFile {
  /**
   * Replaces what was saved, in one step. The parts are made while they are written, a piece at a time, so that the
   * whole never stands in memory: nothing that they are made of may change meanwhile. One save after the other.
   *
   * @throws Error of the operating system; the old state is still there
   */
  save(sections: Sections): Promise<void>;
  /**
   * Adds a little to what was saved, in JSON; it is on the disk when this is done. Only what was added whole is read back.
   *
   * @throws Error of the operating system
   */
  append(entry: unknown): Promise<void>;
  /**
   * Looks for what was saved. What is cut off, damaged or of another version is renamed to `….set-aside`, so that it is
   * neither used nor lost.
   *
   * @throws Error of the operating system, where a file is there that may not be read or renamed
   */
  load(): Promise<LoadedState>;
}

const format = "homelab-exporter state";
const version = 1;

/**
 * The one file that says what was counted and up to where everything was read. It is lines of JSON: a head with format
 * and version, for each section its name and its parts, an end with the checksum of all before it, and what was added
 * since.
 */
export function openStateFile(path: string): StateFile {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(act, act);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    save: (sections) => inTurn(() => writeAtomically(path, (file) => write(file, sections))),
    append: (entry) => inTurn(() => append(path, `${JSON.stringify({ added: entry })}\n`)),
    load: () => inTurn(() => load(path)),
  };
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
  try {
    await file.appendFile(line);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** How much text is gathered before it is written. */
const piece = 65_536;

async function write(file: FileHandle, sections: Sections): Promise<void> {
  let checksum = 0;
  let text = "";
  const flush = async () => {
    const bytes = Buffer.from(text);
    text = "";
    checksum = crc32(bytes, checksum);
    // A single write may come to less than all where the disk is nearly full.
    for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
  };
  for (const line of linesOf(sections)) {
    text += `${line}\n`;
    if (text.length >= piece) await flush();
  }
  await flush();
  text = `${JSON.stringify({ end: checksum })}\n`;
  await flush();
}

function* linesOf(sections: Sections): Iterable<string> {
  yield JSON.stringify({ format, version });
  for (const [section, parts] of Object.entries(sections)) {
    yield JSON.stringify({ section });
    // In an array, so that no part looks like the name of a section, and none is undefined.
    for (const part of parts) yield JSON.stringify([part]);
  }
}

async function load(path: string): Promise<LoadedState> {
  const found = look(path);
  if (found === undefined) return { kind: "none" };
  if (typeof found === "string") {
    const aside = `${path}.set-aside`;
    await rename(path, aside);
    return { kind: "set-aside", message: `${path} can't be used: ${found}. It is now ${basename(aside)}` };
  }
  const section = (name: string) => {
    const place = found.places.get(name);
    return place === undefined ? [] : partsAt(path, place);
  };
  return { kind: "saved", state: { section, appended: found.added } };
}

/** No part comes near it. */
const longest = 33_554_432;

interface Found {
  /** Where each section begins, in bytes. */
  readonly places: ReadonlyMap<string, number>;
  readonly added: readonly unknown[];
}

/** What is in the file; what is wrong with it; undefined for no file. */
function look(path: string): Found | string | undefined {
  try {
    return foundIn(path);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return undefined;
    if (error instanceof SyntaxError || error instanceof DamagedError) return error.message;
    throw error;
  }
}

/** What is saved can't be read back as it was written. */
class DamagedError extends Error {}

function foundIn(path: string): Found {
  const places = new Map<string, number>();
  const added: unknown[] = [];
  let checksum = 0;
  let first = true;
  let whole = false;
  for (const { bytes, end } of linesAt(path, 0)) {
    if (whole) {
      const entry = addedIn(bytes);
      // What a power cut left of the last one can't be told from damage; nothing stands after it that is worth having.
      if (entry === undefined) break;
      added.push(entry.added);
      continue;
    }
    const line = first ? headOf(bytes) : parsed(bytes);
    first = false;
    if ("end" in line) {
      if (line.end !== checksum) throw new DamagedError("its checksum isn't that of its content");
      whole = true;
    }
    if (typeof line.section === "string") places.set(line.section, end);
    checksum = crc32(newline, crc32(bytes, checksum));
  }
  if (!whole) throw new DamagedError(first ? "it is empty" : "its end is missing");
  return { places, added };
}

function addedIn(bytes: Buffer): { readonly added: unknown } | undefined {
  try {
    const line: unknown = JSON.parse(bytes.toString());
    return typeof line === "object" && line !== null && "added" in line ? line : undefined;
  } catch {
    return undefined;
  }
}

const newline = Buffer.from("\n");

/** What a line of the file can be; a part is an array, and has none of these. */
interface Line {
  readonly format?: unknown;
  readonly version?: unknown;
  readonly section?: unknown;
  readonly end?: unknown;
}

function headOf(bytes: Buffer): Line {
  const head = parsed(bytes);
  if (head.format !== format) throw new DamagedError("it is no state of homelab-exporter");
  if (head.version !== version)
    throw new DamagedError(`it is of version ${String(head.version)}, and this is for version ${version}`);
  return head;
}

function parsed(bytes: Buffer): Line {
  // Parts are most of the file; they are parsed when they are used, and the checksum says that they are whole.
  if (bytes[0] === openingBracket) return {};
  const line: unknown = JSON.parse(bytes.toString());
  if (typeof line !== "object" || line === null) throw new DamagedError("a line of it is no object");
  return line;
}

const openingBracket = 0x5b;

function* partsAt(path: string, place: number): Iterable<unknown> {
  for (const { bytes } of linesAt(path, place)) {
    const line: unknown = JSON.parse(bytes.toString());
    if (!isPart(line)) return;
    yield line[0];
  }
}

const isPart = (line: unknown): line is readonly unknown[] => Array.isArray(line);

/** The whole lines of a file from a place on, and where each ends, in bytes; the bytes are overwritten by the next. */
function* linesAt(path: string, place: number): Iterable<{ readonly bytes: Buffer; readonly end: number }> {
  const file = openSync(path, "r");
  try {
    let buffer = Buffer.allocUnsafe(piece);
    let filled = 0;
    let end = place;
    for (;;) {
      const read = readSync(file, buffer, filled, buffer.length - filled, end + filled);
      if (read === 0) return;
      filled += read;
      let start = 0;
      for (let at = indexIn(buffer, start, filled); at >= 0; at = indexIn(buffer, start, filled)) {
        end += at + 1 - start;
        yield { bytes: buffer.subarray(start, at), end };
        start = at + 1;
      }
      buffer.copyWithin(0, start, filled);
      filled -= start;
      if (filled > longest) throw new DamagedError("a line of it has no end");
      if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    }
  } finally {
    closeSync(file);
  }
}

const indexIn = (buffer: Buffer, start: number, filled: number) =>
  buffer.subarray(0, filled).indexOf(newline[0] ?? 0, start);
