import { isOver, pause } from "../pause.js";
import type { Aggregator } from "../aggregator/aggregator.js";
import type { Network } from "../network/network.js";
import type { LogReading, SourceReport } from "../self/source.js";
import type { LogSource, Witness } from "../source.js";
import { SnapshotError } from "../registry/snapshot.js";
import type { Registry } from "../registry/registry.js";
import type { Turns } from "./turns.js";

/** What is known of one log: its source, and what its events came to. */
export interface CountedLog {
  /**
   * The store, once all that was there at the start has been read. Before, a count could be lower than it was when it
   * was last seen, which would be taken for one that starts again.
   */
  readonly shown: Registry | undefined;
  readonly position: unknown;
  readonly reading: LogReading;
  /** From here on it is counted by this. */
  use(network: Network): void;
  /**
   * Reads until the signal; first what is there, for as often as it takes.
   *
   * @param tried is called after every try, with whether all that is there was read; it isn't shown before that is done
   */
  run(signal: AbortSignal, tried: (wentWell: boolean) => Promise<void>): Promise<void>;
  /** Brings what is over a stretch of time to the present. */
  refresh(now: number): void;
  /** What was shown has been seen now: see {@link Mark}. It is to be kept before it is made. */
  markFor(now: number): Mark;
  make(mark: Mark): void;
  /** Marks that have still to be made again, as if the state were saved now. */
  readonly marks: readonly Mark[];
  save(): Iterable<unknown>;
  /** What `save` gave, and this position, are on the disk. */
  saved(position: unknown): Promise<void>;
}

/**
 * A moment at which what was counted has been seen. What has been idle for too long ends then, and what had ended before
 * is told no longer: both depend on when that was, so that it is kept, and made again in its place among the events.
 */
export interface Mark {
  /** How many events were counted since the state was saved. */
  readonly counted: number;
  /** Up to when the log was known, in unix milliseconds. */
  readonly known: number;
  /** When it was seen, in unix milliseconds. */
  readonly at: number;
}

/** What was saved of a log. */
export interface SavedLog {
  readonly ledger: Iterable<unknown>;
  /** Those that were made since, in their order. */
  readonly marks: readonly Mark[];
}

export interface CountedLogOptions<Event> {
  readonly makeLedger: () => Aggregator<Event>;
  readonly makeSource: (witness: Witness) => LogSource<Event>;
  /** Undefined for a first start. */
  readonly saved: SavedLog | undefined;
  readonly report: SourceReport;
  readonly turns: Turns;
  /** For how long an end stays to be seen, at least, in milliseconds. */
  readonly patience: number;
  /** Is told why counts start from 0. */
  readonly startsAnew: (reason: string) => void;
}

/** How long to wait before a source that can't be read is tried again, in milliseconds. */
const pauseBetweenTries = 5000;

/** A log that goes on where it was left. */
export function countedLog<Event extends { readonly time: number }>(options: CountedLogOptions<Event>): CountedLog {
  const { makeLedger, makeSource, saved, report, turns, startsAnew } = options;
  const kept = restored(makeLedger, saved, startsAnew);
  let { ledger } = kept;
  /** Marks that are to be made again. */
  let marks = [...kept.marks];
  /** Events since the state was saved. */
  let counted = 0;
  let isCaughtUp = false;
  /** Whether something stood in the way of the last try. */
  let isHindered = false;

  const witness: Witness = {
    refused: (reason) => {
      report.refused(reason);
    },
    state: (trouble) => {
      isHindered = trouble !== undefined;
      report.state(trouble);
    },
    lost: (loss) => {
      report.lost(loss);
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

  const make = ({ at, known }: Mark): void => {
    ledger.registry.onScraped(Math.floor(at / 1000), options.patience / 1000);
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
    report.counted(event.time);
  };
  const take = (event: Event) =>
    turns.pass(() => {
      count(event);
    });
  makeDueMarks();

  const fromNow = () => marks.map((mark) => ({ ...mark, counted: mark.counted - counted }));

  /** Up to when the log is known. */
  const knownUntil = (now: number): number => {
    const isBehind = !isCaughtUp || !report.isUp || (source.behind ?? 0) > 0;
    return isBehind ? Math.min(now, ledger.time) : now;
  };

  /** Whether nothing stood in the way. */
  const catchUp = async (signal: AbortSignal): Promise<boolean> => {
    isHindered = false;
    await source.catchUp(take, signal);
    return !isHindered;
  };

  return {
    get shown() {
      return isCaughtUp ? ledger.registry : undefined;
    },
    get position() {
      return source.position;
    },
    get reading() {
      return readingOf(ledger.registry, source.behind);
    },
    use: (network) => {
      ledger.network = network;
    },
    run: async (signal, tried) => {
      while (!signal.aborted && !isCaughtUp) {
        const wentWell = await catchUp(signal);
        if (isOver(signal)) return;
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
    markFor: (now) => ({ counted, known: knownUntil(now), at: now }),
    make,
    get marks() {
      return fromNow();
    },
    save: () => ledger.save(),
    saved: (position) => {
      marks = fromNow();
      counted = 0;
      return source.kept(position);
    },
  };
}

/** A ledger with what was saved; an empty one where that is of no use. */
function restored<Event>(
  makeLedger: () => Aggregator<Event>,
  saved: SavedLog | undefined,
  startsAnew: (reason: string) => void,
): { readonly ledger: Aggregator<Event>; readonly marks: readonly Mark[] } {
  const ledger = makeLedger();
  if (saved === undefined) return { ledger, marks: [] };
  try {
    ledger.restore(saved.ledger);
    return { ledger, marks: saved.marks };
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    startsAnew(error.message);
    return { ledger: makeLedger(), marks: [] };
  }
}

function readingOf({ series, samples, budget: room, dropped }: Registry, behind: number | undefined): LogReading {
  return {
    series,
    samples,
    samplesLimit: room.counters + room.histograms + room.gauges,
    dropped,
    ...(behind !== undefined && { behind }),
  };
}
