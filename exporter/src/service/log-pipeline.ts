import type { Aggregator } from "../aggregator/aggregator.js";
import type { Network } from "../network/network.js";
import { describeError } from "../log.js";
import { isAborted, pause } from "../pause.js";
import { SnapshotError } from "../registry/snapshot.js";
import type { Registry, ScrapeTimes } from "../registry/registry.js";
import type { SerialQueue } from "../serial-queue.js";
import type { EventHandler, LogSource, SourceObserver } from "../source.js";
import { isSystemError } from "../system-error.js";
import type { LogStats, SourceMetrics } from "../telemetry/source-metrics.js";
import { createScrapeMarkReplay, type ScrapeMark, type ScrapeMarkReplay } from "./scrape-marks.js";

/** The source of one log and the aggregator of its events. */
export interface LogPipeline {
  /**
   * The registry, once the log was read to its end after the start. Before that a counter may be lower than at the last
   * scrape, which Prometheus would take for a reset.
   */
  readonly exposedRegistry: Registry | undefined;
  readonly position: unknown;
  readonly stats: LogStats;
  /** Events from now on are counted by this network. */
  setNetwork(network: Network): void;
  /**
   * Reads until the signal. At first it repeats the catch-up until that is complete.
   *
   * @param onCatchUp called after each try, before the registry is exposed
   */
  run(signal: AbortSignal, onCatchUp: (isComplete: boolean) => Promise<void>): Promise<void>;
  /** Prepares the registry for a scrape at a time in unix milliseconds. */
  beginScrape(at: number): void;
  /** The mark for a scrape that began then. It must be saved before it is applied. */
  createScrapeMark(at: number): ScrapeMark;
  applyScrapeMark(mark: ScrapeMark): void;
  /** Saved marks that were not applied yet. */
  readonly scrapeMarks: readonly ScrapeMark[];
  save(): Iterable<unknown>;
  /** The parts of `save` and this position are on the disk. */
  onCheckpointed(position: unknown): Promise<void>;
}

/** The saved state of a log. */
export interface SavedAggregate {
  readonly parts: Iterable<unknown>;
  /** Scrapes since the parts were saved, in order. */
  readonly scrapeMarks: readonly ScrapeMark[];
}

export interface LogPipelineOptions<Event> {
  readonly createAggregator: () => Aggregator<Event>;
  readonly createSource: (observer: SourceObserver) => LogSource<Event>;
  /** Undefined for a first start. */
  readonly saved: SavedAggregate | undefined;
  readonly metrics: SourceMetrics;
  /** Serializes counting with scrapes and checkpoints. */
  readonly queue: SerialQueue;
  /** Least time for which an evicted series stays exposed, and then omitted, in milliseconds. */
  readonly endVisibility: number;
  /** Milliseconds between two scrapes by Prometheus. */
  readonly scrapeInterval: number;
  /** Called with the reason when all counters start from 0. */
  readonly onReset: (reason: string) => void;
  /** Called when the log was rotated, so that the saved position is in a file that may be removed soon. */
  readonly onRotated: () => void;
}

/**
 * Scrape intervals for which a new series is exposed as 0. With one, a scraper whose scrapes aren't exactly an interval
 * apart, or a second scraper, might miss the 0; with two, one whose scrape comes a moment early would see it too long.
 */
const zeroIntervals = 1.5;

interface PipelineState<Event> {
  aggregator: Aggregator<Event>;
  /** Whether the log was read to its end since the start. */
  isCaughtUp: boolean;
  /** Whether the source reported a problem last. */
  hasFailed: boolean;
}

/** Creates a pipeline that continues from the saved state. */
export function createLogPipeline<Event extends { readonly time: number }>(
  options: LogPipelineOptions<Event>,
): LogPipeline {
  const { metrics, queue } = options;
  const { aggregator, scrapeMarks } = restore(options);
  aggregator.keepNamed();
  const state: PipelineState<Event> = { aggregator, isCaughtUp: false, hasFailed: false };
  const times = scrapeTimesOf(options);
  const applyScrapeMark = (mark: ScrapeMark) => {
    applyMark(state.aggregator, mark, times);
  };
  const replay = createScrapeMarkReplay(scrapeMarks, applyScrapeMark);
  const source = options.createSource(createObserver(state, replay, options));

  const onEvent = (event: Event) =>
    queue.tryRun(() => {
      state.aggregator.add(event);
      replay.onEvent();
      metrics.eventCounted(event.time);
    });

  /** A log with unread lines was read up to its last event, any other up to now. */
  const knownUntil = (now: number): number => {
    const hasUnread = !state.isCaughtUp || !metrics.isUp || (source.unreadBytes ?? 0) > 0;
    return hasUnread ? Math.min(now, state.aggregator.time) : now;
  };

  return {
    get exposedRegistry() {
      return state.isCaughtUp ? state.aggregator.registry : undefined;
    },
    get position() {
      return source.position;
    },
    get stats() {
      return statsOf(state.aggregator.registry, source.unreadBytes);
    },
    setNetwork: (network) => {
      countBy(state.aggregator, network);
    },
    run: async (signal, onCatchUp) => {
      await catchUp({ state, source, onEvent, signal, onCatchUp });
      await source.run(onEvent, signal);
    },
    beginScrape: (at) => {
      state.aggregator.refresh(knownUntil(at));
      state.aggregator.registry.beginScrape(at / 1000, times);
    },
    createScrapeMark: (at) => ({ events: replay.events, knownUntil: knownUntil(at), scrapedAt: at }),
    applyScrapeMark,
    get scrapeMarks() {
      return replay.pending;
    },
    save: () => state.aggregator.save(),
    onCheckpointed: (position) => {
      replay.onCheckpointed();
      return source.onCheckpointed(position);
    },
  };
}

const scrapeTimesOf = ({
  endVisibility,
  scrapeInterval,
}: Pick<LogPipelineOptions<never>, "endVisibility" | "scrapeInterval">): ScrapeTimes => ({
  minVisibility: endVisibility / 1000,
  zeroTime: (zeroIntervals * scrapeInterval) / 1000,
});

function applyMark(
  aggregator: Pick<Aggregator<never>, "registry" | "tick">,
  { scrapedAt, knownUntil, isOfVersion1 }: ScrapeMark,
  times: ScrapeTimes,
): void {
  const { registry } = aggregator;
  if (isOfVersion1 === true) registry.onScrapedByVersion1(scrapedAt / 1000, times);
  else registry.onScraped(scrapedAt / 1000, times);
  aggregator.tick(knownUntil);
}

/** An aggregator with the saved state, or an empty one if the state cannot be used. */
function restore<Event>({ createAggregator, saved, onReset }: LogPipelineOptions<Event>): {
  readonly aggregator: Aggregator<Event>;
  readonly scrapeMarks: readonly ScrapeMark[];
} {
  const aggregator = createAggregator();
  if (saved === undefined) return { aggregator, scrapeMarks: [] };
  try {
    aggregator.restore(saved.parts);
    return { aggregator, scrapeMarks: saved.scrapeMarks };
  } catch (error) {
    if (isSystemError(error)) throw error;
    // A checksum doesn't show what an earlier version saved wrongly.
    onReset(error instanceof SnapshotError ? error.message : `the saved state is damaged: ${describeError(error)}`);
    return { aggregator: createAggregator(), scrapeMarks: [] };
  }
}

function createObserver<Event>(
  state: PipelineState<Event>,
  replay: ScrapeMarkReplay,
  { createAggregator, saved, metrics, onReset, onRotated }: LogPipelineOptions<Event>,
): SourceObserver {
  return {
    rotated: onRotated,
    rejected: (reason, wrongShape) => {
      metrics.rejected(reason, wrongShape);
    },
    status: (problem) => {
      state.hasFailed = problem !== undefined;
      metrics.status(problem);
    },
    gap: (reason) => {
      metrics.gap(reason);
      // Events since the checkpoint may have been scraped, but they cannot be counted again.
      if (state.isCaughtUp || saved === undefined) return;
      const { network } = state.aggregator;
      state.aggregator = createAggregator();
      countBy(state.aggregator, network);
      replay.clear();
      onReset(reason);
    },
  };
}

/** Counts by another network, which may name more: AdGuard Home gets further filter lists. */
function countBy<Event>(aggregator: Aggregator<Event>, network: Network): void {
  aggregator.network = network;
  aggregator.keepNamed();
}

/** Milliseconds before a failed catch-up is repeated. */
const retryInterval = 5000;

/** Repeats the catch-up until it is complete, or until the signal. */
async function catchUp<Event>(options: {
  readonly state: PipelineState<Event>;
  readonly source: LogSource<Event>;
  readonly onEvent: EventHandler<Event>;
  readonly signal: AbortSignal;
  readonly onCatchUp: (isComplete: boolean) => Promise<void>;
}): Promise<void> {
  const { state, source, onEvent, signal, onCatchUp } = options;
  while (!isAborted(signal) && !state.isCaughtUp) {
    state.hasFailed = false;
    await source.catchUp(onEvent, signal);
    if (isAborted(signal)) return;
    const isComplete = !hasFailed(state);
    if (isComplete) state.aggregator.registry.trackStaleness();
    await onCatchUp(isComplete);
    state.isCaughtUp = isComplete;
    if (!isComplete) await pause(retryInterval, signal);
  }
}

/** A function, because the compiler narrows the field across an await. */
const hasFailed = (state: { readonly hasFailed: boolean }) => state.hasFailed;

function statsOf({ series, samples, budget, dropped }: Registry, unreadBytes: number | undefined): LogStats {
  return {
    series,
    samples,
    samplesLimit: budget.counters + budget.histograms + budget.gauges,
    dropped,
    ...(unreadBytes !== undefined && { unreadBytes }),
  };
}
