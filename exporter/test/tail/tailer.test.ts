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
import { account, catchUp, followed } from "./reader.js";
import { scratch } from "./scratch.js";

const logIn = (directory = scratch()) => join(directory, "access.log");

/** A file whose last change can be told from the next one's. */
async function apart(): Promise<void> {
  await sleep(15);
}

describe("lines", () => {
  test("are taken once their end has come, in order", async () => {
    const path = logIn();
    const heard = account();
    const file = followed(path, heard);
    writeFileSync(path, "one\ntwo\nthr");
    await catchUp(file, heard);
    expect(heard.told).toEqual(["one", "two"]);
    appendFileSync(path, "ee\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one", "two", "three"]);
  });

  test("are refused in their place, and the rest is taken", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "one\n!two\n\nthree\n");
    await catchUp(followed(path, heard), heard);
    expect(heard.told).toEqual(["one", "<not-json>", "", "three"]);
  });

  test.each([1, 2, 3])(
    "that are too long by whatever are refused once, come they in however many pieces: %i",
    async (pieces) => {
      const path = logIn();
      const heard = account();
      let file = followed(path, heard, { maxLineBytes: 10 });
      const text = `${"x".repeat(10)}\n${"y".repeat(11)}\n${"z".repeat(200_000)}\nend\n`;
      for (let piece = 0; piece < pieces; piece += 1) {
        const part = (index: number) => Math.floor((text.length * index) / pieces);
        appendFileSync(path, text.slice(part(piece), part(piece + 1)));
        await catchUp(file, heard);
        const position: unknown = JSON.parse(JSON.stringify(file.position));
        await file.close();
        file = followed(path, heard, { maxLineBytes: 10, from: position });
      }
      expect(heard.told).toEqual(["x".repeat(10), "<too-long>", "<too-long>", "end"]);
    },
  );

  test("of any length take no memory", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "before\n");
    truncateSync(path, 400_000_000);
    appendFileSync(path, "\nafter\n");
    const file = followed(path, heard);
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    const { arrayBuffers } = process.memoryUsage();
    await catchUp(file, heard);
    clearInterval(watching);
    expect(heard.told).toEqual(["before", "<too-long>", "after"]);
    expect(most).toBeGreaterThan(0);
    expect(most - arrayBuffers).toBeLessThan(2_000_000);
  });

  test("are read only as fast as they are taken", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "line\n".repeat(5));
    const file = followed(path, heard);
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

  test("stop at the signal, and the position says where", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "line\n".repeat(100_000));
    const file = followed(path, heard);
    const stop = new AbortController();
    await file.catchUp((event) => {
      heard.told.push(event);
      if (heard.told.length === 10) stop.abort();
    }, stop.signal);
    expect(file.position?.offset).toBe(heard.told.length * 5);
    expect(heard.told.length).toBeLessThan(100_000);
  });

  test("that can't be taken end the source with what the taker threw", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "line\n");
    const fail = () => {
      throw Object.assign(new Error("full"), { syscall: "write" });
    };
    const signal = new AbortController().signal;
    await expect(followed(path, heard).catchUp(fail, signal)).rejects.toThrow("full");
    await expect(followed(path, heard).catchUp(async () => fail(), signal)).rejects.toThrow("full");
    expect(heard.states).toEqual([]);
  });
});

describe("a first start", () => {
  test("at the end takes what comes, from the next line on", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "old\nhalf an old");
    const file = followed(path, heard, { startAt: "end" });
    await catchUp(file, heard);
    appendFileSync(path, " one\nnew\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["new"]);
  });

  test("at the end takes all of a file that comes later", async () => {
    const path = logIn();
    const heard = account();
    const file = followed(path, heard, { startAt: "end" });
    await catchUp(file, heard);
    expect(file.position).toBeUndefined();
    writeFileSync(path, "first\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["first"]);
    expect(heard.states).toEqual([`${path} isn't there`, undefined]);
  });
});

describe("rotation", () => {
  test("by renaming: what the writer still adds to the old file comes before the new one", async () => {
    const path = logIn();
    const heard = account();
    const file = followed(path, heard);
    writeFileSync(path, "one\n");
    await catchUp(file, heard);
    renameSync(path, `${path}.1`);
    writeFileSync(path, "");
    await catchUp(file, heard);
    appendFileSync(`${path}.1`, "two\n");
    await catchUp(file, heard);
    appendFileSync(`${path}.1`, "three\nfour without an end");
    appendFileSync(path, "five\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one", "two", "three", "four without an end", "five"]);
  });

  test("just after the old file was read: what came into it in between isn't left behind", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "one\n");
    const rotate = async (event: string) => {
      heard.told.push(event);
      if (event !== "one") return;
      appendFileSync(path, "two\n");
      renameSync(path, `${path}.1`);
      writeFileSync(path, "three\n");
    };
    await followed(path, heard).catchUp(rotate, new AbortController().signal);
    expect(heard.told).toEqual(["one", "two", "three"]);
  });

  test("several times while nobody looked, under names that count", async () => {
    const path = logIn();
    const heard = account();
    const file = followed(path, heard);
    writeFileSync(path, "one\n");
    await catchUp(file, heard);
    for (const line of ["two", "three", "four"]) {
      for (const index of [2, 1])
        if (statSync(`${path}.${index}`, { throwIfNoEntry: false }))
          renameSync(`${path}.${index}`, `${path}.${index + 1}`);
      renameSync(path, `${path}.1`);
      writeFileSync(path, `${line}\n`);
    }
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one", "two", "three", "four"]);
  });

  test.each(["access.log-202608%", "access-2026-08-0%.log", "access.log.2026-08-0%T00"])(
    "to dates: %s",
    async (name) => {
      const directory = scratch();
      const path = logIn(directory);
      const heard = account();
      writeFileSync(join(directory, "access-other.log"), "another log\n");
      writeFileSync(path, "one\n");
      const file = followed(path, heard);
      await catchUp(file, heard);
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
      const again = followed(path, heard, { from: position });
      await catchUp(again, heard);
      await again.close();
      expect(heard.told).toEqual(["one", "two", "three"]);
    },
  );

  test("to a file that is removed is read to its end, as it is still open", async () => {
    const path = logIn();
    const heard = account();
    const file = followed(path, heard);
    writeFileSync(path, "one\n");
    await catchUp(file, heard);
    appendFileSync(path, "two\n");
    rmSync(path);
    await catchUp(file, heard);
    writeFileSync(path, "three\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one", "two", "three"]);
  });

  test("that leaves an old file with a later time than the new one's isn't followed in circles", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "one\n");
    const file = followed(path, heard);
    await catchUp(file, heard);
    renameSync(path, `${path}.1`);
    utimesSync(`${path}.1`, 4_000_000_000, 4_000_000_000);
    writeFileSync(path, "two, half");
    await catchUp(file, heard);
    const { position } = file;
    await file.close();
    const again = followed(path, heard, { from: position });
    appendFileSync(path, " and whole\n");
    await catchUp(again, heard);
    await again.close();
    expect(heard.told).toEqual(["one", "two, half and whole"]);
  });

  test("while it was down: the rest of the old file first", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "one\ntwo\n");
    const file = followed(path, heard);
    await catchUp(file, heard);
    const { position } = file;
    await file.close();
    appendFileSync(path, "three\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "four\n");
    const again = followed(path, heard, { from: position });
    await catchUp(again, heard);
    await again.close();
    expect(heard.told).toEqual(["one", "two", "three", "four"]);
  });

  test("by copying and cutting off: the copy is read first, running or not", async () => {
    for (const restarted of [false, true]) {
      const path = logIn();
      const heard = account();
      writeFileSync(path, "one\n");
      let file = followed(path, heard);
      await catchUp(file, heard);
      if (restarted) {
        const { position } = file;
        await file.close();
        file = followed(path, heard, { from: position });
      }
      appendFileSync(path, "two\n");
      copyFileSync(path, `${path}.1`);
      truncateSync(path, 0);
      // Longer than before: its size alone doesn't tell.
      appendFileSync(path, "three is a line that is longer than both of the others\n");
      await catchUp(file, heard);
      await file.close();
      expect(heard.told).toEqual(["one", "two", "three is a line that is longer than both of the others"]);
    }
  });

  test("by copying and cutting off what nobody had read from, while it was down", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "");
    const file = followed(path, heard);
    await catchUp(file, heard);
    const { position } = file;
    await file.close();
    await apart();
    appendFileSync(path, "one\n");
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
    appendFileSync(path, "two\n");
    const again = followed(path, heard, { from: position });
    await catchUp(again, heard);
    await again.close();
    expect(heard.told).toEqual(["one", "two"]);
  });
});

describe("loss", () => {
  test("of a file that is gone is told before what came later", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "one\n");
    const file = followed(path, heard);
    await catchUp(file, heard);
    const { position } = file;
    await file.close();
    await apart();
    // Another file stays in between, so that no inode is used again.
    writeFileSync(`${path}.other`, "");
    renameSync(`${path}.other`, path);
    writeFileSync(path, "three\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "four\n");
    const again = followed(path, heard, { from: position });
    await catchUp(again, heard);
    await catchUp(again, heard);
    await again.close();
    expect(heard.told).toEqual(["one", "<lost: rotated-away>", "three", "four"]);
  });

  test("by cutting off without a copy is told, and an older generation isn't read again", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(`${path}.1`, "older\n");
    await apart();
    writeFileSync(path, "one\n");
    const file = followed(path, heard);
    await catchUp(file, heard);
    await apart();
    writeFileSync(path, "two\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one", "<lost: cut-off>", "two"]);
  });

  test("isn't told of a place that is only out of reach", async () => {
    const directory = scratch();
    const mounted = join(directory, "mounted");
    mkdirSync(mounted);
    const path = join(mounted, "access.log");
    const heard = account();
    writeFileSync(path, "one\n");
    const file = followed(path, heard);
    await catchUp(file, heard);
    const { position } = file;
    await file.close();
    renameSync(mounted, join(directory, "elsewhere"));
    const again = followed(path, heard, { from: position });
    await catchUp(again, heard);
    expect(again.position).toEqual(position);
    renameSync(join(directory, "elsewhere"), mounted);
    appendFileSync(path, "two\n");
    await catchUp(again, heard);
    await again.close();
    expect(heard.told).toEqual(["one", "two"]);
    expect(heard.states).toEqual([undefined, `${path} isn't there`, undefined]);
  });
});

describe("what can't be read", () => {
  test.skipIf(process.getuid?.() === 0)("for lack of permission is waited for", async () => {
    const path = logIn();
    const heard = account();
    writeFileSync(path, "one\n");
    chmodSync(path, 0);
    const file = followed(path, heard);
    await catchUp(file, heard);
    expect(heard.states.at(-1)).toContain("EACCES");
    chmodSync(path, 0o600);
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one"]);
  });

  test("because it is a directory is said, and waited for", async () => {
    const path = logIn();
    const heard = account();
    mkdirSync(path);
    const file = followed(path, heard);
    await catchUp(file, heard);
    expect(heard.states).toEqual([`${path} can't be read: it is no ordinary file`]);
    rmSync(path, { recursive: true });
    writeFileSync(path, "one\n");
    await catchUp(file, heard);
    await file.close();
    expect(heard.told).toEqual(["one"]);
  });

  test("of a saved position makes it a first start", async () => {
    const path = logIn();
    writeFileSync(path, "one\n");
    for (const from of [null, 7, {}, { device: "1", inode: "2", offset: -1 }]) {
      const heard = account();
      await catchUp(followed(path, heard, { from }), heard);
      expect(heard.told).toEqual(["one"]);
    }
  });
});

test("running, it takes what comes by itself, through rotations, until the signal", async () => {
  const path = logIn();
  const heard = account();
  const stop = new AbortController();
  const file = followed(path, heard);
  const running = file.run((event) => void heard.told.push(event), stop.signal);
  const until = async (count: number) => {
    while (heard.told.length < count) await sleep(5);
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
  expect(heard.told).toEqual(["one", "two", "three"]);
});
