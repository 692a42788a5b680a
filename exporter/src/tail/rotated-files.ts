import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { isSystemError } from "../system-error.js";

/** A file that is, or once was, the log under a name. */
export interface FileInfo {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** When it was last written to, in nanoseconds. */
  readonly modified: bigint;
}

/**
 * The log's generations, oldest first: what was rotated away to a name that says so (`access.log.1`,
 * `access.log-20260801`, `access-20260801.log`), and last the log itself, where it is there. What was compressed can't
 * be read on and isn't one. A log that is no ordinary file, or may not be looked at, fails.
 *
 * Names move while they are looked at, one after the other; a listing counts once the next one says the same.
 */
export async function listLogFiles(path: string): Promise<readonly FileInfo[]> {
  let listing = await list(path);
  for (let tries = 0; tries < 5; tries += 1) {
    const again = await list(path);
    if (sameFiles(listing, again)) return again;
    listing = again;
  }
  return listing;
}

const sameFiles = (one: readonly FileInfo[], other: readonly FileInfo[]) =>
  one.length === other.length && one.every(({ inode }, index) => inode === other[index]?.inode);

async function list(path: string): Promise<readonly FileInfo[]> {
  const rotated = await Promise.all([...(await rotatedNames(path)), path].map(fileInfo));
  return [...new Map(rotated.filter((each) => each !== undefined).map((each) => [fileId(each), each])).values()];
}

/** What tells one file from another on this machine. */
export const fileId = ({ device, inode }: { readonly device: string; readonly inode: string }): string =>
  `${device}:${inode}`;

/** Paths under which generations may be, oldest first. Names say the order; times can be touched. */
async function rotatedNames(path: string): Promise<readonly string[]> {
  const [directory, name, extension] = [dirname(path), basename(path), extname(path)];
  const stem = name.slice(0, name.length - extension.length);
  const markOf = (each: string) => {
    if (each.startsWith(name)) return each.slice(name.length);
    const between = extension !== "" && each.startsWith(stem) && each.endsWith(extension);
    return between ? each.slice(stem.length, each.length - extension.length) : "";
  };
  const marked = (await namesIn(directory)).map((each) => ({ path: join(directory, each), mark: markOf(each) }));
  const counted = marked.filter(({ mark }) => /^\.\d{1,4}$/.test(mark));
  const dated = marked.filter(({ mark }) => /^[._-]\d[\d._T-]*$/.test(mark)).filter((each) => !counted.includes(each));
  const numberOf = ({ mark }: { readonly mark: string }) => Number(mark.slice(1));
  return [
    ...dated.sort((one, other) => (one.mark < other.mark ? -1 : 1)),
    ...counted.sort((one, other) => numberOf(other) - numberOf(one)),
  ].map((each) => each.path);
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // Whether the log itself can be read shows when it is opened.
    if (isSystemError(error)) return [];
    throw error;
  }
}

/** The file that has a name now; undefined for none. */
export async function fileInfo(path: string): Promise<FileInfo | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    return {
      path,
      device: String(stats.dev),
      inode: String(stats.ino),
      size: Number(stats.size),
      modified: stats.mtimeNs,
    };
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Those that were last written to after a time, in nanoseconds. */
export const modifiedAfter = (generations: readonly FileInfo[], time: bigint): readonly FileInfo[] =>
  generations.filter(({ modified }) => modified > time);
