import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { readLab } from "homelab-dashboards/lab";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { labRegistry } from "../../src/aggregator/lab-metrics.js";
import type { ParseResult } from "../../src/events.js";
import { parseQueryLine } from "../../src/query-log/parse-line.js";
import { createAggregators } from "../../src/service/aggregators.js";
import { createPipelines } from "../../src/service/pipelines.js";
import { openStateFile } from "../../src/state/state-file.js";
import { createSelfMetrics } from "../../src/telemetry/self-metrics.js";
import { scratchDirectory } from "../scratch-directory.js";
import { controlledSource } from "../service/controlled-source.js";
import { recordingLog } from "../server/client.js";

/**
 * `version-1.state` was written by the first version of the exporter: clients that were evicted, expired and came back,
 * and scrapes after the last checkpoint, at position 13 of both logs. That version then read the two logs from there,
 * showed `version-1.metrics` at position 21 and wrote `version-1.checkpoint.state` at position 23. Since then 502 has
 * become a failure instead of a timeout, bytes to clients are counted after those from them, and the state lists the
 * services of routers.
 */
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

const position = { ofState: 13, ofMetrics: 21, ofCheckpoint: 23 };

function eventsOf<Event>(name: string, parse: (line: Buffer) => ParseResult<Event>): readonly Event[] {
  const lines = readFileSync(fixture(name), "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const result = parse(Buffer.from(line));
    if ("rejected" in result) throw new Error(`A line of ${name} is rejected: ${result.rejected}`);
    return result.event;
  });
}

const requestEvents = eventsOf("version-1.access.log", createAccessLogParser({ trustedProxies: [] }));
const queryEvents = eventsOf("version-1.querylog.jsonl", parseQueryLine);

/** The time of a scrape after a number of events, in unix milliseconds: one second after the latest. */
const timeAt = (count: number) => (queryEvents[count - position.ofState - 1]?.time ?? 0) + 1000;

/** Milliseconds. */
const scrapeInterval = 15_000;

const ending: AbortController[] = [];

afterEach(() => {
  for (const each of ending.splice(0)) each.abort();
});

/** Starts the pipelines over a copy of a state file. */
async function restore(stateFile: string) {
  const path = join(scratchDirectory(), "state");
  copyFileSync(stateFile, path);
  const lab = readLab(fixture("version-1.lab.json"));
  const clock = { now: 0 };
  const { log, lines } = recordingLog();
  const aggregators = createAggregators(lab.exporter);
  const requests = controlledSource(requestEvents, position.ofState);
  const queries = controlledSource(queryEvents, position.ofState);
  for (const source of [requests, queries]) source.catchUpTo = position.ofMetrics;
  const pipelines = await createPipelines({
    lab,
    log,
    file: openStateFile(path),
    selfMetrics: createSelfMetrics("1", {
      configured: [],
      now: () => clock.now,
      onStatusChange: () => undefined,
      onGap: () => undefined,
    }),
    addSources: (add) => {
      add({
        name: "access-log",
        mode: "file",
        createAggregator: aggregators.access,
        createSource: requests.create,
      });
      add({ name: "query-log", mode: "file", createAggregator: aggregators.query, createSource: queries.create });
    },
    otherRegistries: [labRegistry(lab)],
    fetchMetadata: () => Promise.resolve(undefined),
    endVisibility: 60_000,
    scrapeInterval,
    now: () => clock.now,
  });
  return {
    path,
    clock,
    lines,
    pipelines,
    feed: async (upTo: number) => {
      await requests.feed(upTo);
      await queries.feed(upTo);
    },
    catchUp: async () => {
      const stop = new AbortController();
      ending.push(stop);
      void pipelines.run(stop.signal);
      await expect.poll(() => pipelines.isReady).toBe(true);
    },
  };
}

/** Samples of a scrape, but for those of the exporter itself. */
async function scrape({ pipelines }: Awaited<ReturnType<typeof restore>>): Promise<readonly string[]> {
  let text = "";
  await pipelines.scrape(async (pieces) => {
    for (const piece of pieces) text += piece;
    return true;
  });
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => !/^(#|homelab_exporter_|process_|homelab_source_up)/.test(line));
}

const linesOf = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");

const nameOf = (line: string) => line.slice(0, line.lastIndexOf(" "));

/**
 * Expects the series of `version-1.metrics`, where those that began after the last scrape are 0 for less than two
 * intervals.
 */
async function expectSameSeries(restored: Awaited<ReturnType<typeof restore>>) {
  restored.clock.now = timeAt(position.ofMetrics);
  await restored.catchUp();
  const expected = linesOf(fixture("version-1.metrics"));
  const first = await scrape(restored);
  expect(first.map(nameOf)).toEqual(expected.map(nameOf));
  const changed = first.filter((line) => !expected.includes(line));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.filter((line) => !line.endsWith(" 0"))).toEqual([]);
  restored.clock.now += 2 * scrapeInterval;
  const later = await scrape(restored);
  const names = new Set(changed.map(nameOf));
  expect(later.filter((line) => names.has(nameOf(line))).sort()).toEqual(
    expected.filter((line) => names.has(nameOf(line))).sort(),
  );
}

describe("a state file of version 1", () => {
  it("gives the series that the version that wrote it would have exposed, and new ones as 0 first", async () => {
    const restored = await restore(fixture("version-1.state"));
    await expectSameSeries(restored);
    expect(restored.lines.filter(({ level }) => level !== "info")).toEqual([]);
  });

  it("gives the same series after it was only opened and written again, scrape marks included", async () => {
    const opened = await restore(fixture("version-1.state"));
    await expectSameSeries(await restore(opened.path));
  });

  it("is followed by the same state but for the version, the zeros of new series, and the checksum", async () => {
    const restored = await restore(fixture("version-1.state"));
    restored.clock.now = timeAt(position.ofMetrics);
    await restored.catchUp();
    await scrape(restored);
    await restored.feed(position.ofCheckpoint);
    restored.clock.now = timeAt(position.ofCheckpoint);
    await scrape(restored);
    await restored.pipelines.checkpoint();
    const ofVersion1 = linesOf(restored.path).map((line) =>
      line
        .replace('"version":2', '"version":1')
        .replace(String.raw`\"version\":2`, String.raw`\"version\":1`)
        .replace(/,"zeros":\[[\d,]*\]/, ""),
    );
    expect(ofVersion1.slice(0, -1)).toEqual(linesOf(fixture("version-1.checkpoint.state")).slice(0, -1));
  });
});
