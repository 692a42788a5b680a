import { describe, expect, test } from "vitest";
import { createDedupWindow } from "../../src/adguard/dedup-window.js";
import type { HandleEntry } from "../../src/adguard/entry-handler.js";
import type { LogEntry } from "../../src/adguard/log-entry.js";
import type { LogPage, PageRequest } from "../../src/adguard/log-pages.js";
import { initialWindow, readNewEntries, type NewEntriesOptions } from "../../src/adguard/read-new-entries.js";
import type { ReadPosition } from "../../src/adguard/read-position.js";
import { fromMilliseconds } from "../../src/adguard/timestamp.js";
import type { WriteAheadLog } from "../../src/adguard/write-ahead-log.js";

const start = 1_800_000_000_000;

/** An entry some milliseconds after the start. */
const entry = (milliseconds: number): LogEntry => ({
  timestamp: fromMilliseconds(start + milliseconds),
  id: "a",
  fields: { at: milliseconds },
});

/** A log in one page, a write-ahead log and a handler that record their calls in order. */
function scene(overrides: Partial<NewEntriesOptions> = {}) {
  const log: LogEntry[] = [];
  const server = { time: start };
  const calls: string[] = [];
  const statuses: unknown[] = [];
  const position: ReadPosition = { wal: undefined, window: createDedupWindow(0n) };
  const options: NewEntriesOptions = {
    fetchPage: async () => ({ entries: [...log], oldest: log[0], isFull: false, serverTime: server.time }),
    position,
    clockGuard: (_serverTime, window) => window,
    observer: { gap: (reason) => calls.push(`gap ${reason}`), status: (failure) => statuses.push(failure) },
    startAt: "start",
    settleTime: 5000,
    ...overrides,
  };
  const wal: Pick<WriteAheadLog, "append" | "end"> = {
    end: { file: 1, offset: 0 },
    append: async (lines) => {
      calls.push(`append ${lines.join(" ")}`);
      return lines.map((_, index) => ({ file: 1, offset: index }));
    },
  };
  const handleEntry: HandleEntry = async (handled, { offset }) => {
    calls.push(`handle ${(handled.fields as { at: number }).at} at ${offset}`);
    position.window?.add(handled);
  };
  const read = (signal = new AbortController().signal) =>
    readNewEntries(options, wal as WriteAheadLog, handleEntry, signal);
  return { log, server, calls, statuses, position, read };
}

describe("new entries", () => {
  test("are written to the write-ahead log before they are handled, with their positions", async () => {
    const { log, server, calls, read } = scene();
    log.push(entry(1), entry(2));
    server.time = start + 10_000;
    await read();
    expect(calls).toEqual(['append {"at":1} {"at":2}', "handle 1 at 0", "handle 2 at 1"]);
  });

  test("are handled once", async () => {
    const { log, server, calls, read } = scene();
    log.push(entry(1));
    server.time = start + 10_000;
    await read();
    await read();
    expect(calls).toHaveLength(2);
  });

  test("wait until they are as old as the settle time, by the server's clock", async () => {
    const { log, server, calls, statuses, read } = scene();
    log.push(entry(1000));
    server.time = start + 5999;
    await read();
    expect(calls).toEqual([]);
    expect(statuses).toEqual([undefined]);
    server.time = start + 6000;
    await read();
    expect(calls).toHaveLength(2);
  });

  test("are handled to the end of their batch after the signal", async () => {
    const stop = new AbortController();
    const { log, server, calls, position, read } = scene();
    log.push(entry(1), entry(2));
    server.time = start + 10_000;
    const { window } = position;
    position.window = {
      ...window!,
      get floor() {
        return window!.floor;
      },
      add: (added) => {
        window!.add(added);
        stop.abort();
      },
    };
    await read(stop.signal);
    expect(calls.filter((call) => call.startsWith("handle"))).toHaveLength(2);
  });
});

describe("the gap `cleared`", () => {
  test("is reported before the entries where the log starts after the newest handled entry", async () => {
    const { log, server, calls, position, read } = scene();
    position.window?.add(entry(1));
    log.push(entry(50_000));
    server.time = start + 60_000;
    await read();
    expect(calls.map((call) => call.split(" ", 2).join(" "))).toEqual([
      "gap cleared",
      'append {"at":50000}',
      "handle 50000",
    ]);
  });

  test("isn't reported where the log still has the newest handled entry, nor at the first entry", async () => {
    const { log, server, calls, position, read } = scene();
    log.push(entry(50_000));
    server.time = start + 60_000;
    await read();
    position.window?.add(entry(50_000));
    log.push(entry(51_000));
    await read();
    expect(calls.filter((call) => call.startsWith("gap"))).toEqual([]);
  });
});

test("a log that is different each time fails after five attempts without a new entry", async () => {
  const pageFrom = (from: number): LogPage => {
    const entries = Array.from({ length: 20 }, (_, index) => entry(from + index));
    return { entries, oldest: entries[0], isFull: true, serverTime: start + 60_000 };
  };
  let newest = 0;
  const fetchPage = async (request: PageRequest): Promise<LogPage> => {
    if ("olderThan" in request && request.olderThan !== undefined) return pageFrom(-5);
    // Each second request for the newest page returns other entries.
    newest += 1;
    return pageFrom(newest % 2 === 1 ? 12 : 5000);
  };
  const { calls, position, read } = scene({ fetchPage });
  position.window = createDedupWindow(entry(14).timestamp);
  await expect(read()).rejects.toThrow("isn't the same when it is read again");
  expect(newest).toBe(10);
  expect(calls).toEqual([]);
});

describe("the window of a first start", () => {
  const fetchPage = async (): Promise<LogPage> => ({
    entries: [],
    oldest: undefined,
    isFull: false,
    serverTime: start,
  });
  const { signal } = new AbortController();

  test("includes all entries where it starts at the start, without a request", async () => {
    const failing = () => Promise.reject(new Error("no request expected"));
    const window = await initialWindow({ fetchPage: failing, startAt: "start", settleTime: 5000 }, signal);
    expect(window.floor).toBe(0n);
  });

  test("includes entries after the server's time minus the settle time where it starts at the end", async () => {
    const window = await initialWindow({ fetchPage, startAt: "end", settleTime: 5000 }, signal);
    expect(window.floor).toBe(fromMilliseconds(start - 5000));
  });
});
