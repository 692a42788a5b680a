import * as fs from "node:fs";
import { printable } from "../printable.js";
import { readRegularFile } from "../regular-file.js";
import { hasCode } from "./error-code.js";
import { ProvisioningError } from "./error.js";

export type EntryKind = "file" | "directory" | "symlink" | "other";

/** Operations of the writer on the file system. Each can fail, or be the last one before a kill. */
export interface FileSystem {
  /** The kind of the entry at a path, without following a symbolic link; `undefined` where there is none. */
  readonly kindOf: (path: string) => EntryKind | undefined;
  /** The path behind symbolic links. */
  readonly follow: (path: string) => string;
  readonly read: (path: string) => Uint8Array;
  /** Writes a new file and flushes it to the disk. */
  readonly create: (path: string, content: string | Uint8Array) => void;
  /** Replaces a file in one step: readers see the whole old file or the whole new one. */
  readonly rename: (from: string, to: string) => void;
  /** Makes a hard link, or a copy where the file system has no hard links. `to` must not exist. */
  readonly duplicate: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  readonly makeDirectory: (path: string) => void;
  readonly removeEmptyDirectory: (path: string) => void;
  readonly removeTree: (path: string) => void;
  /** Flushes renames and removals in a directory to the disk, where the system supports it. */
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

/** Errors of systems that can't flush a directory and of file systems without hard links. */
const unsupported = ["EINVAL", "EISDIR", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "ENOSYS", "EXDEV"];

const useFlushed = (path: string, flags: string | number, use: (file: number) => void) => {
  const file = fs.openSync(path, flags);
  try {
    use(file);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
};

/** Many times the size of the largest dashboard. */
const maxMegabytes = 256;

export const nodeFileSystem: FileSystem = {
  kindOf,
  follow: (path) => fs.realpathSync(path),
  read: (path) => {
    const content = readRegularFile(path, maxMegabytes * 1_000_000);
    if ("notAFile" in content)
      throw new ProvisioningError(`${printable(path)}: ${content.notAFile} where a file must be: move it away`);
    if (content.isCut)
      throw new ProvisioningError(
        `${printable(path)}: has more than ${maxMegabytes} MB, as no file of homelab-dashboards has: move it away`,
      );
    return content.bytes;
  },
  create: (path, content) => {
    useFlushed(path, "wx", (file) => {
      fs.writeFileSync(file, content);
    });
  },
  rename: fs.renameSync,
  duplicate: (from, to) => {
    try {
      fs.linkSync(from, to);
    } catch (error) {
      if (!hasCode(error, ...unsupported)) throw error;
      // A rename makes the copy appear whole.
      const partial = `${to}.partial`;
      fs.copyFileSync(from, partial);
      useFlushed(partial, "r+", () => undefined);
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
      useFlushed(path, "r", () => undefined);
    } catch (error) {
      if (!hasCode(error, ...unsupported)) throw error;
    }
  },
};
