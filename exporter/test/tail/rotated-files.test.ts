import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileInfo, listLogFiles } from "../../src/tail/rotated-files.js";
import { scratchDirectory } from "../scratch-directory.js";

/** Names of the log files in a directory with these files. */
async function listed(...names: readonly string[]): Promise<readonly string[]> {
  const directory = scratchDirectory();
  for (const name of names) writeFileSync(join(directory, name), name);
  return (await listLogFiles(join(directory, "access.log"))).map(({ path }) => basename(path));
}

describe("the files of a log", () => {
  test("are ordered by number, the highest first, and the log is last", async () => {
    expect(await listed("access.log", "access.log.1", "access.log.10", "access.log.2")).toEqual([
      "access.log.10",
      "access.log.2",
      "access.log.1",
      "access.log",
    ]);
  });

  test("are ordered by date, before those with numbers", async () => {
    expect(
      await listed("access.log.1", "access.log-20260802", "access-20260801.log", "access.log.2026-07-31T00"),
    ).toEqual(["access-20260801.log", "access.log-20260802", "access.log.2026-07-31T00", "access.log.1"]);
  });

  test("are no compressed files and no files of another log", async () => {
    expect(await listed("access.log", "access.log.1.gz", "access.log.bak", "access-other.log", "error.log")).toEqual([
      "access.log",
    ]);
  });

  test("are none in a missing directory", async () => {
    expect(await listLogFiles(join(scratchDirectory(), "missing", "access.log"))).toEqual([]);
  });

  test("are listed once, even with two names", async () => {
    const directory = scratchDirectory();
    const path = join(directory, "access.log");
    writeFileSync(path, "x");
    linkSync(path, `${path}.1`);
    expect(await listLogFiles(path)).toHaveLength(1);
  });
});

test("information on a file is undefined for a missing one", async () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, "log"));
  expect(await fileInfo(join(directory, "missing"))).toBeUndefined();
  expect((await fileInfo(join(directory, "log")))?.path).toBe(join(directory, "log"));
});
