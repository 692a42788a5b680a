import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "../../src/adguard/timestamp.js";
import { scratch } from "../tail/scratch.js";
import { recording, poll, clientOf, filesIn, sourceOf, savedPosition, fakeAdguard } from "./test-bench.js";
import type { LoggedQuery } from "./fake-adguard.js";

/** A clock that a test turns. It starts at a whole second, as AdGuard Home's is told in whole seconds. */
function clock() {
  const turned = {
    time: 1_800_000_000_000,
    now: () => turned.time,
    /** Nanoseconds since 1970, some before now. */
    ago: (milliseconds: number, nanoseconds = 0) =>
      BigInt(turned.time - milliseconds) * 1_000_000n + BigInt(nanoseconds),
  };
  return turned;
}

async function scene(memory = 1000) {
  const time = clock();
  const adguard = await fakeAdguard({ now: time.now, memory });
  const place = filesIn(scratch());
  const client = clientOf(adguard, place);
  return { time, adguard, place, client, heard: recording() };
}

/** As many queries as asked for, up to some time ago, and so many milliseconds apart. */
const queries = (count: number, newest: bigint, name = "q", apart = 1): LoggedQuery[] =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: newest - BigInt((count - 1 - index) * apart) * 1_000_000n,
    name: `${name}${index}`,
  }));

const namesOf = (entries: readonly LoggedQuery[]) => entries.map(({ name }) => name);

describe("entries", () => {
  test("are taken once, in order of time, when they have settled", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(
      { timestamp: time.ago(7000), name: "b" },
      { timestamp: time.ago(9000), name: "a" },
      { timestamp: time.ago(1000), name: "c" },
    );
    await poll(reader, heard);
    expect(heard.events).toEqual(["a", "b"]);
    time.time += 4000;
    await poll(reader, heard);
    await poll(reader, heard);
    expect(heard.events).toEqual(["a", "b", "c"]);
    expect(heard.states).not.toContain(expect.anything());
  });

  test("of one nanosecond are all taken, alike or not", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    const timestamp = time.ago(6000, 123_456_789);
    adguard.log({ timestamp, name: "a" }, { timestamp, name: "b" });
    await poll(reader, heard);
    adguard.log(
      { timestamp, name: "b", client: "10.0.0.1" },
      { timestamp, name: "a" },
      { timestamp: time.ago(5500), name: "z" },
    );
    await poll(reader, heard);
    expect(heard.events.slice(0, 2).sort()).toEqual(["a", "b"]);
    expect(heard.events.slice(2, 4).sort()).toEqual(["a", "b"]);
    expect(heard.events.slice(4)).toEqual(["z"]);
  });

  test("that are no events are refused in their place, once", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(
      { timestamp: time.ago(9000), name: "a" },
      { timestamp: time.ago(8000), name: "!b" },
      { timestamp: time.ago(7000), name: "c" },
    );
    await poll(reader, heard);
    await poll(reader, heard);
    expect(heard.events).toEqual(["a", "<implausible>", "c"]);
  });

  test("that turn up late are taken late", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log({ timestamp: time.ago(20_000), name: "a" }, { timestamp: time.ago(8000), name: "c" });
    await poll(reader, heard);
    adguard.log({ timestamp: time.ago(9000), name: "b" });
    await poll(reader, heard);
    await poll(reader, heard);
    expect(heard.events).toEqual(["a", "c", "b"]);
  });

  test("that are in memory and in the file at once are taken once", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(30, time.ago(6000)));
    adguard.whileAnswering = "both";
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(queries(30, 0n)));
    expect(adguard.requests).toHaveLength(2);
  });

  test("that are in neither for a moment are taken when they are back", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(5, time.ago(6000)));
    adguard.whileAnswering = "neither";
    await poll(reader, heard);
    expect(heard.events).toEqual([]);
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(queries(5, 0n)));
  });

  test("aren't taken again once addresses are made anonymous", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log({ timestamp: time.ago(6000), name: "a", client: "192.168.7.9" });
    await poll(reader, heard);
    adguard.anonymous = true;
    adguard.log({ timestamp: time.ago(5500), name: "b", client: "192.168.7.9" });
    await poll(reader, heard);
    expect(heard.events).toEqual(["a", "b"]);
  });

  test("keep their place whatever becomes of the client's name and address", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard, {
      parse: (entry) => ({ event: (entry as { client: string }).client }),
    });
    adguard.anonymous = true;
    adguard.log({ timestamp: time.ago(6000), name: "a", client: "192.168.7.9" });
    await poll(reader, heard);
    expect(heard.events).toEqual(["192.168.0.0"]);
  });
});

describe("pages", () => {
  test("a log of many pages is taken whole, with no more than one page at a time", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const all = queries(3000, time.ago(6000));
    adguard.log(...all);
    const reader = sourceOf(client, place, heard, { pageSize: 100 });
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(all));
    expect(new Set(adguard.requests.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("what settles while a log of many pages is read is taken by the next look, after what lies before it", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const all = queries(3000, time.ago(3000));
    adguard.log(...all);
    const slow: typeof client = {
      get: (...asked) => {
        if (heard.events.length > 900) time.time += 1500;
        return client.get(...asked);
      },
    };
    const reader = sourceOf(slow, place, heard);
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(all).slice(0, 1000));
    time.time += 10_000;
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(all));
  });

  test("a page that isn't found again is gone back to at once, and none of it is lost", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const all = queries(3000, time.ago(6000));
    adguard.log(...all);
    let misses = 0;
    const moving: typeof client = {
      get: (path, parameters, signal) => {
        // As where the file has grown, and is halved elsewhere.
        const isMissed = heard.events.length > 900 && parameters["older_than"] !== undefined && misses < 3;
        if (isMissed) misses += 1;
        const missed = formatTimestamp(time.ago(6500, 1));
        return client.get(path, isMissed ? { ...parameters, older_than: missed } : parameters, signal);
      },
    };
    await poll(sourceOf(moving, place, heard), heard);
    expect(misses).toBe(3);
    expect(heard.states.filter((each) => each !== undefined)).toEqual([]);
    expect(heard.events).toEqual(namesOf(all));
  });

  test("a log that is never the same when it is read again is left alone for now, and that is told", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const all = queries(3000, time.ago(6000));
    adguard.log(...all);
    const asked = new Set<string | undefined>();
    const moving: typeof client = {
      get: (path, parameters, signal) => {
        const olderThan = parameters["older_than"];
        if (Object.keys(parameters).length === 1) asked.clear();
        const isAgain = olderThan !== undefined && asked.has(olderThan);
        asked.add(olderThan);
        const missed = formatTimestamp(time.ago(6500, 1));
        return client.get(path, isAgain ? { ...parameters, older_than: missed } : parameters, signal);
      },
    };
    const reader = sourceOf(moving, place, heard);
    await poll(reader, heard);
    expect(heard.states.at(-1)).toContain("isn't the same when it is read again");
    expect(heard.events.length).toBeLessThan(3000);
    const from = savedPosition(reader);
    await reader.close();
    await poll(sourceOf(client, place, heard, { from }), heard);
    expect(heard.events).toEqual(namesOf(all));
  });

  test("a new log needs one request at a time", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(2000, time.ago(60_000), "old", 100));
    await poll(reader, heard);
    const before = adguard.requests.length;
    adguard.log(...queries(50, time.ago(6000), "new"));
    await poll(reader, heard);
    expect(adguard.requests).toHaveLength(before + 1);
    expect(heard.events.slice(2000)).toEqual(namesOf(queries(50, 0n, "new")));
  });

  test("a moment that isn't found is gone around, and what is out of order at a seam isn't lost", async () => {
    const { time, adguard, place, client, heard } = await scene(20);
    const all = queries(4000, time.ago(6000));
    // In groups of seven, each is written backwards, as if they had come at once.
    const written = all.map((_, index) => all[Math.min(all.length - 1, index - (index % 7) + (6 - (index % 7)))]!);
    expect(new Set(written).size).toBeGreaterThan(3990);
    adguard.log(...new Set(written));
    const reader = sourceOf(client, place, heard, { pageSize: 100 });
    await poll(reader, heard);
    expect(heard.states.filter((each) => each !== undefined)).toEqual([]);
    expect([...heard.events].sort()).toEqual(namesOf(all.filter((each) => written.includes(each))).sort());
  });

  test("damaged lines are passed over, wherever they are", async () => {
    const { time, adguard, place, client, heard } = await scene(10);
    const all = queries(1000, time.ago(6000));
    for (const [index, each] of all.entries()) {
      adguard.log(each);
      if (index % 90 === 0) adguard.damage();
    }
    adguard.flush();
    for (let count = 0; count < 30; count += 1) adguard.damage();
    const reader = sourceOf(client, place, heard, { pageSize: 100 });
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(all));
  });

  test("a log in which nothing can be looked up, but for what is in memory, is counted through", async () => {
    const { time, adguard, place, client, heard } = await scene(200);
    const all = queries(450, time.ago(6000));
    adguard.log(...all.slice(0, 200));
    // In the middle of what will be in the file: there the halving begins.
    adguard.damage();
    adguard.log(...all.slice(200));
    const reader = sourceOf(client, place, heard, { pageSize: 100 });
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(all));
  });

  test("more entries of one moment than a page holds are counted through", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const timestamp = time.ago(6000);
    const all = Array.from({ length: 130 }, (_, index) => ({ timestamp, name: `q${index}` }));
    adguard.log({ timestamp: timestamp - 5n, name: "before" }, ...all);
    const reader = sourceOf(client, place, heard, { pageSize: 50 });
    await poll(reader, heard);
    expect([...heard.events].sort()).toEqual(["before", ...namesOf(all)].sort());
  });

  test("answers that are too long are asked for in smaller pages", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const all = queries(150, time.ago(6000)).map((each) => ({ ...each, name: each.name.padEnd(100_000, "x") }));
    adguard.log(...all);
    const reader = sourceOf(client, place, heard);
    await poll(reader, heard);
    expect(heard.events).toEqual(namesOf(all));
  });
});

describe("a first start", () => {
  test("at the end takes what is logged from then on", async () => {
    const { time, adguard, place, client, heard } = await scene();
    adguard.log(...queries(10, time.ago(6000), "old"), { timestamp: time.ago(1000), name: "new" });
    const reader = sourceOf(client, place, heard, { startAt: "end" });
    await poll(reader, heard);
    time.time += 10_000;
    await poll(reader, heard);
    expect(heard.events).toEqual(["new"]);
  });

  test("forgets the journal of another life", async () => {
    const { time, adguard, place, client, heard } = await scene();
    writeFileSync(`${place.journal}.3`, '{"time":"2026-01-01T00:00:00Z"}\n');
    adguard.log(...queries(2, time.ago(6000)));
    await poll(sourceOf(client, place, heard), heard);
    expect(heard.events).toEqual(["q0", "q1"]);
    expect(readdirSync(place.directory).filter((name) => name.startsWith("journal"))).toEqual(["journal.4"]);
  });
});

describe("after a restart", () => {
  test("of the exporter, what was taken since the state was saved is taken again, from the journal alone", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(3, time.ago(9000), "a"));
    await poll(reader, heard);
    const position = savedPosition(reader);
    const told = [...heard.events];
    adguard.log(
      { timestamp: time.ago(8000), name: "!bad" },
      { timestamp: time.ago(7000), name: "with\u2028line break" },
    );
    await poll(reader, heard);
    await reader.close();
    await adguard.close();
    const again = { ...recording(), told };
    const restarted = sourceOf(client, place, again, { from: position });
    await restarted.catchUp((event) => void again.told.push(event), new AbortController().signal);
    expect(again.states).toEqual([]);
    await poll(restarted, again);
    expect(again.told).toEqual(heard.events);
    expect(again.states.at(-1)).toContain("can't be reached");
    expect(savedPosition(restarted)).toEqual(savedPosition(reader));
  });

  test("of the exporter right after its first start, all that was logged since that start is taken", async () => {
    const { time, adguard, place, client, heard } = await scene();
    adguard.log(...queries(3, time.ago(20_000), "before"));
    const reader = sourceOf(client, place, heard, { startAt: "end" });
    await reader.catchUp((event) => void heard.events.push(event), new AbortController().signal);
    const position = savedPosition(reader);
    await reader.close();
    expect(heard.events).toEqual([]);
    adguard.log(...queries(3, time.ago(0), "since"));
    time.time += 60_000;
    await poll(sourceOf(client, place, heard, { startAt: "end", from: position }), heard);
    expect(heard.events).toEqual(["since0", "since1", "since2"]);
  });

  test("of AdGuard Home by a kill, what it has forgotten isn't, and what comes is taken", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(3, time.ago(60_000), "a"));
    adguard.flush();
    await poll(reader, heard);
    const position = savedPosition(reader);
    const told = [...heard.events];
    adguard.log(...queries(3, time.ago(20_000), "b"));
    await poll(reader, heard);
    await reader.close();
    adguard.restart("killed");
    adguard.log(...queries(2, time.ago(6000), "c"));
    const again = { ...recording(), told };
    await poll(sourceOf(client, place, again, { from: position }), again);
    expect(again.told).toEqual(["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1"]);
  });

  test("a last line that a kill cut off counts as not taken", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(3, time.ago(9000)));
    await poll(reader, heard);
    const position = savedPosition(reader);
    await reader.close();
    appendFileSync(`${place.journal}.1`, '{"time":"2027-01-15T08:00:0');
    adguard.log({ timestamp: time.ago(6000), name: "new" });
    const again = sourceOf(client, place, heard, { from: position });
    await poll(again, heard);
    const before = savedPosition(again);
    await again.close();
    expect(heard.events).toEqual(["q0", "q1", "q2", "new"]);
    const third = recording();
    const last = sourceOf(client, place, third, { from: position });
    await poll(last, third);
    expect(third.events).toEqual(["new"]);
    expect(savedPosition(last)).toEqual(before);
  });

  test("without the journal, AdGuard Home is asked from the position on", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(3, time.ago(30_000), "a"));
    await poll(reader, heard);
    const position = savedPosition(reader);
    adguard.log(...queries(3, time.ago(9000), "b"));
    await poll(reader, heard);
    await reader.close();
    rmSync(`${place.journal}.1`);
    heard.events.splice(3);
    await poll(sourceOf(client, place, heard, { from: position }), heard);
    expect(heard.events).toEqual(["a0", "a1", "a2", "b0", "b1", "b2"]);
  });

  test("a position that is none is a first start", async () => {
    const { time, adguard, place, client } = await scene();
    adguard.log(...queries(1, time.ago(6000)));
    for (const from of [7, {}, { journal: { file: 1, offset: 0 } }, { journal: {}, taken: { newest: "x" } }]) {
      const heard = recording();
      await poll(sourceOf(client, place, heard, { from }), heard);
      expect(heard.events).toEqual(["q0"]);
    }
  });
});

describe("the journal", () => {
  test("makes room once a state was saved", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard, { pageSize: 1000 });
    const files = () => readdirSync(place.directory).filter((name) => name.startsWith("journal"));
    const elapsed = "1".repeat(3000);
    const log = (name: string, ago: number) =>
      adguard.log(...queries(400, time.ago(ago), name).map((each) => ({ ...each, elapsed })));
    log("a", 90_000);
    await poll(reader, heard);
    expect(statSync(`${place.journal}.1`).size).toBeGreaterThan(1_048_576);
    expect(statSync(`${place.journal}.1`).mode & 0o777).toBe(0o600);
    await reader.onCheckpointed(savedPosition(reader));
    expect(savedPosition(reader)).toMatchObject({ journal: { file: 2, offset: 0 } });
    log("b", 60_000);
    await poll(reader, heard);
    expect(files()).toEqual(["journal.1", "journal.2"]);
    const position = savedPosition(reader);
    await reader.onCheckpointed(position);
    expect(files()).toEqual(["journal.2"]);
    log("c", 6000);
    await poll(reader, heard);
    await reader.close();
    expect(files()).toEqual(["journal.2", "journal.3"]);
    const again = { ...recording(), told: heard.events.slice(0, 800) };
    await poll(sourceOf(client, place, again, { from: position }), again);
    expect(again.told).toEqual(heard.events);
    expect(again.told).toHaveLength(1200);
  });

  test("that can't be written to stops the taking, until it can", async () => {
    const { time, adguard, place, client, heard } = await scene();
    mkdirSync(`${place.journal}.1`);
    const reader = sourceOf(client, place, heard, { from: null });
    adguard.log(...queries(2, time.ago(6000)));
    await poll(reader, heard);
    expect(heard.events).toEqual([]);
    expect(heard.states.at(-1)).toMatch(/EISDIR|ERR_FS_EISDIR|directory/);
    rmSync(`${place.journal}.1`, { recursive: true });
    await poll(reader, heard);
    expect(heard.events).toEqual(["q0", "q1"]);
  });
});

describe("loss", () => {
  test("is told where the log doesn't go back to what was taken", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log(...queries(2, time.ago(9000), "a"));
    await poll(reader, heard);
    adguard.clear();
    await poll(reader, heard);
    time.time += 20_000;
    adguard.log(...queries(2, time.ago(6000), "b"));
    await poll(reader, heard);
    await poll(reader, heard);
    expect(heard.events).toEqual(["a0", "a1", "<lost: cleared>", "b0", "b1"]);
  });

  test("isn't told where the log only is a new one", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard, { startAt: "end" });
    await poll(reader, heard);
    time.time += 20_000;
    adguard.log(...queries(2, time.ago(6000)));
    await poll(reader, heard);
    expect(heard.events).toEqual(["q0", "q1"]);
  });

  test("is told where the clock went back, and a clock that was far ahead isn't waited for", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    const right = time.time;
    time.time += 86_400_000;
    adguard.log({ timestamp: time.ago(6000), name: "ahead" });
    await poll(reader, heard);
    time.time = right;
    await poll(reader, heard);
    await poll(reader, heard);
    time.time += 20_000;
    adguard.log({ timestamp: time.ago(6000), name: "right" });
    await poll(reader, heard);
    expect(heard.events).toEqual(["ahead", "<lost: clock>", "right"]);
  });

  test("by a small step back is told once, and what comes after it is taken", async () => {
    const { time, adguard, place, client, heard } = await scene();
    const reader = sourceOf(client, place, heard);
    adguard.log({ timestamp: time.ago(6000), name: "a" });
    await poll(reader, heard);
    time.time -= 120_000;
    adguard.log({ timestamp: time.ago(6000), name: "within" });
    await poll(reader, heard);
    await poll(reader, heard);
    time.time += 180_000;
    adguard.log({ timestamp: time.ago(6000), name: "b" });
    await poll(reader, heard);
    expect(heard.events).toEqual(["a", "<lost: clock>", "b"]);
  });
});

test("what the taker throws ends it, and the entry isn't counted as taken", async () => {
  const { time, adguard, place, client, heard } = await scene();
  adguard.log(...queries(2, time.ago(6000)));
  const reader = sourceOf(client, place, heard);
  const signal = new AbortController().signal;
  const take = (event: string) => {
    if (event === "q1") throw new Error("full");
    heard.events.push(event);
  };
  await expect(reader.poll(take, signal)).rejects.toThrow("full");
  const position = savedPosition(reader);
  await reader.close();
  await poll(sourceOf(client, place, heard, { from: position }), heard);
  expect(heard.events).toEqual(["q0", "q1"]);
});

test("running, it takes what comes, through troubles, until the signal", async () => {
  const { time, adguard, place, client, heard } = await scene();
  const stop = new AbortController();
  const reader = sourceOf(client, place, heard);
  const running = reader.run((event) => void heard.events.push(event), stop.signal);
  const until = async (is: () => boolean) => {
    while (!is()) await sleep(5);
  };
  adguard.log(...queries(2, time.ago(9000), "a"));
  await until(() => heard.events.length === 2);
  adguard.respondWith = (_request, response) => void response.writeHead(500).end();
  await until(() => heard.states.at(-1)?.endsWith("answers with status 500") ?? false);
  adguard.respondWith = undefined;
  adguard.log(...queries(2, time.ago(6000), "b"));
  await until(() => heard.events.length === 4);
  stop.abort();
  await running;
  expect(heard.events).toEqual(["a0", "a1", "b0", "b1"]);
});
