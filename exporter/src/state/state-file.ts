import { constants } from "node:fs";
import { rename } from "node:fs/promises";
import { basename } from "node:path";
import { NotAFileError, openRegularFile } from "../regular-file.js";
import { createSerialQueue } from "../serial-queue.js";
import { hasErrorCode, writeAtomically } from "./atomic-write.js";
import { CorruptStateError, readSection, scanState, type StateIndex } from "./state-reader.js";
import { type Sections, writeState } from "./state-writer.js";

/** The content of a state file. */
export interface SavedState {
  /** The parts of a section, read from the disk on demand; none if there is no such section. */
  section(name: string): Iterable<unknown>;
  /** Entries that were appended after the sections, oldest first. */
  readonly appended: readonly unknown[];
}

export type LoadedState =
  | { readonly kind: "none" }
  | { readonly kind: "saved"; readonly state: SavedState }
  /** The file cannot be used and was renamed; `message` says why and to which name. */
  | { readonly kind: "set-aside"; readonly message: string };

export interface StateFile {
  /**
   * Replaces the file in one step. Parts are generated while they are written, so that the state is never in memory as
   * a whole: the data behind them must not change until this resolves.
   *
   * @throws Error of the operating system; the file then holds the old state
   */
  save(sections: Sections): Promise<void>;
  /**
   * Appends an entry as JSON; it is on the disk once this resolves. An incomplete entry is ignored when it is loaded.
   *
   * @throws Error of the operating system
   */
  append(entry: unknown): Promise<void>;
  /**
   * Loads the file. A truncated or damaged file, or one of another version, is renamed to `….set-aside`, so that it is
   * neither used nor lost.
   *
   * @throws Error of the operating system, if the file exists and cannot be read or renamed
   */
  load(): Promise<LoadedState>;
}

/**
 * The file with the counters and the positions of all logs. It holds lines of JSON: a header with format and version,
 * each section's name and parts, an end with the checksum of the lines before it, and the appended entries.
 */
export function openStateFile(path: string): StateFile {
  const queue = createSerialQueue();
  return {
    save: (sections) => queue.run(() => writeAtomically(path, (file) => writeState(file, sections))),
    append: (entry) => queue.run(() => appendLine(path, `${JSON.stringify({ added: entry })}\n`)),
    load: () => queue.run(() => load(path)),
  };
}

async function appendLine(path: string, line: string): Promise<void> {
  const file = await openRegularFile(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
  try {
    await file.appendFile(line);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function load(path: string): Promise<LoadedState> {
  const index = scan(path);
  if (index === undefined) return { kind: "none" };
  if (typeof index === "string") {
    const aside = `${path}.set-aside`;
    await rename(path, aside);
    return { kind: "set-aside", message: `${path} can't be used: ${index}. It is now ${basename(aside)}` };
  }
  const section = (name: string) => {
    const offset = index.sections.get(name);
    return offset === undefined ? [] : readSection(path, offset);
  };
  return { kind: "saved", state: { section, appended: index.appended } };
}

/** The index of a state file, or why it cannot be used; undefined if there is no file. */
function scan(path: string): StateIndex | string | undefined {
  try {
    return scanState(path);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return undefined;
    if (error instanceof NotAFileError) throw new Error(`${error.message}: name another one as exporter.state_file`);
    if (error instanceof SyntaxError || error instanceof CorruptStateError) return error.message;
    throw error;
  }
}
