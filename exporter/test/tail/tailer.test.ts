import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { skipBlankLines } from "../../src/line/json-line.js";
import { createTailer } from "../../src/tail/tailer.js";
import { createRecord, catchUp, openTailer } from "./test-bench.js";
import { scratchDirectory } from "../scratch-directory.js";

const quiet = { gap: () => undefined, rotated: () => undefined, status: () => undefined };

const logIn = (directory = scratchDirectory()) => join(directory, "access.log");

/** Waits until the next change gets a later modification time. */
async function waitForNextTimestamp(): Promise<void> {
  await sleep(15);
}

describe("lines", () => {
  test("are read in order once their line break was written", async () => {
    const path = logIn();
    const record = createRecord();
    const file = openTailer(path, record);
    writeFileSync(path, "one\ntwo\nthr");
    await catchUp(file, record);
    expect(record.entries).toEqual(["one", "two"]);
    appendFileSync(path, "ee\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one", "two", "three"]);
  });

  test("are rejected in their place, and the others are read", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "one\n!two\n\nthree\n");
    await catchUp(openTailer(path, record), record);
    expect(record.entries).toEqual(["one", "<not-json>", "", "three"]);
  });

  test("that hold nothing are ignored, a byte order mark included", async () => {
    const path = logIn();
    const record = createRecord();
    const parse = skipBlankLines(createAccessLogParser());
    const options = { path, parse, observer: { ...quiet, rejected: (reason: string) => record.entries.push(reason) } };
    writeFileSync(path, "\ufeff\n\n\r\n  \n\ufeff{}\nx\n");
    const file = createTailer(options);
    await file.catchUp(() => undefined, new AbortController().signal);
    await file.close();
    expect(record.entries).toEqual(["incomplete", "not-json"]);
    expect(file.unreadBytes).toBe(0);
  });

  test.each([1, 2, 3])(
    "that are too long are rejected once, however many pieces they are written in: %i",
    async (pieces) => {
      const path = logIn();
      const record = createRecord();
      let file = openTailer(path, record, { maxLineBytes: 10 });
      const text = `${"x".repeat(10)}\n${"y".repeat(11)}\n${"z".repeat(200_000)}\nend\n`;
      for (let piece = 0; piece < pieces; piece += 1) {
        const part = (index: number) => Math.floor((text.length * index) / pieces);
        appendFileSync(path, text.slice(part(piece), part(piece + 1)));
        await catchUp(file, record);
        const position: unknown = JSON.parse(JSON.stringify(file.position));
        await file.close();
        file = openTailer(path, record, { maxLineBytes: 10, position });
      }
      expect(record.entries).toEqual(["x".repeat(10), "<too-long>", "<too-long>", "end"]);
    },
  );

  test("of any length need no more memory", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "before\n");
    truncateSync(path, 400_000_000);
    appendFileSync(path, "\nafter\n");
    const file = openTailer(path, record);
    let peak = 0;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 5);
    const { arrayBuffers } = process.memoryUsage();
    await catchUp(file, record);
    clearInterval(sampling);
    expect(record.entries).toEqual(["before", "<too-long>", "after"]);
    expect(peak).toBeGreaterThan(0);
    expect(peak - arrayBuffers).toBeLessThan(2_000_000);
  });

  test("are read no faster than they are handled", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "line\n".repeat(5));
    const file = openTailer(path, record);
    const waiting: (() => void)[] = [];
    const done = file.catchUp(
      () => new Promise<void>((resolve) => waiting.push(resolve)),
      new AbortController().signal,
    );
    for (let taken = 0; taken < 5; taken += 1) {
      while (waiting.length === 0) await sleep(1);
      expect(waiting).toHaveLength(1);
      expect(file.position?.offset).toBe(taken * 5);
      waiting.pop()?.();
      await sleep(1);
    }
    await done;
    expect(file.position?.offset).toBe(25);
  });

  test("stop at the signal, and the position is behind the last handled line", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "line\n".repeat(100_000));
    const file = openTailer(path, record);
    const stop = new AbortController();
    await file.catchUp((event) => {
      record.entries.push(event);
      if (record.entries.length === 10) stop.abort();
    }, stop.signal);
    expect(file.position?.offset).toBe(record.entries.length * 5);
    expect(record.entries.length).toBeLessThan(100_000);
  });

  test("end the source with the error of a handler that throws", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "line\n");
    const fail = () => {
      throw Object.assign(new Error("full"), { syscall: "write" });
    };
    const signal = new AbortController().signal;
    await expect(openTailer(path, record).catchUp(fail, signal)).rejects.toThrow("full");
    await expect(openTailer(path, record).catchUp(async () => fail(), signal)).rejects.toThrow("full");
    expect(record.states).toEqual([]);
  });
});

describe("a first start", () => {
  test("at the end reads from the next line on", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "old\nhalf an old");
    const file = openTailer(path, record, { startAt: "end" });
    await catchUp(file, record);
    appendFileSync(path, " one\nnew\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["new"]);
  });

  test("at the end reads a file that is created later from its start", async () => {
    const path = logIn();
    const record = createRecord();
    const file = openTailer(path, record, { startAt: "end" });
    await catchUp(file, record);
    expect(file.position).toBeUndefined();
    writeFileSync(path, "first\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["first"]);
    expect(record.states).toEqual([`${path} isn't there`, undefined]);
  });
});

describe("rotation", () => {
  test("by renaming: lines that the writer still appends to the old file come before the new one", async () => {
    const path = logIn();
    const record = createRecord();
    const file = openTailer(path, record);
    writeFileSync(path, "one\n");
    await catchUp(file, record);
    renameSync(path, `${path}.1`);
    writeFileSync(path, "");
    await catchUp(file, record);
    appendFileSync(`${path}.1`, "two\n");
    await catchUp(file, record);
    appendFileSync(`${path}.1`, "three\nfour without an end");
    appendFileSync(path, "five\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one", "two", "three", "four without an end", "five"]);
  });

  test("just after the old file was read: lines appended in between are not lost", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "one\n");
    const rotate = async (event: string) => {
      record.entries.push(event);
      if (event !== "one") return;
      appendFileSync(path, "two\n");
      renameSync(path, `${path}.1`);
      writeFileSync(path, "three\n");
    };
    await openTailer(path, record).catchUp(rotate, new AbortController().signal);
    expect(record.entries).toEqual(["one", "two", "three"]);
  });

  test("several times between two reads, with numbered names", async () => {
    const path = logIn();
    const record = createRecord();
    const file = openTailer(path, record);
    writeFileSync(path, "one\n");
    await catchUp(file, record);
    for (const line of ["two", "three", "four"]) {
      for (const index of [2, 1])
        if (statSync(`${path}.${index}`, { throwIfNoEntry: false }))
          renameSync(`${path}.${index}`, `${path}.${index + 1}`);
      renameSync(path, `${path}.1`);
      writeFileSync(path, `${line}\n`);
    }
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one", "two", "three", "four"]);
  });

  test.each(["access.log-202608%", "access-2026-08-0%.log", "access.log.2026-08-0%T00"])(
    "with dates in the names: %s",
    async (name) => {
      const directory = scratchDirectory();
      const path = logIn(directory);
      const record = createRecord();
      writeFileSync(join(directory, "access-other.log"), "another log\n");
      writeFileSync(path, "one\n");
      const file = openTailer(path, record);
      await catchUp(file, record);
      const { position } = file;
      await file.close();
      for (const [day, line] of [
        [1, "two"],
        [2, "three"],
      ] as const) {
        renameSync(path, join(directory, name.replace("%", String(day))));
        writeFileSync(path, `${line}\n`);
        writeFileSync(join(directory, "access-other.log"), "another log\n");
      }
      const again = openTailer(path, record, { position });
      await catchUp(again, record);
      await again.close();
      expect(record.entries).toEqual(["one", "two", "three"]);
    },
  );

  test("of a removed file: it is still open and is read to its end", async () => {
    const path = logIn();
    const record = createRecord();
    const file = openTailer(path, record);
    writeFileSync(path, "one\n");
    await catchUp(file, record);
    appendFileSync(path, "two\n");
    rmSync(path);
    await catchUp(file, record);
    writeFileSync(path, "three\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one", "two", "three"]);
  });

  test("with an old file that has a later modification time than the new one reads nothing twice", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "one\n");
    const file = openTailer(path, record);
    await catchUp(file, record);
    renameSync(path, `${path}.1`);
    utimesSync(`${path}.1`, 4_000_000_000, 4_000_000_000);
    writeFileSync(path, "two, half");
    await catchUp(file, record);
    const { position } = file;
    await file.close();
    const again = openTailer(path, record, { position });
    appendFileSync(path, " and whole\n");
    await catchUp(again, record);
    await again.close();
    expect(record.entries).toEqual(["one", "two, half and whole"]);
  });

  test("during a downtime: the rest of the old file is read first", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "one\ntwo\n");
    const file = openTailer(path, record);
    await catchUp(file, record);
    const { position } = file;
    await file.close();
    appendFileSync(path, "three\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "four\n");
    const again = openTailer(path, record, { position });
    await catchUp(again, record);
    await again.close();
    expect(record.entries).toEqual(["one", "two", "three", "four"]);
  });

  test("by copying and truncating: the copy is read first, with and without a restart", async () => {
    for (const restarted of [false, true]) {
      const path = logIn();
      const record = createRecord();
      writeFileSync(path, "one\n");
      let file = openTailer(path, record);
      await catchUp(file, record);
      if (restarted) {
        const { position } = file;
        await file.close();
        file = openTailer(path, record, { position });
      }
      appendFileSync(path, "two\n");
      copyFileSync(path, `${path}.1`);
      truncateSync(path, 0);
      // Longer than before, so that the size alone does not show the truncation.
      appendFileSync(path, "three is a line that is longer than both of the others\n");
      await catchUp(file, record);
      await file.close();
      expect(record.entries).toEqual(["one", "two", "three is a line that is longer than both of the others"]);
    }
  });

  test("by copying and truncating a file of which nothing was read, during a downtime", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "");
    const file = openTailer(path, record);
    await catchUp(file, record);
    const { position } = file;
    await file.close();
    await waitForNextTimestamp();
    appendFileSync(path, "one\n");
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
    appendFileSync(path, "two\n");
    const again = openTailer(path, record, { position });
    await catchUp(again, record);
    await again.close();
    expect(record.entries).toEqual(["one", "two"]);
  });
});

describe("a gap", () => {
  test("at a start is reported, and the log is continued at its end", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "one\n");
    const file = openTailer(path, record);
    await catchUp(file, record);
    const { position } = file;
    await file.close();
    await waitForNextTimestamp();
    // Another file exists in between, so that no inode is reused.
    writeFileSync(`${path}.other`, "");
    renameSync(`${path}.other`, path);
    writeFileSync(path, "three\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "four\n");
    const again = openTailer(path, record, { position });
    await catchUp(again, record);
    appendFileSync(path, "five\n");
    await catchUp(again, record);
    await again.close();
    expect(record.entries).toEqual(["one", "<gap: rotated-away>", "five"]);
  });

  test("for a truncation without a copy is reported, and an older file is not read again", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(`${path}.1`, "older\n");
    await waitForNextTimestamp();
    writeFileSync(path, "one\n");
    const file = openTailer(path, record);
    await catchUp(file, record);
    await waitForNextTimestamp();
    writeFileSync(path, "two\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one", "<gap: cut-off>", "two"]);
  });

  test("is not reported for a directory that is unavailable for a while", async () => {
    const directory = scratchDirectory();
    const mounted = join(directory, "mounted");
    mkdirSync(mounted);
    const path = join(mounted, "access.log");
    const record = createRecord();
    writeFileSync(path, "one\n");
    const file = openTailer(path, record);
    await catchUp(file, record);
    const { position } = file;
    await file.close();
    renameSync(mounted, join(directory, "elsewhere"));
    const again = openTailer(path, record, { position });
    await catchUp(again, record);
    expect(again.position).toEqual(position);
    renameSync(join(directory, "elsewhere"), mounted);
    appendFileSync(path, "two\n");
    await catchUp(again, record);
    await again.close();
    expect(record.entries).toEqual(["one", "two"]);
    expect(record.states).toEqual([undefined, `${path} isn't there`, undefined]);
  });
});

describe("an unreadable log", () => {
  test.skipIf(process.getuid?.() === 0)("without permission is waited for", async () => {
    const path = logIn();
    const record = createRecord();
    writeFileSync(path, "one\n");
    chmodSync(path, 0);
    const file = openTailer(path, record);
    await catchUp(file, record);
    expect(record.states.at(-1)).toContain("EACCES");
    chmodSync(path, 0o600);
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one"]);
  });

  test("that is a directory is reported and waited for", async () => {
    const path = logIn();
    const record = createRecord();
    mkdirSync(path);
    const file = openTailer(path, record);
    await catchUp(file, record);
    expect(record.states).toEqual([
      `${path} is a directory, not a file: name the file that the program writes its log to`,
    ]);
    rmSync(path, { recursive: true });
    writeFileSync(path, "one\n");
    await catchUp(file, record);
    await file.close();
    expect(record.entries).toEqual(["one"]);
  });

  test("with an invalid saved position is read as at a first start", async () => {
    const path = logIn();
    writeFileSync(path, "one\n");
    for (const from of [null, 7, {}, { device: "1", inode: "2", offset: -1 }]) {
      const record = createRecord();
      await catchUp(openTailer(path, record, { position: from }), record);
      expect(record.entries).toEqual(["one"]);
    }
  });
});

test("a running tailer reads new lines across rotations until the signal", async () => {
  const path = logIn();
  const record = createRecord();
  const stop = new AbortController();
  const file = openTailer(path, record);
  const running = file.run((event) => void record.entries.push(event), stop.signal);
  const until = async (count: number) => {
    while (record.entries.length < count) await sleep(5);
  };
  writeFileSync(path, "one\n");
  await until(1);
  renameSync(path, `${path}.1`);
  writeFileSync(path, "two\n");
  await until(2);
  renameSync(`${path}.1`, `${path}.2`);
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  appendFileSync(path, "three\n");
  await until(3);
  stop.abort();
  await running;
  expect(record.entries).toEqual(["one", "two", "three"]);
});

describe("the unread bytes", () => {
  /** Reads a log whose lines are appended while its first lines are handled. */
  const readWhile = async (path: string, onLine: (line: string, unread: number) => void) => {
    const record = createRecord();
    const file = openTailer(path, record);
    await file.catchUp((line) => {
      onLine(line, file.unreadBytes);
    }, new AbortController().signal);
    return file.unreadBytes;
  };

  test("are known while a log grows faster than it is read", async () => {
    const path = logIn();
    const line = `${"x".repeat(999)}\n`;
    const burst = line.repeat(3_000);
    writeFileSync(path, line.repeat(400));
    let lines = 0;
    const wrong: string[] = [];
    const end = await readWhile(path, (_, unread) => {
      lines += 1;
      if (lines === 1) appendFileSync(path, burst);
      // A piece may end before its growth was measured, but the next piece must know it.
      if (lines <= 400) return;
      const left = statSync(path).size - (lines - 1) * line.length;
      if (Math.abs(unread - left) > line.length) wrong.push(`${lines}: ${unread} instead of ${left}`);
    });
    expect(lines).toBe(3_400);
    expect(wrong).toEqual([]);
    expect(end).toBe(0);
  });

  test("hold the files after the one that is read", async () => {
    const path = logIn();
    writeFileSync(`${path}.2`, "a\nb\n");
    writeFileSync(`${path}.1`, "c".repeat(99).concat("\n"));
    writeFileSync(path, "d".repeat(999).concat("\n"));
    const record = createRecord();
    const first = openTailer(`${path}.2`, record);
    await catchUp(first, record);
    const { position } = first;
    appendFileSync(`${path}.2`, "e\n");
    const seen: [string, number][] = [];
    const file = openTailer(path, record, { position });
    await file.catchUp((line) => void seen.push([line.slice(0, 1), file.unreadBytes]), new AbortController().signal);
    // The position moves behind a line once it was handled.
    expect(seen).toEqual([
      ["e", 2 + 100 + 1_000],
      ["c", 100 + 1_000],
      ["d", 1_000],
    ]);
    expect(file.unreadBytes).toBe(0);
  });

  test("of a file that follows are found while a long file is read", async () => {
    const path = logIn();
    const line = `${"x".repeat(999)}\n`;
    // Several listings of the files fit into the old file.
    writeFileSync(path, line.repeat(30_000));
    let lines = 0;
    let atEnd = 0;
    await readWhile(path, (text, unread) => {
      lines += 1;
      if (lines === 1) {
        renameSync(path, `${path}.1`);
        writeFileSync(path, "y".repeat(9_999).concat("\n"));
      }
      if (text.startsWith("x")) atEnd = unread;
    });
    expect(lines).toBe(30_001);
    expect(atEnd).toBe(line.length + 10_000);
  });
});
