import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { readLab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
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
      await expect.poll(() => pipelines.unread).toEqual([]);
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

/** Families that version 2 counts as version 1 did: the same events give the same series and values. */
const families = [
  "traefik_requests_total",
  "adguard_dns_queries_total",
  "adguard_client_requests_total",
  "adguard_client_domain_frequency",
  "adguard_blocked_domains_total",
  "domain_access_total",
] as const;

/** The clients that are counted as one have series that don't expire in version 2. */
const ofOthers = /other@/;

const isCompared = (line: string) =>
  line.startsWith("adguard_dns_query_duration_seconds_") ||
  line.startsWith("traefik_requests_total{") ||
  (families.some((family) => line.startsWith(`${family}{`)) && !ofOthers.test(line));

/** The series of these families in a state file, in use or ended, with names in place of indexes and without zeros. */
function savedSeries(path: string): readonly string[] {
  let names: unknown[] = [];
  return linesOf(path).flatMap((line) => {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value)) {
      names = [];
      return [];
    }
    const [part] = value;
    names.push(...(part.names ?? []));
    const family = families.find((one) => one === part.family);
    if (family === undefined) return [];
    const labels = metrics[family].labels.length;
    const rows: number[][] = part.series ?? part.ended;
    const named = rows.map((row) => [...row.slice(0, labels).map((index) => names[index]), ...row.slice(labels)]);
    const state = part.part === "rests" ? [part.labels.slice(0, labels).map((index: number) => names[index])] : [];
    const compared = named.filter((row) => !row.some((label) => ofOthers.test(String(label))));
    const entry = JSON.stringify([part.part, family, part.isTold, part.since, ...state, compared]);
    return ofOthers.test(entry) ? [] : [entry];
  });
}

/**
 * Expects the series of `version-1.metrics`, where those that began after the last scrape are 0 for less than two
 * intervals.
 */
async function expectSameSeries(restored: Awaited<ReturnType<typeof restore>>) {
  restored.clock.now = timeAt(position.ofMetrics);
  await restored.catchUp();
  const expected = linesOf(fixture("version-1.metrics")).filter(isCompared);
  const first = (await scrape(restored)).filter(isCompared);
  expect(expected.length).toBeGreaterThan(40);
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

  it("is followed by the same series and ends of series", async () => {
    const restored = await restore(fixture("version-1.state"));
    restored.clock.now = timeAt(position.ofMetrics);
    await restored.catchUp();
    await scrape(restored);
    await restored.feed(position.ofCheckpoint);
    restored.clock.now = timeAt(position.ofCheckpoint);
    await scrape(restored);
    await restored.pipelines.checkpoint();
    const saved = savedSeries(restored.path);
    expect(saved.length).toBeGreaterThan(20);
    expect(saved).toEqual(savedSeries(fixture("version-1.checkpoint.state")));
  });
});
