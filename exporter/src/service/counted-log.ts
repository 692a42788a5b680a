import { pause } from "../pause.js";
import type { Ledger } from "../ledger/ledger.js";
import type { Network } from "../network/network.js";
import type { LogReading, SourceReport } from "../self/source.js";
import type { LogSource, Witness } from "../source.js";
import { SavedStateError } from "../store/saved.js";
import type { Store } from "../store/store.js";
import type { Turns } from "./turns.js";

/** What is known of one log: its source, and what its events came to. */
export interface CountedLog {
  /**
   * The store, once all that was there at the start has been read. Before, a count could be lower than it was when it
   * was last seen, which would be taken for one that starts again.
   */
  readonly shown: Store | undefined;
  readonly position: unknown;
  readonly reading: LogReading;
  network: Network;
  /**
   * Reads until the signal; first what is there, for as often as it takes.
   *
   * @param tried is called after every try, with whether all that is there was read; it isn't shown before that is done
   */
  run(signal: AbortSignal, tried: (wentWell: boolean) => Promise<void>): Promise<void>;
  /** Ends what has been idle for too long; see {@link Ledger.tick}. */
  tick(now: number): boolean;
  /** Brings what is over a stretch of time to the present. */
  refresh(now: number): void;
  save(): Iterable<unknown>;
  kept(position: unknown): Promise<void>;
}

/** What was saved of a log. */
export interface SavedLog {
  readonly position: unknown;
  readonly ledger: Iterable<unknown>;
}

export interface CountedLogOptions<Event> {
  readonly makeLedger: () => Ledger<Event>;
  /** @param from the position that was saved; undefined for a first start */
  readonly makeSource: (witness: Witness, from: unknown) => LogSource<Event>;
  readonly saved: SavedLog | undefined;
  readonly report: SourceReport;
  readonly turns: Turns;
  /** Is told why counts start from 0. */
  readonly startsAnew: (reason: string) => void;
}

/** How long to wait before a source that can't be read is tried again, in milliseconds. */
const patience = 5000;

/** A log that goes on where it was left. */
export function countedLog<Event extends { readonly time: number }>(options: CountedLogOptions<Event>): CountedLog {
  const { makeLedger, makeSource, saved, report, turns, startsAnew } = options;
  let ledger = restored(makeLedger, saved?.ledger, startsAnew);
  let isCaughtUp = false;

  const witness: Witness = {
    refused: (reason) => {
      report.refused(reason);
    },
    state: (trouble) => {
      report.state(trouble);
    },
    lost: (loss) => {
      report.lost(loss);
      // What was counted since the state was saved may have been seen, and can't be counted again.
      if (isCaughtUp || saved === undefined) return;
      const { network } = ledger;
      ledger = makeLedger();
      ledger.network = network;
      startsAnew(loss);
    },
  };
  const source = makeSource(witness, saved?.position);

  const count = (event: Event): void => {
    ledger.take(event);
    report.counted(event.time);
  };
  const take = (event: Event) =>
    turns.pass(() => {
      count(event);
    });

  /** Up to when the log is known. */
  const knownUntil = (now: number): number => {
    const isBehind = !isCaughtUp || !report.isUp || (source.behind ?? 0) > 0;
    return isBehind ? Math.min(now, ledger.time) : now;
  };

  return {
    get shown() {
      return isCaughtUp ? ledger.store : undefined;
    },
    get position() {
      return source.position;
    },
    get reading() {
      return readingOf(ledger.store, source.behind);
    },
    get network() {
      return ledger.network;
    },
    set network(network) {
      ledger.network = network;
    },
    run: async (signal, tried) => {
      while (!signal.aborted && !isCaughtUp) {
        await source.catchUp(take, signal);
        if (isOver(signal)) return;
        await tried(report.isUp);
        isCaughtUp = report.isUp;
        if (!isCaughtUp) await pause(patience, signal);
      }
      await source.run(take, signal);
    },
    tick: (now) => ledger.tick(knownUntil(now)),
    refresh: (now) => {
      ledger.store.refresh(Math.floor(knownUntil(now) / 1000));
    },
    save: () => ledger.save(),
    kept: (position) => source.kept(position),
  };
}

/** The signal may be given at any moment, which a compiler that saw it asked once doesn't believe. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** A ledger with what was saved; an empty one where that is of no use. */
function restored<Event>(
  makeLedger: () => Ledger<Event>,
  parts: Iterable<unknown> | undefined,
  startsAnew: (reason: string) => void,
): Ledger<Event> {
  const ledger = makeLedger();
  if (parts === undefined) return ledger;
  try {
    ledger.restore(parts);
    return ledger;
  } catch (error) {
    if (!(error instanceof SavedStateError)) throw error;
    startsAnew(error.message);
    return makeLedger();
  }
}

function readingOf({ series, samples, room, dropped }: Store, behind: number | undefined): LogReading {
  return {
    series,
    samples,
    samplesLimit: room.counters + room.histograms + room.gauges,
    dropped,
    ...(behind !== undefined && { behind }),
  };
}
