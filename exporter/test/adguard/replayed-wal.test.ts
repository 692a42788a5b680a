import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogEntry } from "../../src/adguard/log-entry.js";
import { restorePosition, savePosition } from "../../src/adguard/read-position.js";
import { createReplayedWal } from "../../src/adguard/replayed-wal.js";
import { scratchDirectory } from "../scratch-directory.js";

const line = (name: string) => `${JSON.stringify({ time: "2027-01-15T08:00:00Z", question: { name } })}\n`;

const nameOf = ({ fields }: LogEntry) => (fields as { question: { name: string } }).question.name;

/** A write-ahead log with two lines, a position at its start, and the replayed names. */
function scene() {
  const path = join(scratchDirectory(), "wal");
  writeFileSync(`${path}.1`, line("a") + line("b"));
  const position = restorePosition({
    journal: { file: 1, offset: 0 },
    taken: { newest: "0", floor: "0", after: [] },
  });
  const replayed: string[] = [];
  const handleEntry = async (entry: LogEntry, after: { readonly file: number; readonly offset: number }) => {
    replayed.push(nameOf(entry));
    position.wal = after;
  };
  return { path, position, replayed, handleEntry, wal: createReplayedWal(path, position) };
}

const { signal } = new AbortController();

test("the first open replays the lines after the position, a second one doesn't", async () => {
  const { wal, replayed, handleEntry } = scene();
  const opened = await wal.open(handleEntry, signal);
  expect(replayed).toEqual(["a", "b"]);
  expect(await wal.open(handleEntry, signal)).toBe(opened);
  expect(replayed).toEqual(["a", "b"]);
  await wal.close();
});

test("an open that the signal interrupts can be repeated", async () => {
  const { wal, replayed, handleEntry } = scene();
  expect(await wal.open(handleEntry, AbortSignal.abort())).toBeUndefined();
  expect(replayed).toEqual([]);
  expect(await wal.open(handleEntry, signal)).toBeDefined();
  expect(replayed).toEqual(["a", "b"]);
  await wal.close();
});

test("a truncation moves the position to a new segment only if nothing was handled since it was saved", async () => {
  const { path, wal, position, handleEntry } = scene();
  const opened = await wal.open(handleEntry, signal);
  const [large] = await opened!.append(["x".repeat(1_100_000)]);
  position.wal = large;
  const saved = savePosition(position);
  await wal.truncateBefore(saved);
  expect(position.wal).toEqual({ file: 2, offset: 0 });
  const [next] = await opened!.append([line("c").trimEnd()]);
  position.wal = next;
  await wal.truncateBefore({ ...saved, journal: { file: 2, offset: 0 } });
  expect(position.wal).toEqual(next);
  expect([existsSync(`${path}.1`), existsSync(`${path}.2`)]).toEqual([false, true]);
  // An equal offset in an older segment is another position.
  await wal.truncateBefore({ ...saved, journal: { file: 1, offset: next!.offset } });
  expect(position.wal).toEqual(next);
  await wal.close();
});

test("a truncation before the first open, or to an invalid position, does nothing", async () => {
  const { path, wal, position, handleEntry } = scene();
  await wal.truncateBefore({ journal: { file: 2, offset: 0 }, taken: { newest: "0", floor: "0", after: [] } });
  await wal.open(handleEntry, signal);
  await wal.truncateBefore(7);
  expect(existsSync(`${path}.1`)).toBe(true);
  expect(position.wal?.file).toBe(1);
  await wal.close();
});
