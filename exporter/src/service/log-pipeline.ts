import { isAborted, pause } from "../pause.js";
import type { Aggregator } from "../aggregator/aggregator.js";
import type { Network } from "../network/network.js";
import type { LogStats, SourceMetrics } from "../telemetry/source-metrics.js";
import type { LogSource, SourceObserver } from "../source.js";
import { SnapshotError } from "../registry/snapshot.js";
import type { Registry } from "../registry/registry.js";
import type { SerialQueue } from "../serial-queue.js";

/** What is known of one log: its source, and what its events came to. */
export interface LogPipeline {
  /**
   * The store, once all that was there at the start has been read. Before, a count could be lower than it was when it
   * was last seen, which would be taken for one that starts again.
   */
  readonly exposedStore: Registry | undefined;
  readonly position: unknown;
  readonly stats: LogStats;
  /** From here on it is counted by this. */
  setNetwork(network: Network): void;
  /**
   * Reads until the signal; first what is there, for as often as it takes.
   *
   * @param tried is called after every try, with whether all that is there was read; it isn't shown before that is done
   */
  run(signal: AbortSignal, tried: (wentWell: boolean) => Promise<void>): Promise<void>;
  /** Brings what is over a stretch of time to the present. */
  refresh(now: number): void;
  /** What was shown has been seen now: see {@link ScrapeMark}. It is to be kept before it is made. */
  createScrapeMark(now: number): ScrapeMark;
  applyScrapeMark(mark: ScrapeMark): void;
  /** Marks that have still to be made again, as if the state were saved now. */
  readonly scrapeMarks: readonly ScrapeMark[];
  save(): Iterable<unknown>;
  /** What `save` gave, and this position, are on the disk. */
  onCheckpointed(position: unknown): Promise<void>;
}

/**
 * A moment at which what was counted has been seen. What has been idle for too long ends then, and what had ended before
 * is told no longer: both depend on when that was, so that it is kept, and made again in its place among the events.
 */
export interface ScrapeMark {
  /** How many events were counted since the state was saved. */
  readonly counted: number;
  /** Up to when the log was known, in unix milliseconds. */
  readonly known: number;
  /** When it was seen, in unix milliseconds. */
  readonly at: number;
}

/** What was saved of a log. */
export interface SavedAggregate {
  readonly parts: Iterable<unknown>;
  /** Those that were made since, in their order. */
  readonly scrapeMarks: readonly ScrapeMark[];
}

export interface LogPipelineOptions<Event> {
  readonly createAggregator: () => Aggregator<Event>;
  readonly createSource: (witness: SourceObserver) => LogSource<Event>;
  /** Undefined for a first start. */
  readonly saved: SavedAggregate | undefined;
  readonly metrics: SourceMetrics;
  readonly queue: SerialQueue;
  /** For how long an end stays to be seen, at least, in milliseconds. */
  readonly endVisibility: number;
  /** Is told why counts start from 0. */
  readonly onReset: (reason: string) => void;
}

/** How long to wait before a source that can't be read is tried again, in milliseconds. */
const pauseBetweenTries = 5000;

/** A log that goes on where it was left. */
export function createLogPipeline<Event extends { readonly time: number }>(
  options: LogPipelineOptions<Event>,
): LogPipeline {
  const {
    createAggregator: makeLedger,
    createSource: makeSource,
    saved,
    metrics: report,
    queue: turns,
    onReset: startsAnew,
  } = options;
  const kept = restored(makeLedger, saved, startsAnew);
  let { ledger } = kept;
  /** Marks that are to be made again. */
  let marks = [...kept.marks];
  /** Events since the state was saved. */
  let counted = 0;
  let isCaughtUp = false;
  /** Whether something stood in the way of the last try. */
  let isHindered = false;

  const witness: SourceObserver = {
    rejected: (reason) => {
      report.rejected(reason);
    },
    status: (trouble) => {
      isHindered = trouble !== undefined;
      report.status(trouble);
    },
    gap: (loss) => {
      report.gap(loss);
      // What was counted since the state was saved may have been seen, and can't be counted again.
      if (isCaughtUp || saved === undefined) return;
      const { network } = ledger;
      ledger = makeLedger();
      ledger.network = network;
      marks = [];
      startsAnew(loss);
    },
  };
  const source = makeSource(witness);

  const make = ({ at, known }: ScrapeMark): void => {
    ledger.registry.onScraped(Math.floor(at / 1000), options.endVisibility / 1000);
    ledger.tick(known);
  };
  const makeDueMarks = (): void => {
    while (marks[0]?.counted === counted) {
      make(marks[0]);
      marks.shift();
    }
  };
  const count = (event: Event): void => {
    ledger.add(event);
    counted += 1;
    if (marks.length > 0) makeDueMarks();
    report.eventCounted(event.time);
  };
  const take = (event: Event) =>
    turns.tryRun(() => {
      count(event);
    });
  makeDueMarks();

  const fromNow = () => marks.map((mark) => ({ ...mark, counted: mark.counted - counted }));

  /** Up to when the log is known. */
  const knownUntil = (now: number): number => {
    const isBehind = !isCaughtUp || !report.isUp || (source.unreadBytes ?? 0) > 0;
    return isBehind ? Math.min(now, ledger.time) : now;
  };

  /** Whether nothing stood in the way. */
  const catchUp = async (signal: AbortSignal): Promise<boolean> => {
    isHindered = false;
    await source.catchUp(take, signal);
    return !isHindered;
  };

  return {
    get exposedStore() {
      return isCaughtUp ? ledger.registry : undefined;
    },
    get position() {
      return source.position;
    },
    get stats() {
      return readingOf(ledger.registry, source.unreadBytes);
    },
    setNetwork: (network) => {
      ledger.network = network;
    },
    run: async (signal, tried) => {
      while (!signal.aborted && !isCaughtUp) {
        const wentWell = await catchUp(signal);
        if (isAborted(signal)) return;
        if (wentWell) ledger.registry.trackStaleness();
        await tried(wentWell);
        isCaughtUp = wentWell;
        if (!isCaughtUp) await pause(pauseBetweenTries, signal);
      }
      await source.run(take, signal);
    },
    refresh: (now) => {
      ledger.refresh(knownUntil(now));
    },
    createScrapeMark: (now) => ({ counted, known: knownUntil(now), at: now }),
    applyScrapeMark: make,
    get scrapeMarks() {
      return fromNow();
    },
    save: () => ledger.save(),
    onCheckpointed: (position) => {
      marks = fromNow();
      counted = 0;
      return source.onCheckpointed(position);
    },
  };
}

/** A ledger with what was saved; an empty one where that is of no use. */
function restored<Event>(
  makeLedger: () => Aggregator<Event>,
  saved: SavedAggregate | undefined,
  startsAnew: (reason: string) => void,
): { readonly ledger: Aggregator<Event>; readonly marks: readonly ScrapeMark[] } {
  const ledger = makeLedger();
  if (saved === undefined) return { ledger, marks: [] };
  try {
    ledger.restore(saved.parts);
    return { ledger, marks: saved.scrapeMarks };
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    startsAnew(error.message);
    return { ledger: makeLedger(), marks: [] };
  }
}

function readingOf({ series, samples, budget: room, dropped }: Registry, behind: number | undefined): LogStats {
  return {
    series,
    samples,
    samplesLimit: room.counters + room.histograms + room.gauges,
    dropped,
    ...(behind !== undefined && { unreadBytes: behind }),
  };
}
