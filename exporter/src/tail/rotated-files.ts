import type { BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { isSystemError } from "../system-error.js";

/** A log file, current or rotated. */
export interface FileInfo {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** Modification time in nanoseconds. */
  readonly modified: bigint;
}

/** Listings that are compared at most, while files are being renamed. */
const maxListings = 6;

/**
 * Lists the files of a log, oldest first: those rotated by number or date (`access.log.1`, `access.log-20260801`,
 * `access-20260801.log`), then the log itself if it exists. Compressed files are left out, as they cannot be resumed.
 *
 * Files may be renamed while they are listed, so a listing counts once the next one is equal.
 */
export async function listLogFiles(path: string): Promise<readonly FileInfo[]> {
  let listing = await listOnce(path);
  for (let tries = 1; tries < maxListings; tries += 1) {
    const again = await listOnce(path);
    if (areSameFiles(listing, again)) return again;
    listing = again;
  }
  return listing;
}

const areSameFiles = (one: readonly FileInfo[], other: readonly FileInfo[]) =>
  one.length === other.length && one.every(({ inode }, index) => inode === other[index]?.inode);

async function listOnce(path: string): Promise<readonly FileInfo[]> {
  const rotated = (await rotatedPaths(path)).map(regularFileInfo);
  const files = await Promise.all([...rotated, fileInfo(path)]);
  return [...new Map(files.filter((file) => file !== undefined).map((file) => [fileId(file), file])).values()];
}

/** Identifies a file on this machine. */
export const fileId = ({ device, inode }: { readonly device: string; readonly inode: string }): string =>
  `${device}:${inode}`;

/** Paths of possible rotated files, oldest first. They are ordered by name, since times can be changed by `touch`. */
async function rotatedPaths(path: string): Promise<readonly string[]> {
  const [directory, name, extension] = [dirname(path), basename(path), extname(path)];
  const stem = name.slice(0, name.length - extension.length);
  const suffixOf = (each: string) => {
    if (each.startsWith(name)) return each.slice(name.length);
    const isInfix = extension !== "" && each.startsWith(stem) && each.endsWith(extension);
    return isInfix ? each.slice(stem.length, each.length - extension.length) : "";
  };
  const files = (await namesIn(directory)).map((each) => ({ path: join(directory, each), suffix: suffixOf(each) }));
  const numbered = files.filter(({ suffix }) => /^\.\d{1,4}$/.test(suffix));
  const dated = files
    .filter(({ suffix }) => /^[._-]\d[\d._T-]*$/.test(suffix))
    .filter((each) => !numbered.includes(each));
  const numberOf = ({ suffix }: { readonly suffix: string }) => Number(suffix.slice(1));
  return [
    ...dated.sort((one, other) => (one.suffix < other.suffix ? -1 : 1)),
    ...numbered.sort((one, other) => numberOf(other) - numberOf(one)),
  ].map((each) => each.path);
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // Opening the log itself reports a directory that cannot be read.
    if (isSystemError(error)) return [];
    throw error;
  }
}

/** The file that has a path now, whatever its kind; undefined for none. */
export async function fileInfo(path: string): Promise<FileInfo | undefined> {
  const stats = await statsOf(path);
  return stats && infoOf(path, stats);
}

/** A directory or a named pipe with the name of a rotated file holds no lines. */
async function regularFileInfo(path: string): Promise<FileInfo | undefined> {
  const stats = await statsOf(path);
  return stats?.isFile() === true ? infoOf(path, stats) : undefined;
}

const infoOf = (path: string, stats: BigIntStats): FileInfo => ({
  path,
  device: String(stats.dev),
  inode: String(stats.ino),
  size: Number(stats.size),
  modified: stats.mtimeNs,
});

async function statsOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Files that were modified after a time in nanoseconds. */
export const modifiedAfter = (files: readonly FileInfo[], time: bigint): readonly FileInfo[] =>
  files.filter(({ modified }) => modified > time);
