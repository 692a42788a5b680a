import { isDeepStrictEqual } from "node:util";
import type { Lab } from "homelab-dashboards/lab";
import { identityLabels, type Aggregator } from "../aggregator/aggregator.js";
import { type Log, describeError } from "../log.js";
import { type AdguardMetadata, emptyMetadata } from "../network/adguard-metadata.js";
import { type Network, createNetwork } from "../network/network.js";
import type { SelfMetrics } from "../telemetry/self-metrics.js";
import type { LogSource, SourceObserver } from "../source.js";
import type { StateFile } from "../state/state-file.js";
import { expose } from "../registry/exposition.js";
import type { Registry } from "../registry/registry.js";
import { type LogPipeline, createLogPipeline } from "./log-pipeline.js";
import { restoreLog, writeCheckpoint, type PipelineEntry } from "./checkpoint.js";
import type { LogName } from "./checkpoint-header.js";
import { createSerialQueue } from "../serial-queue.js";

/** Where to begin in a log. */
export interface StartPosition {
  /** The position that was saved; undefined where none was. */
  readonly position: unknown;
  /** Whether what is there already has been counted, or is to be left out: it was read in another way before. */
  readonly skipExisting: boolean;
}

/** A log of the lab: how it is read, and how its events are counted. */
export interface SourceDefinition<Event> {
  readonly name: LogName;
  /** How it is read; a position is good for the same way alone. */
  readonly mode: string;
  readonly createAggregator: (network: Network) => Aggregator<Event>;
  readonly createSource: (witness: SourceObserver, beginning: StartPosition) => LogSource<Event>;
}

/** Takes a plan, whatever its events are. */
export type AddSource = <Event extends { readonly time: number }>(plan: SourceDefinition<Event>) => void;

export interface PipelinesOptions {
  readonly lab: Lab;
  readonly file: StateFile;
  readonly selfMetrics: SelfMetrics;
  readonly log: Log;
  /** Names every log. */
  readonly addSources: (add: AddSource) => void;
  /** Series that aren't of a log. */
  readonly otherStores: readonly Registry[];
  /** Asks what AdGuard Home tells, by which logs are counted that weren't before; undefined where it can't be asked. */
  readonly fetchMetadata: () => Promise<AdguardMetadata | undefined>;
  /** For how long an end stays to be seen, at least, in milliseconds. */
  readonly endVisibility: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** All that is counted, and where it is kept. */
export interface Pipelines {
  /** Whether it was tried to read all that was there at the start. */
  readonly isReady: boolean;
  /** Reads the logs until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Hands over what is counted at one moment; nothing is counted meanwhile. What has been idle for too long ends once it
   * was seen.
   *
   * @param send tells whether all of it went out
   */
  scrape(send: (pieces: Iterable<string>) => Promise<boolean>): Promise<void>;
  /** What AdGuard Home tells of the network now. From here on it is counted by. */
  updateMetadata(known: AdguardMetadata): Promise<void>;
  /** Writes all to the disk. */
  checkpoint(): Promise<void>;
}

/**
 * Opens the books where they were left.
 *
 * @throws Error of the operating system, where the state's file can't be read or written
 */
export async function createPipelines(options: PipelinesOptions): Promise<Pipelines> {
  const { lab, file, selfMetrics: self, log, now } = options;
  const turns = createSerialQueue();
  const state = await loaded(file, log);
  const networkWith = (known: AdguardMetadata) =>
    createNetwork(lab, { domains: lab.exporter.metrics.domains, metadata: known });
  const knownAtFirst = state.kind === "saved" ? undefined : await options.fetchMetadata();
  const logs = new Map<LogName, PipelineEntry>();
  const untried = new Set<LogName>();
  /** What AdGuard Home told last. */
  let latest: AdguardMetadata | undefined;

  options.addSources((plan) => {
    const { name, mode: way } = plan;
    const saved = restoreLog(state, name, way);
    const known = saved?.known ?? knownAtFirst ?? emptyMetadata;
    const network = networkWith(known);
    const beginning = { position: saved?.position, skipExisting: saved !== undefined && !saved.isSameMode };
    const counted = createLogPipeline({
      createAggregator: () => plan.createAggregator(network),
      createSource: (witness) => plan.createSource(witness, beginning),
      saved,
      metrics: self.source(name),
      queue: turns,
      endVisibility: options.endVisibility,
      onReset: (reason) => {
        log.warn("counts of a log start from 0", { log: name, reason });
      },
    });
    untried.add(name);
    logs.set(name, { log: counted, way, known });
  });

  /** Whether what was counted since is in its place behind what was saved last. */
  let isKept = true;
  const write = async (): Promise<boolean> => {
    try {
      await writeCheckpoint(file, logs);
      isKept = true;
      self.stateSaved("written");
    } catch (error) {
      isKept = false;
      self.stateSaved("failed");
      log.error("the state can't be written", { file: lab.exporter.state_file, reason: describeError(error) });
    }
    return isKept;
  };

  /** From here on logs are counted by this; and as that can only be done again by who knows the same, it is kept first. */
  const countBy = async (known: AdguardMetadata, names: readonly LogName[]): Promise<void> => {
    const before = new Map(logs);
    for (const [name, kept] of before) if (names.includes(name)) logs.set(name, { ...kept, known });
    if (await write()) {
      const network = networkWith(known);
      for (const name of names) logs.get(name)?.log.setNetwork(network);
    } else for (const [name, kept] of before) logs.set(name, kept);
  };

  /** What was shown has been seen. As long as that can't be kept, nothing ends: it could come back after a kill. */
  const noteSeen = async (shown: readonly (readonly [LogName, LogPipeline])[]): Promise<void> => {
    if (!isKept && !(await write())) return;
    const marks = shown.map(([name, counted]) => [name, counted.createScrapeMark(now())] as const);
    try {
      await file.append(Object.fromEntries(marks));
    } catch (error) {
      isKept = false;
      log.error("the state can't be written", { file: lab.exporter.state_file, reason: describeError(error) });
      return;
    }
    for (const [index, [, mark]] of marks.entries()) shown[index]?.[1].applyScrapeMark(mark);
  };

  // If nothing can be kept, that is found now and not hours later.
  try {
    await writeCheckpoint(file, logs);
  } catch (error) {
    throw new Error(`exporter.state_file: ${lab.exporter.state_file} can't be written (${describeError(error)})`);
  }

  const refresh = (): void => {
    for (const { log: counted } of logs.values()) counted.refresh(now());
    const readings = [...logs].map(([name, { log: counted }]) => [name, counted.stats] as const);
    self.refresh(untried.size === 0, Object.fromEntries(readings));
  };

  return {
    get isReady() {
      return untried.size === 0;
    },
    run: async (signal) => {
      const run = ([name, { log: counted }]: readonly [LogName, PipelineEntry]) =>
        counted.run(signal, async (wentWell) => {
          // Where it has read to is known after a kill, too, before anybody sees what it came to.
          if (wentWell)
            await turns.run(async () => {
              await (latest === undefined ? write() : countBy(latest, [name]));
            });
          untried.delete(name);
        });
      await Promise.all([...logs].map(run));
    },
    scrape: (send) =>
      turns.run(async () => {
        refresh();
        const shown = [...logs].flatMap(([name, { log: counted }]) =>
          counted.exposedStore === undefined ? [] : [{ name, counted, store: counted.exposedStore }],
        );
        const stores = [...options.otherStores, self.store, ...shown.map(({ store }) => store)];
        const wasSent = await send(expose(stores, identityLabels));
        if (wasSent) await noteSeen(shown.map(({ name, counted }) => [name, counted] as const));
      }),
    updateMetadata: (known) =>
      turns.run(async () => {
        latest = known;
        // What is read again has to be counted as it was.
        const ready = [...logs].filter(([, { log: counted }]) => counted.exposedStore !== undefined);
        const others = ready.filter(([, kept]) => !isDeepStrictEqual(kept.known, known));
        if (others.length > 0)
          await countBy(
            known,
            others.map(([name]) => name),
          );
      }),
    checkpoint: () =>
      turns.run(async () => {
        await write();
      }),
  };
}

async function loaded(file: StateFile, log: Log) {
  const state = await file.load();
  if (state.kind === "set-aside")
    log.error("the state can't be used: all counts start from 0", { reason: state.message });
  return state;
}
