import { fork, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durableFile } from "../../src/state/durable-file.js";
import { openStateFile, type SavedState } from "../../src/state/state-file.js";
import { scratch } from "../tail/scratch.js";

/** Saves one state after the other. */
const script = join(import.meta.dirname, "saving.ts");

const stateIn = (directory = scratch()) => join(directory, "state.jsonl");

async function saved(path: string): Promise<SavedState> {
  const loaded = await openStateFile(path).load();
  if (loaded.kind !== "saved") throw new Error(`${loaded.kind}, not saved`);
  return loaded.state;
}

test("there is nothing before anything was saved", async () => {
  expect(await openStateFile(stateIn()).load()).toEqual({ kind: "none" });
});

test("whatever is saved is read back, section by section, in any order and as often as asked", async () => {
  const path = stateIn();
  const part = fc.jsonValue();
  const sections = fc.dictionary(fc.string(), fc.array(part, { maxLength: 20 }), { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(sections, async (given) => {
      // JSON knows no -0.
      const expected = JSON.parse(JSON.stringify(given)) as typeof given;
      await openStateFile(path).save(given);
      const state = await saved(path);
      for (const name of Object.keys(expected).reverse()) {
        expect([...state.section(name)]).toEqual(expected[name]);
        expect([...state.section(name)]).toEqual(expected[name]);
      }
      expect([...state.section("no such section \u0000")]).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("parts that are longer than a piece are read back", async () => {
  const path = stateIn();
  const parts = ["ä".repeat(300_000), "b", "c".repeat(65_536), null];
  await openStateFile(path).save({ one: parts, two: ["d"] });
  const state = await saved(path);
  expect([...state.section("one")]).toEqual(parts);
  expect([...state.section("two")]).toEqual(["d"]);
});

test("a state of millions of parts is never whole in memory", async () => {
  const path = stateIn();
  const count = 150_000;
  function* parts() {
    for (let index = 0; index < count; index += 1) yield { index, text: "some text that makes it long" };
  }
  let most = 0;
  const { arrayBuffers } = process.memoryUsage();
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 1);
  await openStateFile(path).save({ parts: parts() });
  clearInterval(watching);
  expect(statSync(path).size).toBeGreaterThan(7_000_000);
  expect(most).toBeGreaterThan(0);
  expect(most - arrayBuffers).toBeLessThan(3_000_000);
  let read = 0;
  for (const part of (await saved(path)).section("parts")) if (typeof part === "object") read += 1;
  expect(read).toBe(count);
});

test("only its owner may read it, whatever stood there before", async () => {
  const path = stateIn();
  writeFileSync(path, "", { mode: 0o644 });
  writeFileSync(`${path}.next`, "left by a kill, and longer than what comes".repeat(10), { mode: 0o666 });
  await openStateFile(path).save({ one: [1] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect([...(await saved(path)).section("one")]).toEqual([1]);
  expect(existsSync(`${path}.next`)).toBe(false);
});

test("it isn't written through a link that somebody put there", async () => {
  const directory = scratch();
  const path = stateIn(directory);
  const other = join(directory, "other");
  writeFileSync(other, "other");
  symlinkSync(other, `${path}.next`);
  await expect(openStateFile(path).save({ one: [1] })).rejects.toThrow("ELOOP");
  expect(readFileSync(other, "utf8")).toBe("other");
});

test("saves that are asked for at once are done one after the other", async () => {
  const path = stateIn();
  const file = openStateFile(path);
  await Promise.all([1, 2, 3].map((each) => file.save({ one: [each] })));
  expect([...(await saved(path)).section("one")]).toEqual([3]);
});

describe("what is added", () => {
  test("is read back in order, and gone with the next save", async () => {
    const path = stateIn();
    const file = openStateFile(path);
    await file.save({ one: [1] });
    await file.append({ first: "ä\n" });
    await file.append(null);
    expect((await saved(path)).appended).toEqual([{ first: "ä\n" }, null]);
    expect([...(await saved(path)).section("one")]).toEqual([1]);
    await file.save({ one: [2] });
    expect((await saved(path)).appended).toEqual([]);
  });

  test.each([
    ["cut off", '{"added":[3'],
    ["without its end of line", '{"added":[3]}'],
    ["zeros", "\0\0\0\n"],
    ["something else", '{"section":"one"}\n{"added":[4]}\n'],
  ])("counts only whole: %s", async (_, rest) => {
    const path = stateIn();
    const file = openStateFile(path);
    await file.save({ one: [1] });
    await file.append([2]);
    appendFileSync(path, rest);
    expect((await saved(path)).appended).toEqual([[2]]);
    expect([...(await saved(path)).section("one")]).toEqual([1]);
  });

  test("needs something that was saved", async () => {
    await expect(openStateFile(stateIn()).append(1)).rejects.toThrow("ENOENT");
  });
});

describe("what can't be used is set aside, with the reason", () => {
  const cases: readonly (readonly [string, (path: string) => void, string])[] = [
    ["empty", (path) => truncateSync(path, 0), "it is empty"],
    ["cut off in a line", (path) => truncateSync(path, statSync(path).size - 40), "its end is missing"],
    ["cut off in its end", (path) => truncateSync(path, statSync(path).size - 1), "its end is missing"],
    [
      "cut off after a line",
      (path) => writeFileSync(path, readFileSync(path, "utf8").split("\n").slice(0, 3).join("\n") + "\n"),
      "its end is missing",
    ],
    [
      "changed",
      (path) => writeFileSync(path, readFileSync(path, "utf8").replace("part", "tarp")),
      "its checksum isn't that of its content",
    ],
    [
      "of another version",
      (path) => writeFileSync(path, readFileSync(path, "utf8").replace('"version":1', '"version":2')),
      "it is of version 2, and this is for version 1",
    ],
    ["something else", (path) => writeFileSync(path, '{"version":1}\n'), "it is no state of homelab-exporter"],
    ["no JSON", (path) => writeFileSync(path, "hello\n"), "is not valid JSON"],
    ["no object", (path) => writeFileSync(path, "7\n"), "a line of it is no object"],
    ["endless", (path) => truncateSync(path, 40_000_000), "a line of it has no end"],
    ["zeros", (path) => writeFileSync(path, Buffer.alloc(1000)), "it is empty"],
  ];
  test.each(cases)("%s", async (_name, damage, reason) => {
    const path = stateIn();
    const file = openStateFile(path);
    await file.save({ positions: ["part", "another"], ledger: Array.from({ length: 20 }, (_, index) => index) });
    damage(path);
    const damaged = readFileSync(path);
    const loaded = await file.load();
    expect(loaded.kind).toBe("set-aside");
    const message = loaded.kind === "set-aside" ? loaded.message : "";
    expect(message).toContain(reason);
    expect(message).toContain(`${path} can't be used`);
    expect(message).toMatch(/It is now state\.jsonl\.set-aside$/);
    expect(readFileSync(`${path}.set-aside`).equals(damaged)).toBe(true);
    expect(await file.load()).toEqual({ kind: "none" });
  });

  test("no byte of it can be changed unnoticed", async () => {
    const path = stateIn();
    const file = openStateFile(path);
    await file.save({ one: ["a", 1], two: [{}] });
    const bytes = readFileSync(path);
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      writeFileSync(path, changed);
      expect((await file.load()).kind).toBe("set-aside");
    }
  });
});

test("a file that may not be read is no state to start without", async () => {
  const path = stateIn();
  mkdirSync(path);
  await expect(openStateFile(path).load()).rejects.toThrow("EISDIR");
  expect(existsSync(path)).toBe(true);
});

describe("the old state stays", () => {
  test("where a part can't be made", async () => {
    const path = stateIn();
    await openStateFile(path).save({ one: ["old"] });
    function* parts() {
      yield "x".repeat(200_000);
      throw new Error("no more");
    }
    await expect(openStateFile(path).save({ one: parts() })).rejects.toThrow("no more");
    expect([...(await saved(path)).section("one")]).toEqual(["old"]);
    expect(readdirSync(join(path, ".."))).toEqual(["state.jsonl"]);
  });

  test("where there is no room for the new one", async () => {
    const path = stateIn();
    await openStateFile(path).save({ one: ["old"] });
    // 40 KiB are the most that it may write, and the state is twice as long.
    const saving = `ulimit -f 40 && exec "$0" --import tsx "$1" "$2" 0 1`;
    const { stderr } = spawnSync("bash", ["-c", saving, process.execPath, script, path], { encoding: "utf8" });
    expect(stderr).toContain("EFBIG");
    expect([...(await saved(path)).section("one")]).toEqual(["old"]);
    expect(readdirSync(join(path, ".."))).toEqual(["state.jsonl"]);
  });

  test("or the new one is there, whole, whenever it is killed", async () => {
    const path = stateIn();
    for (let round = 0; round < 6; round += 1) {
      const child = fork(script, [path, String(round)], {
        execArgv: ["--import", "tsx"],
        stdio: "ignore",
      });
      await once(child, "message");
      await new Promise((resolve) => setTimeout(resolve, round * 7));
      child.kill("SIGKILL");
      await once(child, "exit");
      const numbers = [...(await saved(path)).section("numbers")];
      expect(numbers).toHaveLength(20_000);
      expect(new Set(numbers).size).toBe(1);
    }
  });
});

test("a notebook keeps what was written last", async () => {
  const path = join(scratch(), "notes");
  const notes = durableFile(path);
  expect(await notes.read()).toBeUndefined();
  await notes.write("one, and longer");
  await notes.write("two");
  expect(await durableFile(path).read()).toBe("two");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
