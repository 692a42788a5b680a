import * as fs from "node:fs";
import { hasCode } from "./error-code.js";

export type EntryKind = "file" | "directory" | "symlink" | "other";

/** What the writer asks of the file system. Each operation is one that can fail, or be the last before a kill. */
export interface FileSystem {
  /** What stands at a path, without following a symbolic link; undefined where nothing does. */
  readonly kindOf: (path: string) => EntryKind | undefined;
  /** Where a path leads to once symbolic links are followed. */
  readonly follow: (path: string) => string;
  readonly read: (path: string) => Uint8Array;
  /** Writes a new file; it is on the disk, not in a cache, when this returns. */
  readonly create: (path: string, content: string | Uint8Array) => void;
  /** Puts a file in the place of another in one step: readers see the old one or the new one, whole. */
  readonly rename: (from: string, to: string) => void;
  /** A second name for a file, or a copy where the file system has no such thing. `to` must be free. */
  readonly duplicate: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  readonly makeDirectory: (path: string) => void;
  readonly removeEmptyDirectory: (path: string) => void;
  readonly removeTree: (path: string) => void;
  /** Makes renames and removals in a directory outlive a power cut, where the system can. */
  readonly flushDirectory: (path: string) => void;
}

/** The content of a file as text. */
export const textOf = (fileSystem: FileSystem, path: string): string => new TextDecoder().decode(fileSystem.read(path));

const kindOf = (path: string): EntryKind | undefined => {
  const entry = fs.lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return undefined;
  if (entry.isSymbolicLink()) return "symlink";
  if (entry.isDirectory()) return "directory";
  return entry.isFile() ? "file" : "other";
};

/** Some systems can't flush a directory, some file systems know no hard links: then there is nothing better to do. */
const unsupported = ["EINVAL", "EISDIR", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "ENOSYS", "EXDEV"];

const flushed = (path: string, flags: string | number, use: (file: number) => void) => {
  const file = fs.openSync(path, flags);
  try {
    use(file);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
};

export const nodeFileSystem: FileSystem = {
  kindOf,
  follow: (path) => fs.realpathSync(path),
  read: (path) => fs.readFileSync(path),
  create: (path, content) => {
    flushed(path, "wx", (file) => {
      fs.writeFileSync(file, content);
    });
  },
  rename: fs.renameSync,
  duplicate: (from, to) => {
    try {
      fs.linkSync(from, to);
    } catch (error) {
      if (!hasCode(error, ...unsupported)) throw error;
      // Under its own name the copy appears whole.
      const partial = `${to}.partial`;
      fs.copyFileSync(from, partial);
      flushed(partial, "r+", () => undefined);
      fs.renameSync(partial, to);
    }
  },
  remove: fs.unlinkSync,
  makeDirectory: (path) => {
    fs.mkdirSync(path);
  },
  removeEmptyDirectory: fs.rmdirSync,
  removeTree: (path) => {
    fs.rmSync(path, { recursive: true, force: true });
  },
  flushDirectory: (path) => {
    try {
      flushed(path, "r", () => undefined);
    } catch (error) {
      if (!hasCode(error, ...unsupported)) throw error;
    }
  },
};
