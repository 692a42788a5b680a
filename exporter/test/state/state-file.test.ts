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
import { describe, expect, test } from "vitest";
import { fc } from "../../../test/properties.js";
import { durableFile } from "../../src/state/durable-file.js";
import { openStateFile, type SavedState } from "../../src/state/state-file.js";
import { scratchDirectory } from "../scratch-directory.js";

/** A program that saves one state after another. */
const script = join(import.meta.dirname, "save-repeatedly.ts");

const stateIn = (directory = scratchDirectory()) => join(directory, "state.jsonl");

async function saved(path: string): Promise<SavedState> {
  const loaded = await openStateFile(path).load();
  if (loaded.kind !== "saved") throw new Error(`${loaded.kind}, not saved`);
  return loaded.state;
}

test("a missing file loads as none", async () => {
  expect(await openStateFile(stateIn()).load()).toEqual({ kind: "none" });
});

test("sections are read back in any order and repeatedly", async () => {
  const path = stateIn();
  const part = fc.jsonValue();
  const sections = fc.dictionary(fc.string(), fc.array(part, { maxLength: 20 }), { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(sections, async (given) => {
      // JSON has no -0.
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

test("parts that are longer than a chunk are read back", async () => {
  const path = stateIn();
  const parts = ["ä".repeat(300_000), "b", "c".repeat(65_536), null];
  await openStateFile(path).save({ one: parts, two: ["d"] });
  const state = await saved(path);
  expect([...state.section("one")]).toEqual(parts);
  expect([...state.section("two")]).toEqual(["d"]);
});

test("a state of 150,000 parts is written and read without holding it in memory", async () => {
  const path = stateIn();
  const count = 150_000;
  function* parts() {
    for (let index = 0; index < count; index += 1) yield { index, text: "some text that makes it long" };
  }
  let peak = 0;
  const { arrayBuffers } = process.memoryUsage();
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1);
  await openStateFile(path).save({ parts: parts() });
  clearInterval(sampling);
  expect(statSync(path).size).toBeGreaterThan(7_000_000);
  expect(peak).toBeGreaterThan(0);
  expect(peak - arrayBuffers).toBeLessThan(3_000_000);
  let read = 0;
  for (const part of (await saved(path)).section("parts")) if (typeof part === "object") read += 1;
  expect(read).toBe(count);
});

test("only the owner may read the file, even if another file was there before", async () => {
  const path = stateIn();
  writeFileSync(path, "", { mode: 0o644 });
  writeFileSync(`${path}.next`, "left by a killed run, and longer than the new content".repeat(10), { mode: 0o666 });
  await openStateFile(path).save({ one: [1] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect([...(await saved(path)).section("one")]).toEqual([1]);
  expect(existsSync(`${path}.next`)).toBe(false);
});

test("a symbolic link in place of the temporary file is not followed", async () => {
  const directory = scratchDirectory();
  const path = stateIn(directory);
  const other = join(directory, "other");
  writeFileSync(other, "other");
  symlinkSync(other, `${path}.next`);
  await expect(openStateFile(path).save({ one: [1] })).rejects.toThrow("ELOOP");
  expect(readFileSync(other, "utf8")).toBe("other");
});

test("concurrent saves run one after the other", async () => {
  const path = stateIn();
  const file = openStateFile(path);
  await Promise.all([1, 2, 3].map((each) => file.save({ one: [each] })));
  expect([...(await saved(path)).section("one")]).toEqual([3]);
});

describe("appended entries", () => {
  test("are read back in order and removed by the next save", async () => {
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
    ["truncated", '{"added":[3'],
    ["without a line break", '{"added":[3]}'],
    ["zeros", "\0\0\0\n"],
    ["another line", '{"section":"one"}\n{"added":[4]}\n'],
  ])("ignore an incomplete last entry: %s", async (_, rest) => {
    const path = stateIn();
    const file = openStateFile(path);
    await file.save({ one: [1] });
    await file.append([2]);
    appendFileSync(path, rest);
    expect((await saved(path)).appended).toEqual([[2]]);
    expect([...(await saved(path)).section("one")]).toEqual([1]);
  });

  test("cannot be appended to a missing file", async () => {
    await expect(openStateFile(stateIn()).append(1)).rejects.toThrow("ENOENT");
  });
});

describe("an unusable file is set aside with the reason", () => {
  const cases: readonly (readonly [string, (path: string) => void, string])[] = [
    ["empty", (path) => truncateSync(path, 0), "it is empty"],
    ["truncated in a line", (path) => truncateSync(path, statSync(path).size - 40), "its end is missing"],
    ["truncated in its end", (path) => truncateSync(path, statSync(path).size - 1), "its end is missing"],
    [
      "truncated after a line",
      (path) => writeFileSync(path, readFileSync(path, "utf8").split("\n").slice(0, 3).join("\n") + "\n"),
      "its end is missing",
    ],
    [
      "changed",
      (path) => writeFileSync(path, readFileSync(path, "utf8").replace("part", "tarp")),
      "its checksum does not match its content",
    ],
    [
      "of another version",
      (path) => writeFileSync(path, readFileSync(path, "utf8").replace('"version":2', '"version":3')),
      "it has version 3, this exporter reads up to version 2",
    ],
    ["of another format", (path) => writeFileSync(path, '{"version":1}\n'), "it is not a state of homelab-exporter"],
    ["not JSON", (path) => writeFileSync(path, "hello\n"), "is not valid JSON"],
    ["not an object", (path) => writeFileSync(path, "7\n"), "a line is not an object"],
    ["without a line break", (path) => truncateSync(path, 40_000_000), "a line has no end"],
    ["zeros", (path) => writeFileSync(path, Buffer.alloc(1000)), "it is empty"],
  ];
  test.each(cases)("%s", async (_name, damage, reason) => {
    const path = stateIn();
    const file = openStateFile(path);
    await file.save({ positions: ["part", "another"], numbers: Array.from({ length: 20 }, (_, index) => index) });
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

  test("a change of any byte is detected", async () => {
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

test("a file that cannot be read is an error, not a missing state", async () => {
  const path = stateIn();
  mkdirSync(path);
  await expect(openStateFile(path).load()).rejects.toThrow(
    `${path} is a directory, not a file: name another one as exporter.state_file`,
  );
  expect(existsSync(path)).toBe(true);
});

describe("the old state is kept", () => {
  test("if the generation of a part fails", async () => {
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

  test("if the disk is full", async () => {
    const path = stateIn();
    await openStateFile(path).save({ one: ["old"] });
    // The limit is 40 KiB, and the state is twice as long.
    const saveWithLimit = `ulimit -f 40 && exec "$0" --import tsx "$1" "$2" 0 1`;
    const { stderr } = spawnSync("bash", ["-c", saveWithLimit, process.execPath, script, path], { encoding: "utf8" });
    expect(stderr).toContain("EFBIG");
    expect([...(await saved(path)).section("one")]).toEqual(["old"]);
    expect(readdirSync(join(path, ".."))).toEqual(["state.jsonl"]);
  });

  test("or replaced completely, if the process is killed at any time", async () => {
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

test("a durable file holds the last written text", async () => {
  const path = join(scratchDirectory(), "notes");
  const file = durableFile(path);
  expect(await file.read()).toBeUndefined();
  await file.write("one, and longer");
  await file.write("two");
  expect(await durableFile(path).read()).toBe("two");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
