import { describe, expect, test } from "vitest";
import { createEntryHandler, HandlerError, replayWal } from "../../src/adguard/entry-handler.js";
import { toEntry, type LogEntry } from "../../src/adguard/log-entry.js";
import { restorePosition, type ReadPosition } from "../../src/adguard/read-position.js";
import type { WriteAheadLog } from "../../src/adguard/write-ahead-log.js";
import type { ParseResult } from "../../src/events.js";

const start = { file: 1, offset: 0 };

const emptyPosition = (): ReadPosition =>
  restorePosition({ journal: start, taken: { newest: "0", floor: "0", after: [] } });

const fieldsOf = (name: string) => ({ time: "2027-01-15T08:00:00Z", question: { name } });

const entryOf = (name: string): LogEntry => toEntry(fieldsOf(name))!;

/** Parses names; those that start with `!` are rejected. */
const parse = (fields: unknown): ParseResult<string> => {
  const { name } = (fields as ReturnType<typeof fieldsOf>).question;
  return name.startsWith("!") ? { rejected: "implausible" } : { event: name };
};

/** A handler that records events and rejections; it throws on the event `fail`. */
function recorded(position: ReadPosition) {
  const events: string[] = [];
  const observer = { rejected: (reason: string) => events.push(`<${reason}>`) };
  const handleEntry = createEntryHandler({ parse, observer, position })((event) => {
    if (event === "fail") throw new Error("disk full");
    events.push(event);
  });
  return { events, handleEntry };
}

describe("an entry", () => {
  test("is handed on, and advances the position", async () => {
    const position = emptyPosition();
    const { events, handleEntry } = recorded(position);
    await handleEntry(entryOf("a"), { file: 1, offset: 10 });
    expect(events).toEqual(["a"]);
    expect(position.wal).toEqual({ file: 1, offset: 10 });
    expect(position.window?.unseen([entryOf("a")])).toEqual([]);
  });

  test("that is rejected advances the position as well", async () => {
    const position = emptyPosition();
    const { events, handleEntry } = recorded(position);
    await handleEntry(entryOf("!a"), { file: 1, offset: 10 });
    expect(events).toEqual(["<implausible>"]);
    expect(position.wal).toEqual({ file: 1, offset: 10 });
  });

  test("on which the event handler fails doesn't advance the position", async () => {
    const position = emptyPosition();
    const { handleEntry } = recorded(position);
    const failure = handleEntry(entryOf("fail"), { file: 1, offset: 10 });
    await expect(failure).rejects.toThrow(HandlerError);
    await expect(failure).rejects.toMatchObject({ cause: new Error("disk full") });
    expect(position.wal).toEqual(start);
    expect(position.window?.unseen([entryOf("fail")])).toHaveLength(1);
  });
});

/** A write-ahead log of these lines, each ten bytes long. */
const walOf = (lines: readonly string[]): WriteAheadLog => ({
  end: { file: 1, offset: lines.length * 10 },
  readFrom: async function* ({ offset }) {
    for (let index = offset / 10; index < lines.length; index += 1)
      yield { line: lines[index]!, after: { file: 1, offset: (index + 1) * 10 } };
  },
  append: () => Promise.reject(new Error("not in this test")),
  truncateBefore: () => Promise.reject(new Error("not in this test")),
  close: () => Promise.resolve(),
});

describe("a replay", () => {
  const lines = [fieldsOf("a"), fieldsOf("b"), fieldsOf("c")].map((fields) => JSON.stringify(fields));

  test("handles the lines after the position", async () => {
    const position = emptyPosition();
    position.wal = { file: 1, offset: 10 };
    const { events, handleEntry } = recorded(position);
    const wal = walOf(lines);
    expect(await replayWal(wal, position, handleEntry, new AbortController().signal)).toBe(true);
    expect(events).toEqual(["b", "c"]);
    expect(position.wal).toEqual(wal.end);
  });

  test("skips damaged lines", async () => {
    const position = emptyPosition();
    const { events, handleEntry } = recorded(position);
    await replayWal(walOf(["{", lines[0]!, "{}"]), position, handleEntry, new AbortController().signal);
    expect(events).toEqual(["a"]);
    expect(position.wal).toEqual({ file: 1, offset: 30 });
  });

  test("of a first start handles nothing, and continues at the end", async () => {
    const position = restorePosition(undefined);
    const { events, handleEntry } = recorded(position);
    expect(await replayWal(walOf(lines), position, handleEntry, new AbortController().signal)).toBe(true);
    expect(events).toEqual([]);
    expect(position.wal).toEqual({ file: 1, offset: 30 });
  });

  test("stops at the signal, and keeps its position", async () => {
    const position = emptyPosition();
    const { events, handleEntry } = recorded(position);
    const stop = new AbortController();
    const stopping: typeof handleEntry = async (entry, after) => {
      await handleEntry(entry, after);
      stop.abort();
    };
    expect(await replayWal(walOf(lines), position, stopping, stop.signal)).toBe(false);
    expect(events).toEqual(["a"]);
    expect(position.wal).toEqual({ file: 1, offset: 10 });
  });
});
