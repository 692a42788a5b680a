/** Pipelines over simulated time: events, scrapes, and what a Prometheus stores of these. */
import { setImmediate } from "node:timers/promises";
import { defineLab, type LabInput } from "homelab-dashboards/lab";
import type { WrittenSeries } from "../../../test/prometheus/remote-write.js";
import type { QueryEvent, RequestEvent } from "../../src/events.js";
import { createAggregators } from "../../src/service/aggregators.js";
import { createPipelines } from "../../src/service/pipelines.js";
import { openStateFile } from "../../src/state/state-file.js";
import { createSelfMetrics } from "../../src/telemetry/self-metrics.js";
import { samplesOf } from "../aggregator/samples.js";
import { trafficLabInput } from "../logs/lab.js";
import { recordingLog } from "../server/client.js";
import { controlledSource } from "./controlled-source.js";

/** Seconds between two scrapes by Prometheus. */
export const scrapeInterval = 15;

/** Events of both logs, in order of time. */
export interface Events {
  readonly requests: readonly RequestEvent[];
  readonly queries: readonly QueryEvent[];
}

export type Limits = NonNullable<NonNullable<LabInput["exporter"]>["limits"]>;

/** Starts pipelines over a state file, at a time in unix seconds. Events before it are history at a first start. */
export async function startPipelines(events: Events, start: number, path: string, limits: Limits = {}) {
  const clock = { now: 1000 * start };
  const lab = defineLab({
    ...trafficLabInput,
    exporter: { tls: { certificate: "/c", key: "/k", client_ca: "/ca" }, state_file: path, limits },
  });
  const aggregators = createAggregators(lab.exporter);
  const requests = controlledSource(events.requests);
  const queries = controlledSource(events.queries);
  const sources = [
    { source: requests, all: events.requests },
    { source: queries, all: events.queries },
  ];
  /** Number of events until now. */
  const due = (all: readonly { readonly time: number }[]) => all.filter(({ time }) => time <= clock.now).length;
  for (const { source, all } of sources) source.catchUpTo = due(all);
  const pipelines = await createPipelines({
    lab,
    log: recordingLog().log,
    file: openStateFile(path),
    selfMetrics: createSelfMetrics("1", {
      configured: [],
      now: () => clock.now,
      onStatusChange: () => undefined,
      onGap: () => undefined,
    }),
    addSources: (add) => {
      add({ name: "access-log", mode: "file", createAggregator: aggregators.access, createSource: requests.create });
      add({ name: "query-log", mode: "file", createAggregator: aggregators.query, createSource: queries.create });
    },
    otherRegistries: [],
    fetchMetadata: () => Promise.resolve(undefined),
    endVisibility: 60_000,
    scrapeInterval: 1000 * scrapeInterval,
    now: () => clock.now,
  });
  const stop = new AbortController();
  const running = pipelines.run(stop.signal);
  while (pipelines.unread.length > 0) await setImmediate();

  /** Counts the events until a time in unix seconds, and scrapes then. */
  const scrapeAt = async (second: number, isComplete = true): Promise<string> => {
    clock.now = 1000 * second;
    for (const { source, all } of sources) await source.feed(due(all));
    let text = "";
    await pipelines.scrape(async (pieces) => {
      for (const piece of pieces) text += piece;
      return isComplete;
    });
    return text;
  };

  return {
    scrapeAt,
    checkpoint: () => pipelines.checkpoint(),
    /** Ends without a checkpoint, as a kill does, and starts again from the state file. */
    killAndStart: async () => {
      stop.abort();
      await running;
      return startPipelines(events, clock.now / 1000, path, limits);
    },
    stop: () => {
      stop.abort();
      return running;
    },
  };
}

export type SimulatedPipelines = Awaited<ReturnType<typeof startPipelines>>;

/** Series as a Prometheus stores them, with a staleness mark where one is absent from a scrape. */
export class StoredSeries {
  readonly #series = new Map<
    string,
    { name: string; labels: Record<string, string>; times: number[]; values: number[] }
  >();

  /** Adds a scrape at a time in unix seconds, of the families with these names. */
  add(second: number, text: string, names: RegExp): void {
    for (const { name, labels, value } of samplesOf(text)) {
      if (!names.test(name)) continue;
      const key = JSON.stringify([name, labels]);
      const known = this.#series.get(key) ?? { name, labels: { ...labels, job: "exporter" }, times: [], values: [] };
      this.#series.set(key, known);
      known.times.push(second);
      known.values.push(value);
    }
    for (const { times, values } of this.#series.values()) {
      if (times.at(-1) === second || Number.isNaN(values.at(-1))) continue;
      times.push(second);
      values.push(NaN);
    }
  }

  all(): readonly WrittenSeries[] {
    return [...this.#series.values()];
  }
}
