import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openWriteAheadLog, parseWalPosition, type WalPosition } from "../../src/adguard/write-ahead-log.js";
import { scratchDirectory } from "../scratch-directory.js";

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const wal of opened.splice(0)) await wal.close();
});

/** A directory with a write-ahead log in it. */
function files() {
  const directory = scratchDirectory();
  const path = join(directory, "wal");
  return {
    path,
    names: () => readdirSync(directory).sort(),
    open: async (from?: WalPosition) => {
      const wal = await openWriteAheadLog(path, from);
      opened.push(wal);
      return wal;
    },
  };
}

type Wal = Awaited<ReturnType<typeof openWriteAheadLog>>;

async function linesFrom(wal: Wal, position: WalPosition): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { line } of wal.readFrom(position)) lines.push(line);
  return lines;
}

const start = { file: 1, offset: 0 };

describe("appended lines", () => {
  test("are read back from each position, with U+2028 in them", async () => {
    const { open } = files();
    const wal = await open();
    expect(wal.end).toEqual(start);
    const positions = await wal.append(["one", "two\u2028lines", "three"]);
    expect(positions).toEqual([
      { file: 1, offset: 4 },
      { file: 1, offset: 16 },
      { file: 1, offset: 22 },
    ]);
    expect(wal.end).toEqual(positions[2]);
    expect(await linesFrom(wal, start)).toEqual(["one", "two\u2028lines", "three"]);
    expect(await linesFrom(wal, positions[0]!)).toEqual(["two\u2028lines", "three"]);
    expect(await linesFrom(wal, wal.end)).toEqual([]);
  });

  test("of concurrent appends don't mix", async () => {
    const { open, path } = files();
    const wal = await open();
    const [one, other] = await Promise.all([wal.append(["a", "b"]), wal.append(["c"])]);
    expect([one, other]).toEqual([
      [
        { file: 1, offset: 2 },
        { file: 1, offset: 4 },
      ],
      [{ file: 1, offset: 6 }],
    ]);
    expect(readFileSync(`${path}.1`, "utf8")).toBe("a\nb\nc\n");
  });

  test("are readable by the owner only", async () => {
    const { open, path } = files();
    await (await open()).append(["a"]);
    expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
  });

  test("longer than a chunk of the read stream stay whole", async () => {
    const { open } = files();
    const wal = await open();
    const lines = ["x".repeat(200_000), "ä".repeat(70_000)];
    await wal.append(lines);
    expect(await linesFrom(wal, start)).toEqual(lines);
  });
});

describe("opening", () => {
  test("continues after the last complete line", async () => {
    const { open, path } = files();
    const wal = await open();
    await wal.append(["a"]);
    await wal.close();
    appendFileSync(`${path}.1`, "cut o");
    const again = await open(start);
    expect(again.end).toEqual({ file: 1, offset: 2 });
    await again.append(["b"]);
    expect(await linesFrom(again, start)).toEqual(["a", "b"]);
  });

  test("without a position removes all segments and starts with a new number", async () => {
    const { open, path, names } = files();
    writeFileSync(`${path}.3`, "old\n");
    writeFileSync(`${path}.logins`, "{}");
    const wal = await open();
    expect(wal.end).toEqual({ file: 4, offset: 0 });
    expect(names()).toEqual(["wal.logins"]);
  });

  test("removes segments before the position and after a gap", async () => {
    const { open, path, names } = files();
    for (const segment of [1, 2, 3, 5]) writeFileSync(`${path}.${segment}`, `${segment}\n`);
    const wal = await open({ file: 2, offset: 0 });
    expect(names()).toEqual(["wal.2", "wal.3"]);
    expect(await linesFrom(wal, { file: 2, offset: 0 })).toEqual(["2", "3"]);
    expect(wal.end).toEqual({ file: 3, offset: 2 });
  });

  test("starts empty where the position is beyond the segment", async () => {
    const { open, path, names } = files();
    writeFileSync(`${path}.1`, "a\n");
    const wal = await open({ file: 1, offset: 3 });
    expect(wal.end).toEqual({ file: 2, offset: 0 });
    expect(names()).toEqual([]);
  });

  test("at the start of a segment that doesn't exist keeps its number", async () => {
    const { open } = files();
    expect((await open({ file: 7, offset: 0 })).end).toEqual({ file: 7, offset: 0 });
  });
});

describe("truncation", () => {
  test("removes older segments only", async () => {
    const { open, path, names } = files();
    for (const segment of [1, 2]) writeFileSync(`${path}.${segment}`, `${segment}\n`);
    const wal = await open(start);
    expect(await wal.truncateBefore({ file: 2, offset: 0 })).toEqual({ file: 2, offset: 0 });
    expect(names()).toEqual(["wal.2"]);
  });

  test("starts a new segment at the end of one above a megabyte", async () => {
    const { open, names } = files();
    const wal = await open();
    await wal.append(["small"]);
    expect(await wal.truncateBefore(wal.end)).toEqual({ file: 1, offset: 6 });
    await wal.append(["x".repeat(1_048_576)]);
    expect(await wal.truncateBefore({ file: 1, offset: 6 })).toEqual({ file: 1, offset: 6 });
    expect(await wal.truncateBefore(wal.end)).toEqual({ file: 2, offset: 0 });
    await wal.append(["next"]);
    expect(names()).toEqual(["wal.1", "wal.2"]);
    expect(await linesFrom(wal, { file: 2, offset: 0 })).toEqual(["next"]);
    await wal.truncateBefore({ file: 2, offset: 0 });
    expect(names()).toEqual(["wal.2"]);
  });
});

test("a failed append leaves the end unchanged, and can be repeated", async () => {
  const { open, path } = files();
  const wal = await open();
  mkdirSync(`${path}.1`);
  await expect(wal.append(["a"])).rejects.toThrow("wal.1 is a directory, not a file");
  expect(wal.end).toEqual(start);
  rmSync(`${path}.1`, { recursive: true });
  await wal.append(["a"]);
  expect(await linesFrom(wal, start)).toEqual(["a"]);
});

test.each([
  ["null", null],
  ["a missing offset", { file: 1 }],
  ["a negative file", { file: -1, offset: 0 }],
  ["a fraction", { file: 1, offset: 0.5 }],
  ["a text", { file: "1", offset: 0 }],
])("a saved position is rejected: %s", (_, value) => expect(parseWalPosition(value)).toBeUndefined());
