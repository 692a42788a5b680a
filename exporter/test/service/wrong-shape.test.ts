import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { defineLab } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import { createNetwork } from "../../src/network/network.js";
import { createSerialQueue } from "../../src/serial-queue.js";
import { expose } from "../../src/registry/exposition.js";
import { createLogPipeline, type LogPipeline } from "../../src/service/log-pipeline.js";
import type { AddSource, LogName } from "../../src/service/source-definition.js";
import { sourcesOf } from "../../src/service/sources.js";
import { createSelfMetrics } from "../../src/telemetry/self-metrics.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { queryLine } from "../logs/query-line.js";
import { requests } from "../logs/requests.js";
import { scratchDirectory } from "../scratch-directory.js";

const minute = 60_000;

/** A pipeline of one log, read without a running service and by a clock that only the test moves. */
function openLog(log: LogName) {
  const path = join(scratchDirectory(), "a.log");
  let time = Date.UTC(2025, 0, 7);
  const reports: (string | undefined)[] = [];
  const selfMetrics = createSelfMetrics("1.2.3", {
    configured: [log],
    now: () => time,
    onStatusChange: (_, problem) => reports.push(problem),
    onGap: () => undefined,
  });
  const exporter = log === "access-log" ? { traefik: { access_log: path } } : { adguard: { query_log: path } };
  const lab = defineLab({ ...trafficLabInput, exporter });
  const pipelines: LogPipeline[] = [];
  const add: AddSource = ({ name, createAggregator, createSource }) => {
    const pipeline = createLogPipeline({
      createAggregator: () => createAggregator(createNetwork(lab)),
      createSource: (observer) => {
        const source = createSource(observer, { position: undefined, skipExisting: false });
        // A run reads what is there, instead of waiting for more.
        return { ...source, catchUp: source.catchUp.bind(source), run: source.catchUp.bind(source) };
      },
      saved: undefined,
      metrics: selfMetrics.source(name),
      queue: createSerialQueue(),
      endVisibility: 0,
      scrapeInterval: 0,
      onReset: () => undefined,
      onRotated: () => undefined,
    });
    pipelines.push(pipeline);
  };
  sourcesOf(lab, undefined)(add);
  const [pipeline] = pipelines;
  if (pipeline === undefined) throw new Error("no pipeline");

  return {
    reports,
    advance: (milliseconds: number) => void (time += milliseconds),
    /** Appends lines, reads them, and returns the exposition of a scrape. */
    scrape: async (...lines: readonly string[]) => {
      appendFileSync(path, lines.map((line) => `${line}\n`).join(""));
      await pipeline.run(new AbortController().signal, () => Promise.resolve());
      selfMetrics.refresh(true, { [log]: pipeline.stats });
      return [...expose([selfMetrics.registry])].join("");
    },
  };
}

const up = (log: LogName, value: 0 | 1) => `homelab_source_up{source="${log}"} ${value}\n`;

const repeat = (count: number, line: string): readonly string[] => Array<string>(count).fill(line);

const access = [...requests({ seed: 1, count: 300 })].map((event) => accessLine(event));
const query = [...queries({ seed: 1, count: 300 })].map((event) => queryLine(event));

const commonLog = '192.168.1.10 - - [06/Jan/2025:10:00:00 +0000] "GET / HTTP/2.0" 200 5 "-" "-" 1 "a@docker" "-" 2ms';

const docker = (line: string) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2025-01-06T10:00:00Z" });

const without = (line: string, field: string) =>
  JSON.stringify({ ...(JSON.parse(line) as Record<string, unknown>), [field]: undefined });

describe("a log of the wrong form is down after five minutes, says what to set, and is up with good lines", () => {
  it.each<[string, LogName, readonly string[], readonly string[], RegExp]>([
    ["the common log format", "access-log", repeat(100, commonLog), access, /common log format: set accessLog\.format/],
    ["Docker's wrapper", "access-log", access.map(docker), access, /Docker has wrapped them .* accessLog\.filePath/],
    [
      "a dropped field",
      "access-log",
      access.map((line) => without(line, "DownstreamStatus")),
      access,
      /DownstreamStatus is missing: .* accessLog\.fields/,
    ],
    [
      "a program's own log",
      "query-log",
      repeat(100, "2025/01/06 [info] start"),
      query,
      /aren't JSON: .*querylog\.json/,
    ],
    ["Docker's wrapper of AdGuard Home", "query-log", query.map(docker), query, /Docker .* querylog\.json/],
    [
      "a field of AdGuard Home that is missing",
      "query-log",
      query.map((line) => without(line, "Elapsed")),
      query,
      /Elapsed is missing: .*querylog\.json/,
    ],
  ])("%s", async (_, log, wrong, right, explanation) => {
    const { scrape, advance, reports } = openLog(log);
    expect(await scrape(...wrong)).toContain(up(log, 1));
    advance(4 * minute);
    expect(await scrape(...wrong)).toContain(up(log, 1));
    advance(minute);
    expect(await scrape()).toContain(up(log, 0));
    expect(reports).toEqual([undefined, expect.stringMatching(explanation)]);
    // Longer texts are cut off in the log.
    expect(reports[1]?.length).toBeLessThan(300);
    expect(await scrape(...right.slice(0, 10))).toContain(up(log, 1));
    expect(reports).toHaveLength(3);
    advance(10 * minute);
    expect(await scrape(...right)).toContain(up(log, 1));
    expect(reports).toHaveLength(3);
  });

  it("but not for lines in which clients send odd values", async () => {
    const { scrape, advance, reports } = openLog("access-log");
    const [first = ""] = access;
    const hostile = first.replace(/"RequestMethod":"\w+"/, '"RequestMethod":"a\\u0000"');
    expect(hostile).not.toBe(first);
    await scrape(...access.slice(0, 20), ...repeat(200, hostile));
    advance(10 * minute);
    const text = await scrape(...repeat(200, hostile));
    expect(text).toContain(up("access-log", 1));
    expect(text).toContain('homelab_exporter_refused_total{source="access-log",reason="characters"} 400\n');
    expect(reports).toEqual([undefined]);
  });
});
