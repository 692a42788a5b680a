import { describe, expect, test } from "vitest";
import type { FilePosition } from "../../src/tail/position.js";
import type { FileInfo } from "../../src/tail/rotated-files.js";
import { candidatesFor, fileAfterGap, successorOf, unreadCopyOf } from "../../src/tail/rotation.js";

const path = "/log/access.log";

/** A file whose inode is its name. */
const file = (name: string, modified: number, size = 100): FileInfo => ({
  path: `/log/${name}`,
  device: "1",
  inode: name,
  size,
  modified: BigInt(modified),
});

const positionIn = (inode: string, changes: Partial<FilePosition> = {}): FilePosition => ({
  device: "1",
  inode,
  offset: 50,
  skipping: false,
  fingerprint: "f",
  fingerprinted: 50,
  modified: "10",
  ...changes,
});

const pathsOf = (files: readonly { readonly file: FileInfo }[]) => files.map((each) => each.file.inode);

describe("candidates for a position", () => {
  test("are the file with its inode, then the files that are long enough to be a copy", () => {
    const files = [file("access.log.2", 9), file("access.log.1", 10, 49), file("access.log", 20)];
    const candidates = candidatesFor(positionIn("access.log"), files);
    expect(pathsOf(candidates)).toEqual(["access.log", "access.log.2"]);
    expect(candidates.map(({ kind }) => kind)).toEqual(["renamed", "copy"]);
  });

  test("are no copies if there is no fingerprint to compare", () => {
    const files = [file("access.log.1", 9), file("access.log", 20)];
    expect(pathsOf(candidatesFor(positionIn("access.log", { fingerprinted: 0 }), files))).toEqual(["access.log"]);
  });

  test("are read from the position", () => {
    const position = positionIn("access.log");
    expect(candidatesFor(position, [file("access.log", 20)])[0]?.at).toBe(position);
  });

  test("are only the unread copy, from its start, if there is one", () => {
    const files = [file("access.log.2", 9), file("access.log.1", 11), file("access.log", 12)];
    const candidates = candidatesFor(positionIn("access.log", { offset: 0, fingerprinted: 0 }), files);
    expect(candidates).toEqual([{ file: files[1], at: "start", kind: "unread-copy" }]);
  });
});

describe("the unread copy of a file", () => {
  const unread = positionIn("access.log", { offset: 0, fingerprinted: 0 });

  test("is the oldest older file that was modified after the position", () => {
    const files = [file("access.log.3", 9), file("access.log.2", 11), file("access.log.1", 12), file("access.log", 13)];
    expect(unreadCopyOf(unread, files)?.inode).toBe("access.log.2");
  });

  test("does not exist if lines were read, or no older file was modified", () => {
    const files = [file("access.log.1", 11), file("access.log", 12)];
    expect(unreadCopyOf(positionIn("access.log"), files)).toBeUndefined();
    expect(unreadCopyOf(unread, [file("access.log.1", 10), file("access.log", 12)])).toBeUndefined();
    expect(unreadCopyOf(unread, [file("access.log.1", 11)])).toBeUndefined();
  });
});

describe("the file after a gap", () => {
  test("is the oldest that was modified after the position", () => {
    const files = [file("access.log.2", 10), file("access.log.1", 11), file("access.log", 12)];
    expect(fileAfterGap(path, positionIn("gone"), files)?.inode).toBe("access.log.1");
  });

  test("is the log itself if none was modified, and none if the log is missing", () => {
    expect(fileAfterGap(path, positionIn("gone"), [file("access.log.1", 9), file("access.log", 10)])?.path).toBe(path);
    expect(fileAfterGap(path, positionIn("gone"), [file("access.log.1", 9)])).toBeUndefined();
  });
});

describe("the successor of a file", () => {
  test("is the next file in order, independently of its modification time", () => {
    const files = [file("access.log.2", 50), file("access.log.1", 1), file("access.log", 2)];
    expect(successorOf(path, positionIn("access.log.2"), files)?.inode).toBe("access.log.1");
  });

  test("is no empty file", () => {
    const files = [file("access.log.2", 9), file("access.log.1", 11, 0), file("access.log", 12)];
    expect(successorOf(path, positionIn("access.log.2"), files)?.path).toBe(path);
    expect(successorOf(path, positionIn("access.log.1"), [files[1]!, file("access.log", 12, 0)])).toBeUndefined();
  });

  test("of a removed file is the oldest that was modified after the position, otherwise the log", () => {
    const files = [file("access.log.2", 10), file("access.log.1", 11), file("access.log", 12)];
    expect(successorOf(path, positionIn("gone"), files)?.inode).toBe("access.log.1");
    expect(successorOf(path, positionIn("gone", { modified: "99" }), files)?.path).toBe(path);
  });

  test("does not exist for the log itself", () => {
    const files = [file("access.log.1", 11), file("access.log", 12)];
    expect(successorOf(path, positionIn("access.log"), files)).toBeUndefined();
  });
});
