import { describe, expect, test } from "vitest";
import { type Batch, batchesSince } from "../../src/adguard/backfill.js";
import { entryKey, type LogEntry } from "../../src/adguard/log-entry.js";
import type { FetchPage, LogPage, PageRequest } from "../../src/adguard/log-pages.js";

const { signal } = new AbortController();
const pageSize = 20;
/** Shared entries of consecutive pages: a fifth. */
const overlap = pageSize / 5;

/** Entries with the timestamps 1 to `count`. */
const entriesUpTo = (count: number): readonly LogEntry[] =>
  Array.from({ length: count }, (_, index) => ({ timestamp: BigInt(index + 1), id: "a", fields: {} }));

const olderThanOf = (request: PageRequest) => ("olderThan" in request ? request.olderThan : undefined);

const isByTimestamp = (request: PageRequest) => olderThanOf(request) !== undefined;

/** A log whose requests are recorded. `isMissed` decides which requests find nothing, like a failed binary search. */
function logOf(log: readonly LogEntry[], isMissed: (request: PageRequest, number: number) => boolean = () => false) {
  const requests: PageRequest[] = [];
  const fetchPage: FetchPage = async (request): Promise<LogPage> => {
    requests.push(request);
    const olderThan = olderThanOf(request);
    const found = isMissed(request, requests.length)
      ? []
      : log.filter(({ timestamp }) => olderThan === undefined || timestamp < olderThan);
    const end = found.length - ("after" in request ? request.after : 0);
    const entries = found.slice(Math.max(0, end - pageSize), Math.max(0, end));
    return { entries, oldest: entries[0], isFull: entries.length >= pageSize, serverTime: requests.length };
  };
  return { fetchPage, requests };
}

async function collect(batches: AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const collected: Batch[] = [];
  for await (const batch of batches) collected.push(batch);
  return collected;
}

const distinctIn = (batches: readonly Batch[]) => [
  ...new Map(batches.flatMap(({ entries }) => entries).map((entry) => [entryKey(entry), entry])).values(),
];

describe("a log of one page", () => {
  test("is one batch, the first and the last of the log", async () => {
    const { fetchPage, requests } = logOf(entriesUpTo(5));
    const batches = await collect(batchesSince(fetchPage, 0n, signal));
    expect(batches).toEqual([{ entries: entriesUpTo(5), serverTime: 1, isFirst: true, upTo: undefined }]);
    expect(requests).toEqual([{}]);
  });

  test("may be empty", async () => {
    const batches = await collect(batchesSince(logOf([]).fetchPage, 0n, signal));
    expect(batches).toMatchObject([{ entries: [], isFirst: true, upTo: undefined }]);
  });
});

describe("a longer log", () => {
  const log = entriesUpTo(100);

  test("is read completely, oldest first, in batches with increasing ends", async () => {
    const batches = await collect(batchesSince(logOf(log).fetchPage, 0n, signal));
    expect(distinctIn(batches)).toEqual(log);
    expect(batches.map(({ isFirst }) => isFirst)).toEqual(batches.map((_, index) => index === 0));
    const ends = batches.map(({ upTo }) => upTo);
    expect(ends.at(-1)).toBeUndefined();
    expect(ends.slice(0, -1)).toEqual([...ends.slice(0, -1)].sort((one, other) => Number(one! - other!)));
  });

  test("is paged back only as far as the timestamp, with an overlap", async () => {
    const { fetchPage, requests } = logOf(log);
    const since = BigInt(100 - pageSize + overlap);
    const batches = await collect(batchesSince(fetchPage, since, signal));
    expect(requests).toEqual([{}]);
    expect(batches).toMatchObject([{ isFirst: false, upTo: undefined }]);
    await collect(batchesSince(fetchPage, since - 1n, signal));
    expect(requests.slice(1)).toEqual([{}, { olderThan: since + 1n }, {}]);
  });

  test("has all entries before the end of a batch in this batch or in one before", async () => {
    const batches = await collect(batchesSince(logOf(log).fetchPage, 0n, signal));
    for (const [index, { upTo = 101n }] of batches.entries())
      expect(distinctIn(batches.slice(0, index + 1))).toEqual(
        expect.arrayContaining(log.filter(({ timestamp }) => timestamp < upTo)),
      );
  });
});

describe("a missing page", () => {
  const log = entriesUpTo(60);

  test("while paging back is requested by other timestamps of the newer page", async () => {
    const { fetchPage, requests } = logOf(log, (_, number) => number === 2);
    expect(distinctIn(await collect(batchesSince(fetchPage, 0n, signal)))).toEqual(log);
    const [first, second] = requests.slice(1).map(olderThanOf);
    expect(second! - first!).toBe(7n);
  });

  test("by any timestamp while paging back is requested by offset, and kept for paging forward", async () => {
    const { fetchPage, requests } = logOf(log, isByTimestamp);
    expect(distinctIn(await collect(batchesSince(fetchPage, 0n, signal)))).toEqual(log);
    const offsets = requests.filter((request) => "after" in request);
    expect(offsets[0]).toEqual({ after: pageSize - overlap });
    expect(new Set(offsets.map(({ after }) => after)).size).toBe(offsets.length);
  });

  test("while paging forward ends the batches early", async () => {
    const requested = new Set<bigint>();
    const { fetchPage } = logOf(log, (request) => {
      const olderThan = olderThanOf(request);
      if (olderThan === undefined) return false;
      const isAgain = requested.has(olderThan);
      requested.add(olderThan);
      return isAgain;
    });
    const batches = await collect(batchesSince(fetchPage, 0n, signal));
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ isFirst: true });
    expect(batches[0]?.upTo).toBeTypeOf("bigint");
  });

  test("by timestamp or offset is an error", async () => {
    const { fetchPage } = logOf(log, (_, number) => number > 1);
    await expect(collect(batchesSince(fetchPage, 0n, signal))).rejects.toThrow("doesn't find");
  });
});

test("more than eight pages that are found by offset only are an error", async () => {
  const { fetchPage } = logOf(entriesUpTo(300), isByTimestamp);
  await expect(collect(batchesSince(fetchPage, 0n, signal))).rejects.toThrow("too much out of order");
});

test("the offset is corrected for entries that were logged meanwhile", async () => {
  const log = [...entriesUpTo(60)];
  const all = entriesUpTo(90);
  const { fetchPage, requests } = logOf(log, (request) => {
    // More than a page is logged before the first request by offset.
    if (isByTimestamp(request)) for (const entry of all.slice(log.length)) log.push(entry);
    return isByTimestamp(request);
  });
  const batches = await collect(batchesSince(fetchPage, 43n, signal));
  expect(requests.filter((request) => "after" in request)).toEqual([
    { after: pageSize - overlap },
    { after: 2 * (pageSize - overlap) },
  ]);
  // The newest page has changed, so its entries are left to the next call.
  expect(distinctIn(batches)).toEqual(all.slice(38, 58));
});
