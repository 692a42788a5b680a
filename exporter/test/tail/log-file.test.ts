import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openLogFile, type LogFile } from "../../src/tail/log-file.js";
import { createReadBuffer } from "../../src/tail/read-window.js";
import type { OpenAt } from "../../src/tail/rotation.js";
import { scratchDirectory } from "../scratch-directory.js";

const open: LogFile[] = [];

afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
});

const buffer = createReadBuffer(20);

async function openAt(path: string, at: OpenAt): Promise<LogFile | undefined> {
  const file = await openLogFile(path, at, buffer);
  if (file !== undefined) open.push(file);
  return file;
}

/** Reads complete lines; a line that is too long is `<too-long>`. */
async function read(file: LogFile | undefined): Promise<readonly string[]> {
  const lines: string[] = [];
  const handler = {
    onLine: (line: Buffer) => void lines.push(line.toString()),
    onTooLong: () => void lines.push("<too-long>"),
  };
  const result = await file?.read(handler, new AbortController().signal);
  return result === "replaced" ? [...lines, "<replaced>"] : lines;
}

const logWith = (text: string) => {
  const path = join(scratchDirectory(), "access.log");
  writeFileSync(path, text);
  return path;
};

describe("an open log file", () => {
  test("reads complete lines and knows the bytes behind its position", async () => {
    const path = logWith("one\ntwo\nthr");
    const file = await openAt(path, "start");
    expect(await read(file)).toEqual(["one", "two"]);
    expect(file?.position.offset).toBe(8);
    expect(file?.unreadBytes).toBe(3);
    appendFileSync(path, "ee\n");
    expect(await read(file)).toEqual(["three"]);
    expect(file?.unreadBytes).toBe(0);
  });

  test("reads a last line without a line break on request", async () => {
    const file = await openAt(logWith("one\ntwo"), "start");
    await read(file);
    const lines: string[] = [];
    await file?.readUnterminatedLine({
      onLine: (line) => void lines.push(line.toString()),
      onTooLong: () => undefined,
    });
    expect(lines).toEqual(["two"]);
    expect(file?.position.offset).toBe(7);
  });

  test("starts at the end behind an incomplete line", async () => {
    const path = logWith("one\ntwo, inc");
    const file = await openAt(path, "end");
    expect(file?.position).toMatchObject({ offset: 12, skipping: true });
    appendFileSync(path, "omplete\nthree\n");
    expect(await read(file)).toEqual(["three"]);
  });

  test("detects that the bytes before its position were replaced, and reads nothing", async () => {
    const path = logWith("one\n");
    const file = await openAt(path, "start");
    await read(file);
    const { position } = file!;
    writeFileSync(path, "two\nthree\n");
    expect(await read(file)).toEqual(["<replaced>"]);
    expect(file?.position).toMatchObject({ offset: position.offset, fingerprint: position.fingerprint });
  });

  test("skips the rest of a line that was rejected as too long, after a restart too", async () => {
    const path = logWith("x".repeat(30));
    const file = await openAt(path, "start");
    expect(await read(file)).toEqual(["<too-long>"]);
    expect(file?.position.skipping).toBe(true);
    appendFileSync(path, "xxx\nnext\n");
    expect(await read(await openAt(path, file!.position))).toEqual(["next"]);
  });
});

describe("a position", () => {
  test("is found in a copy of its file, and in no other file", async () => {
    const path = logWith("one\ntwo\n");
    const file = await openAt(path, "start");
    await read(file);
    const { position } = file!;
    expect(await read(await openAt(logWith("one\ntwo\nthree\n"), position))).toEqual(["three"]);
    expect(await openAt(logWith("one\nzwo\nthree\n"), position)).toBeUndefined();
    expect(await openAt(logWith("one\n"), position)).toBeUndefined();
  });

  test("keeps the latest modification time of the files before", async () => {
    const file = await openLogFile(logWith(""), "start", buffer, 9_000_000_000_000_000_000n);
    open.push(file!);
    expect(file?.position.modified).toBe("9000000000000000000");
  });
});

test("a directory is not a log file", async () => {
  await expect(openAt(scratchDirectory(), "start")).rejects.toThrow("is a directory, not a file");
});
