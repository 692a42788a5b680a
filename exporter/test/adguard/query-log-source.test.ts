import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { formatNanoseconds } from "../../src/adguard/timestamp.js";
import { scratchDirectory } from "../scratch-directory.js";
import { recording, poll, clientOf, filesIn, sourceOf, savedPosition, fakeAdguard } from "./test-bench.js";
import type { LoggedQuery } from "./fake-adguard.js";

/** A clock that the test sets. It starts at a full second, since AdGuard Home reports its clock in seconds. */
function clock() {
  const settable = {
    time: 1_800_000_000_000,
    now: () => settable.time,
    /** A time before now, in nanoseconds since 1970. */
    ago: (milliseconds: number, nanoseconds = 0) =>
      BigInt(settable.time - milliseconds) * 1_000_000n + BigInt(nanoseconds),
  };
  return settable;
}

async function scene(memory = 1000) {
  const time = clock();
  const adguard = await fakeAdguard({ now: time.now, memory });
  const files = filesIn(scratchDirectory());
  const client = clientOf(adguard, files);
  return { time, adguard, files, client, record: recording() };
}

/** Queries at equal distances in milliseconds, the newest at a timestamp. */
const queries = (count: number, newest: bigint, name = "q", apart = 1): LoggedQuery[] =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: newest - BigInt((count - 1 - index) * apart) * 1_000_000n,
    name: `${name}${index}`,
  }));

/** The API's entry of a query, with further fields. */
const entryWith = ({ timestamp, name }: LoggedQuery, fields: Readonly<Record<string, unknown>>) => ({
  time: formatNanoseconds(timestamp),
  client: "192.168.1.7",
  question: { name, type: "A" },
  ...fields,
});

const namesOf = (entries: readonly LoggedQuery[]) => entries.map(({ name }) => name);

describe("an entry", () => {
  test("is read once, in order of time, when it has settled", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(
      { timestamp: time.ago(7000), name: "b" },
      { timestamp: time.ago(9000), name: "a" },
      { timestamp: time.ago(1000), name: "c" },
    );
    await poll(source, record);
    expect(record.events).toEqual(["a", "b"]);
    time.time += 4000;
    await poll(source, record);
    await poll(source, record);
    expect(record.events).toEqual(["a", "b", "c"]);
    expect(record.states).not.toContain(expect.anything());
  });

  test("of the same nanosecond as others is read, equal or not", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    const timestamp = time.ago(6000, 123_456_789);
    adguard.log({ timestamp, name: "a" }, { timestamp, name: "b" });
    await poll(source, record);
    adguard.log(
      { timestamp, name: "b", client: "10.0.0.1" },
      { timestamp, name: "a" },
      { timestamp: time.ago(5500), name: "z" },
    );
    await poll(source, record);
    expect(record.events.slice(0, 2).sort()).toEqual(["a", "b"]);
    expect(record.events.slice(2, 4).sort()).toEqual(["a", "b"]);
    expect(record.events.slice(4)).toEqual(["z"]);
  });

  test("that is no event is rejected once, in its place", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(
      { timestamp: time.ago(9000), name: "a" },
      { timestamp: time.ago(8000), name: "!b" },
      { timestamp: time.ago(7000), name: "c" },
    );
    await poll(source, record);
    await poll(source, record);
    expect(record.events).toEqual(["a", "<implausible>", "c"]);
  });

  test("that appears late is read late", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log({ timestamp: time.ago(20_000), name: "a" }, { timestamp: time.ago(8000), name: "c" });
    await poll(source, record);
    adguard.log({ timestamp: time.ago(9000), name: "b" });
    await poll(source, record);
    await poll(source, record);
    expect(record.events).toEqual(["a", "c", "b"]);
  });

  test("that is in memory and in the file at once is read once", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(30, time.ago(6000)));
    adguard.whileAnswering = "both";
    await poll(source, record);
    expect(record.events).toEqual(namesOf(queries(30, 0n)));
    expect(adguard.requests).toHaveLength(2);
  });

  test("that is temporarily in neither is read once it reappears", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(5, time.ago(6000)));
    adguard.whileAnswering = "neither";
    await poll(source, record);
    expect(record.events).toEqual([]);
    await poll(source, record);
    expect(record.events).toEqual(namesOf(queries(5, 0n)));
  });

  test("isn't read again once addresses are anonymized", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log({ timestamp: time.ago(6000), name: "a", client: "192.168.7.9" });
    await poll(source, record);
    adguard.anonymous = true;
    adguard.log({ timestamp: time.ago(5500), name: "b", client: "192.168.7.9" });
    await poll(source, record);
    expect(record.events).toEqual(["a", "b"]);
  });

  test("has the anonymized address that AdGuard Home returns", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record, {
      parse: (entry) => ({ event: (entry as { client: string }).client }),
    });
    adguard.anonymous = true;
    adguard.log({ timestamp: time.ago(6000), name: "a", client: "192.168.7.9" });
    await poll(source, record);
    expect(record.events).toEqual(["192.168.0.0"]);
  });
});

describe("pages", () => {
  test("of a long log are read completely", async () => {
    const { time, adguard, files, client, record } = await scene();
    const all = queries(3000, time.ago(6000));
    adguard.log(...all);
    const source = sourceOf(client, files, record, { pageSize: 100 });
    await poll(source, record);
    expect(record.events).toEqual(namesOf(all));
    expect(new Set(adguard.requests.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("leave entries that settle during the backfill to the next poll", async () => {
    const { time, adguard, files, client, record } = await scene();
    const all = queries(3000, time.ago(3000));
    adguard.log(...all);
    const slow: typeof client = {
      get: (...asked) => {
        if (record.events.length > 900) time.time += 1500;
        return client.get(...asked);
      },
    };
    const source = sourceOf(slow, files, record);
    await poll(source, record);
    expect(record.events).toEqual(namesOf(all).slice(0, 1000));
    time.time += 10_000;
    await poll(source, record);
    expect(record.events).toEqual(namesOf(all));
  });

  test("that aren't found again are paged back to at once, without loss", async () => {
    const { time, adguard, files, client, record } = await scene();
    const all = queries(3000, time.ago(6000));
    adguard.log(...all);
    let misses = 0;
    const moving: typeof client = {
      get: (path, parameters, signal, lists) => {
        // A timestamp without a line, as if the binary search missed it in a file that has grown.
        const isMissed = record.events.length > 900 && parameters["older_than"] !== undefined && misses < 3;
        if (isMissed) misses += 1;
        const missed = formatNanoseconds(time.ago(6500, 1));
        return client.get(path, isMissed ? { ...parameters, older_than: missed } : parameters, signal, lists);
      },
    };
    await poll(sourceOf(moving, files, record), record);
    expect(misses).toBe(3);
    expect(record.states.filter((each) => each !== undefined)).toEqual([]);
    expect(record.events).toEqual(namesOf(all));
  });

  test("that are different each time end the poll with a failure", async () => {
    const { time, adguard, files, client, record } = await scene();
    const all = queries(3000, time.ago(6000));
    adguard.log(...all);
    const asked = new Set<string | undefined>();
    const moving: typeof client = {
      get: (path, parameters, signal, lists) => {
        const olderThan = parameters["older_than"];
        if (Object.keys(parameters).length === 1) asked.clear();
        const isAgain = olderThan !== undefined && asked.has(olderThan);
        asked.add(olderThan);
        const missed = formatNanoseconds(time.ago(6500, 1));
        return client.get(path, isAgain ? { ...parameters, older_than: missed } : parameters, signal, lists);
      },
    };
    const source = sourceOf(moving, files, record);
    await poll(source, record);
    expect(record.states.at(-1)).toContain("isn't the same when it is read again");
    expect(record.events.length).toBeLessThan(3000);
    const from = savedPosition(source);
    await source.close();
    await poll(sourceOf(client, files, record, { position: from }), record);
    expect(record.events).toEqual(namesOf(all));
  });

  test("without a gap need one request per poll", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(2000, time.ago(60_000), "old", 100));
    await poll(source, record);
    const before = adguard.requests.length;
    adguard.log(...queries(50, time.ago(6000), "new"));
    await poll(source, record);
    expect(adguard.requests).toHaveLength(before + 1);
    expect(record.events.slice(2000)).toEqual(namesOf(queries(50, 0n, "new")));
  });

  test("are complete where timestamps aren't found and entries at their edges are out of order", async () => {
    const { time, adguard, files, client, record } = await scene(20);
    const all = queries(4000, time.ago(6000));
    // Each group of seven is written backward, as if its queries had been concurrent.
    const written = all.map((_, index) => all[Math.min(all.length - 1, index - (index % 7) + (6 - (index % 7)))]!);
    expect(new Set(written).size).toBeGreaterThan(3990);
    adguard.log(...new Set(written));
    const source = sourceOf(client, files, record, { pageSize: 100 });
    await poll(source, record);
    expect(record.states.filter((each) => each !== undefined)).toEqual([]);
    expect([...record.events].sort()).toEqual(namesOf(all.filter((each) => written.includes(each))).sort());
  });

  test("skip damaged lines", async () => {
    const { time, adguard, files, client, record } = await scene(10);
    const all = queries(1000, time.ago(6000));
    for (const [index, each] of all.entries()) {
      adguard.log(each);
      if (index % 90 === 0) adguard.damage();
    }
    adguard.flush();
    for (let count = 0; count < 30; count += 1) adguard.damage();
    const source = sourceOf(client, files, record, { pageSize: 100 });
    await poll(source, record);
    expect(record.events).toEqual(namesOf(all));
  });

  test("are fetched by offset where the binary search of the file fails", async () => {
    const { time, adguard, files, client, record } = await scene(200);
    const all = queries(450, time.ago(6000));
    adguard.log(...all.slice(0, 200));
    // In the middle of the file, where the binary search starts.
    adguard.damage();
    adguard.log(...all.slice(200));
    const source = sourceOf(client, files, record, { pageSize: 100 });
    await poll(source, record);
    expect(record.events).toEqual(namesOf(all));
  });

  test("are fetched by offset where more entries than a page holds share a timestamp", async () => {
    const { time, adguard, files, client, record } = await scene();
    const timestamp = time.ago(6000);
    const all = Array.from({ length: 130 }, (_, index) => ({ timestamp, name: `q${index}` }));
    adguard.log({ timestamp: timestamp - 5n, name: "before" }, ...all);
    const source = sourceOf(client, files, record, { pageSize: 50 });
    await poll(source, record);
    expect([...record.events].sort()).toEqual(["before", ...namesOf(all)].sort());
  });

  test("are smaller where a response is too large", async () => {
    const { time, adguard, files, client, record } = await scene();
    const padding = { original_answer: [{ type: "TXT", value: "x".repeat(100_000) }] };
    const all = queries(150, time.ago(6000)).map((each) => ({ ...each, entry: entryWith(each, padding) }));
    adguard.log(...all);
    const source = sourceOf(client, files, record);
    await poll(source, record);
    expect(record.events).toEqual(namesOf(all));
    expect(adguard.requests.some(({ path }) => path.includes("limit=62"))).toBe(true);
  });
});

describe("a first start", () => {
  test("at the end reads the entries that are logged from then on", async () => {
    const { time, adguard, files, client, record } = await scene();
    adguard.log(...queries(10, time.ago(6000), "old"), { timestamp: time.ago(1000), name: "new" });
    const source = sourceOf(client, files, record, { startAt: "end" });
    await poll(source, record);
    time.time += 10_000;
    await poll(source, record);
    expect(record.events).toEqual(["new"]);
  });

  test("removes an older write-ahead log", async () => {
    const { time, adguard, files, client, record } = await scene();
    writeFileSync(`${files.walPath}.3`, '{"time":"2026-01-01T00:00:00Z"}\n');
    adguard.log(...queries(2, time.ago(6000)));
    await poll(sourceOf(client, files, record), record);
    expect(record.events).toEqual(["q0", "q1"]);
    expect(readdirSync(files.directory).filter((name) => name.startsWith("journal"))).toEqual(["journal.4"]);
  });
});

describe("after a restart", () => {
  test("of the exporter, the entries since the saved state are read again, from the write-ahead log alone", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(3, time.ago(9000), "a"));
    await poll(source, record);
    const position = savedPosition(source);
    const events = [...record.events];
    adguard.log(
      { timestamp: time.ago(8000), name: "!bad" },
      { timestamp: time.ago(7000), name: "with\u2028line break" },
    );
    await poll(source, record);
    await source.close();
    await adguard.close();
    const again = { ...recording(), events };
    const restarted = sourceOf(client, files, again, { position });
    await restarted.catchUp((event) => void again.events.push(event), new AbortController().signal);
    expect(again.states).toEqual([]);
    await poll(restarted, again);
    expect(again.events).toEqual(record.events);
    expect(again.states.at(-1)).toContain("can't be reached");
    expect(savedPosition(restarted)).toEqual(savedPosition(source));
  });

  test("of the exporter right after its first start, the entries since that start are read", async () => {
    const { time, adguard, files, client, record } = await scene();
    adguard.log(...queries(3, time.ago(20_000), "before"));
    const source = sourceOf(client, files, record, { startAt: "end" });
    await source.catchUp((event) => void record.events.push(event), new AbortController().signal);
    const position = savedPosition(source);
    await source.close();
    expect(record.events).toEqual([]);
    adguard.log(...queries(3, time.ago(0), "since"));
    time.time += 60_000;
    await poll(sourceOf(client, files, record, { startAt: "end", position }), record);
    expect(record.events).toEqual(["since0", "since1", "since2"]);
  });

  test("of a killed AdGuard Home, the entries that it lost are in the write-ahead log", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(3, time.ago(60_000), "a"));
    adguard.flush();
    await poll(source, record);
    const position = savedPosition(source);
    const events = [...record.events];
    adguard.log(...queries(3, time.ago(20_000), "b"));
    await poll(source, record);
    await source.close();
    adguard.restart("killed");
    adguard.log(...queries(2, time.ago(6000), "c"));
    const again = { ...recording(), events };
    await poll(sourceOf(client, files, again, { position }), again);
    expect(again.events).toEqual(["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1"]);
  });

  test("a last line that a kill cut off counts as not read", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(3, time.ago(9000)));
    await poll(source, record);
    const position = savedPosition(source);
    await source.close();
    appendFileSync(`${files.walPath}.1`, '{"time":"2027-01-15T08:00:0');
    adguard.log({ timestamp: time.ago(6000), name: "new" });
    const again = sourceOf(client, files, record, { position });
    await poll(again, record);
    const before = savedPosition(again);
    await again.close();
    expect(record.events).toEqual(["q0", "q1", "q2", "new"]);
    const third = recording();
    const last = sourceOf(client, files, third, { position });
    await poll(last, third);
    expect(third.events).toEqual(["new"]);
    expect(savedPosition(last)).toEqual(before);
  });

  test("without the write-ahead log, AdGuard Home is asked from the position on", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(3, time.ago(30_000), "a"));
    await poll(source, record);
    const position = savedPosition(source);
    adguard.log(...queries(3, time.ago(9000), "b"));
    await poll(source, record);
    await source.close();
    rmSync(`${files.walPath}.1`);
    record.events.splice(3);
    await poll(sourceOf(client, files, record, { position }), record);
    expect(record.events).toEqual(["a0", "a1", "a2", "b0", "b1", "b2"]);
  });

  test("an invalid position is a first start", async () => {
    const { time, adguard, files, client } = await scene();
    adguard.log(...queries(1, time.ago(6000)));
    for (const from of [7, {}, { journal: { file: 1, offset: 0 } }, { journal: {}, taken: { newest: "x" } }]) {
      const record = recording();
      await poll(sourceOf(client, files, record, { position: from }), record);
      expect(record.events).toEqual(["q0"]);
    }
  });
});

describe("the write-ahead log", () => {
  test("is truncated after a checkpoint", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record, { pageSize: 1000 });
    const segments = () => readdirSync(files.directory).filter((name) => name.startsWith("journal"));
    const [elapsed, asker] = ["1".repeat(1000), "2".repeat(1000)];
    const log = (name: string, ago: number) =>
      adguard.log(...queries(500, time.ago(ago), name).map((each) => ({ ...each, elapsed, client: asker })));
    log("a", 90_000);
    await poll(source, record);
    expect(statSync(`${files.walPath}.1`).size).toBeGreaterThan(1_048_576);
    expect(statSync(`${files.walPath}.1`).mode & 0o777).toBe(0o600);
    await source.onCheckpointed(savedPosition(source));
    expect(savedPosition(source)).toMatchObject({ journal: { file: 2, offset: 0 } });
    log("b", 60_000);
    await poll(source, record);
    expect(segments()).toEqual(["journal.1", "journal.2"]);
    const position = savedPosition(source);
    await source.onCheckpointed(position);
    expect(segments()).toEqual(["journal.2"]);
    log("c", 6000);
    await poll(source, record);
    await source.close();
    expect(segments()).toEqual(["journal.2", "journal.3"]);
    const again = { ...recording(), events: record.events.slice(0, 1000) };
    await poll(sourceOf(client, files, again, { position }), again);
    expect(again.events).toEqual(record.events);
    expect(again.events).toHaveLength(1500);
  });

  test("that can't be written to stops the reading until it can", async () => {
    const { time, adguard, files, client, record } = await scene();
    mkdirSync(`${files.walPath}.1`);
    const source = sourceOf(client, files, record, { position: null });
    adguard.log(...queries(2, time.ago(6000)));
    await poll(source, record);
    expect(record.events).toEqual([]);
    expect(record.states.at(-1)).toMatch(/EISDIR|ERR_FS_EISDIR|directory/);
    rmSync(`${files.walPath}.1`, { recursive: true });
    await poll(source, record);
    expect(record.events).toEqual(["q0", "q1"]);
  });
});

describe("a gap", () => {
  test("is reported where the log no longer reaches back to the last entry", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log(...queries(2, time.ago(9000), "a"));
    await poll(source, record);
    adguard.clear();
    await poll(source, record);
    time.time += 20_000;
    adguard.log(...queries(2, time.ago(6000), "b"));
    await poll(source, record);
    await poll(source, record);
    expect(record.events).toEqual(["a0", "a1", "<gap: cleared>", "b0", "b1"]);
  });

  test("isn't reported where the log is new", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record, { startAt: "end" });
    await poll(source, record);
    time.time += 20_000;
    adguard.log(...queries(2, time.ago(6000)));
    await poll(source, record);
    expect(record.events).toEqual(["q0", "q1"]);
  });

  test("is reported where the clock went back, and a clock that was far ahead isn't waited for", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    const right = time.time;
    time.time += 86_400_000;
    adguard.log({ timestamp: time.ago(6000), name: "ahead" });
    await poll(source, record);
    time.time = right;
    await poll(source, record);
    await poll(source, record);
    time.time += 20_000;
    adguard.log({ timestamp: time.ago(6000), name: "right" });
    await poll(source, record);
    expect(record.events).toEqual(["ahead", "<gap: clock>", "right"]);
  });

  test("is reported once for a small step back, and later entries are read", async () => {
    const { time, adguard, files, client, record } = await scene();
    const source = sourceOf(client, files, record);
    adguard.log({ timestamp: time.ago(6000), name: "a" });
    await poll(source, record);
    time.time -= 120_000;
    adguard.log({ timestamp: time.ago(6000), name: "within" });
    await poll(source, record);
    await poll(source, record);
    time.time += 180_000;
    adguard.log({ timestamp: time.ago(6000), name: "b" });
    await poll(source, record);
    expect(record.events).toEqual(["a", "<gap: clock>", "b"]);
  });
});

test("an error of the event handler ends the poll, and its entry counts as not read", async () => {
  const { time, adguard, files, client, record } = await scene();
  adguard.log(...queries(2, time.ago(6000)));
  const source = sourceOf(client, files, record);
  const signal = new AbortController().signal;
  const handle = (event: string) => {
    if (event === "q1") throw new Error("full");
    record.events.push(event);
  };
  await expect(source.poll(handle, signal)).rejects.toThrow("full");
  const position = savedPosition(source);
  await source.close();
  await poll(sourceOf(client, files, record, { position }), record);
  expect(record.events).toEqual(["q0", "q1"]);
});

test("a running source reads new entries, through failures, until the signal", async () => {
  const { time, adguard, files, client, record } = await scene();
  const stop = new AbortController();
  const source = sourceOf(client, files, record);
  const running = source.run((event) => void record.events.push(event), stop.signal);
  const until = async (is: () => boolean) => {
    while (!is()) await sleep(5);
  };
  adguard.log(...queries(2, time.ago(9000), "a"));
  await until(() => record.events.length === 2);
  adguard.respondWith = (_request, response) => void response.writeHead(500).end();
  await until(() => record.states.at(-1)?.endsWith("answers with status 500") ?? false);
  adguard.respondWith = undefined;
  adguard.log(...queries(2, time.ago(6000), "b"));
  await until(() => record.events.length === 4);
  stop.abort();
  await running;
  expect(record.events).toEqual(["a0", "a1", "b0", "b1"]);
});
