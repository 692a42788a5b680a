import { isDeepStrictEqual } from "node:util";
import type { Lab } from "homelab-dashboards/lab";
import { identityLabels } from "../aggregator/aggregator.js";
import type { Log } from "../log.js";
import { type AdguardMetadata, emptyMetadata } from "../network/adguard-metadata.js";
import { createNetwork, type Network } from "../network/network.js";
import type { OnUnlistedNetwork } from "../network/zones.js";
import { expose } from "../registry/exposition.js";
import type { Registry } from "../registry/registry.js";
import { createSerialQueue, type SerialQueue } from "../serial-queue.js";
import type { LoadedState, StateFile } from "../state/state-file.js";
import type { SelfMetrics } from "../telemetry/self-metrics.js";
import { restoreLog, type PipelineEntry } from "./checkpoint.js";
import { createCheckpointer, type Checkpointer } from "./checkpointer.js";
import { createLogPipeline, type LogPipeline } from "./log-pipeline.js";
import { createRotationCheckpoints } from "./rotation-checkpoints.js";
import type { AddSource, LogName } from "./source-definition.js";

export interface PipelinesOptions {
  readonly lab: Lab;
  readonly file: StateFile;
  readonly selfMetrics: SelfMetrics;
  readonly log: Log;
  /** Calls its argument with the definition of each source. */
  readonly addSources: (add: AddSource) => void;
  /** Registries that belong to no log. */
  readonly otherRegistries: readonly Registry[];
  /** Fetches the metadata by which a first start counts; undefined if AdGuard Home cannot be asked. */
  readonly fetchMetadata: () => Promise<AdguardMetadata | undefined>;
  /** Called for the networks of local addresses that no zone lists. */
  readonly onUnlisted?: OnUnlistedNetwork;
  /** Least time for which an evicted series stays exposed, and then omitted, in milliseconds. */
  readonly endVisibility: number;
  /** Milliseconds between two scrapes by Prometheus. */
  readonly scrapeInterval: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** The pipelines of all logs and their common checkpoint. */
export interface Pipelines {
  /**
   * Whether there are metrics: once all logs are read, and at a first start after ten seconds at most, those of the logs
   * that are read. After a restart no series of the scrapes before is missing in between.
   */
  readonly hasMetrics: boolean;
  /** Logs whose catch-up was not tried yet. A scrape has no metrics of these. */
  readonly unread: readonly LogName[];
  /** Reads the logs until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Exposes a snapshot of all registries: no event is counted meanwhile. After a complete scrape, expired series are
   * evicted.
   *
   * @param send returns whether the complete text was sent
   */
  scrape(send: (pieces: Iterable<string>) => Promise<boolean>): Promise<void>;
  /** Events from now on are counted by this metadata. */
  updateMetadata(metadata: AdguardMetadata): Promise<void>;
  /** Writes a checkpoint. */
  checkpoint(): Promise<void>;
}

/** Milliseconds after which a first start exposes the logs that are read, without the others. */
const maxWait = 10_000;

/**
 * Creates the pipelines from the last checkpoint.
 *
 * @throws Error of the operating system, if the state file cannot be read or written
 */
export async function createPipelines(options: PipelinesOptions): Promise<Pipelines> {
  const { lab, file, selfMetrics, log } = options;
  const queue = createSerialQueue();
  const writeCheckpoint = () => queue.run(() => checkpointer.write());
  const rotationCheckpoints = createRotationCheckpoints({ write: writeCheckpoint });
  const state = await file.load();
  const isFirstStart = state.kind === "none";
  const started = performance.now();
  const entries = await createEntries(options, state, queue, rotationCheckpoints.request);
  const checkpointer = createCheckpointer({ file, path: lab.exporter.state_file, entries, selfMetrics, log });
  await checkpointer.writeFirst();
  const context: Context = { ...options, queue, entries, checkpointer, untried: new Set(entries.keys()) };

  return {
    get hasMetrics() {
      return context.untried.size === 0 || (isFirstStart && performance.now() - started > maxWait);
    },
    get unread() {
      return [...context.untried];
    },
    run: async (signal) => {
      const reading = [...entries].map(([name, { pipeline }]) => runPipeline(context, name, pipeline, signal));
      await Promise.all([...reading, rotationCheckpoints.run(signal)]);
    },
    scrape: (send) => queue.run(() => scrape(context, send)),
    updateMetadata: (metadata) => queue.run(() => updateMetadata(context, metadata)),
    checkpoint: async () => {
      await writeCheckpoint();
    },
  };
}

interface Context extends PipelinesOptions {
  readonly queue: SerialQueue;
  readonly entries: Map<LogName, PipelineEntry>;
  readonly checkpointer: Checkpointer;
  /** Logs whose catch-up was not tried yet. */
  readonly untried: Set<LogName>;
  /** The last metadata of AdGuard Home. */
  latestMetadata?: AdguardMetadata;
}

const networkOf = (
  { lab, onUnlisted }: Pick<PipelinesOptions, "lab" | "onUnlisted">,
  metadata: AdguardMetadata,
): Network =>
  createNetwork(lab, {
    domains: lab.exporter.metrics.domains,
    metadata,
    probe: lab.exporter.probe.dns,
    ...(onUnlisted && { onUnlisted }),
  });

async function createEntries(
  options: PipelinesOptions,
  state: LoadedState,
  queue: SerialQueue,
  onRotated: () => void,
): Promise<Map<LogName, PipelineEntry>> {
  const { selfMetrics, log, endVisibility, scrapeInterval } = options;
  // The logs were counted before. Counting them again would show their events as a burst of now.
  const isLost = state.kind === "set-aside";
  if (isLost)
    log.error("the state can't be used: all counts start from 0, at the end of the logs", { reason: state.message });
  const fetched = state.kind === "saved" ? undefined : await options.fetchMetadata();
  const entries = new Map<LogName, PipelineEntry>();
  options.addSources(({ name, mode, createAggregator, createSource }) => {
    const saved = restoreLog(state, name, mode);
    if (saved?.problem !== undefined)
      log.warn("the saved state isn't used as a whole", { log: name, reason: saved.problem });
    const metadata = saved?.metadata ?? fetched ?? emptyMetadata;
    const network = networkOf(options, metadata);
    const skipExisting = saved?.skipExisting ?? isLost;
    const start = { position: saved?.position, skipExisting };
    const pipeline = createLogPipeline({
      createAggregator: () => createAggregator(network),
      createSource: (observer) => createSource(observer, start),
      saved,
      metrics: selfMetrics.source(name),
      queue,
      endVisibility,
      scrapeInterval,
      onRotated,
      onReset: (reason) => {
        const place = reason === "rotated-away" ? ", at its end" : "";
        log.warn(`counts of a log start from 0${place}`, { log: name, reason });
      },
    });
    entries.set(name, { pipeline, mode, metadata, skipExisting });
  });
  return entries;
}

function runPipeline(context: Context, name: LogName, pipeline: LogPipeline, signal: AbortSignal): Promise<void> {
  return pipeline.run(signal, async (isComplete) => {
    // The position must be on the disk before the counters are scraped, in case of a kill.
    if (isComplete)
      await context.queue.run(async () => {
        const { latestMetadata } = context;
        if (latestMetadata === undefined) await context.checkpointer.write();
        else await applyMetadata(context, latestMetadata, [name]);
      });
    context.untried.delete(name);
  });
}

async function scrape(context: Context, send: (pieces: Iterable<string>) => Promise<boolean>): Promise<void> {
  const { entries, selfMetrics, otherRegistries, checkpointer, now } = context;
  const at = now();
  for (const { pipeline } of entries.values()) if (pipeline.exposedRegistry !== undefined) pipeline.beginScrape(at);
  const stats = [...entries].map(([name, { pipeline }]) => [name, pipeline.stats] as const);
  selfMetrics.refresh(context.untried.size === 0, Object.fromEntries(stats));
  const scraped = [...entries].flatMap(([name, { pipeline }]) =>
    pipeline.exposedRegistry === undefined ? [] : [{ name, pipeline, registry: pipeline.exposedRegistry }],
  );
  const registries = [...otherRegistries, selfMetrics.registry, ...scraped.map(({ registry }) => registry)];
  if ((await send(expose(registries, identityLabels))) && scraped.length > 0)
    await checkpointer.recordScrape(new Map(scraped.map(({ name, pipeline }) => [name, pipeline])), at);
}

async function updateMetadata(context: Context, metadata: AdguardMetadata): Promise<void> {
  context.latestMetadata = metadata;
  // A log that is not caught up yet replays events, which must be counted by the saved metadata.
  const changed = [...context.entries]
    .filter(([, { pipeline }]) => pipeline.exposedRegistry !== undefined)
    .filter(([, entry]) => !isDeepStrictEqual(entry.metadata, metadata))
    .map(([name]) => name);
  if (changed.length > 0) await applyMetadata(context, metadata, changed);
}

/** Saves metadata, then counts by it: after a kill, replayed events must be counted by the same metadata. */
async function applyMetadata(context: Context, metadata: AdguardMetadata, names: readonly LogName[]): Promise<void> {
  const { entries, checkpointer } = context;
  // Before the metadata is saved, so that none is saved by which no event can be counted.
  const network = networkOf(context, metadata);
  const before = new Map(entries);
  for (const [name, entry] of before) if (names.includes(name)) entries.set(name, { ...entry, metadata });
  if (await checkpointer.write()) for (const name of names) entries.get(name)?.pipeline.setNetwork(network);
  else for (const [name, entry] of before) entries.set(name, entry);
}
