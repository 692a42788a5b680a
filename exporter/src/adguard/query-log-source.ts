import type { ParseResult } from "../events.js";
import { pause } from "../pause.js";
import type { LogSource, EventHandler, SourceObserver } from "../source.js";
import type { AdguardClient } from "./client.js";
import { isSystemError } from "../system-error.js";
import { toEntry, type LogEntry } from "./log-entry.js";
import { AdguardError } from "./http-request.js";
import { openWriteAheadLog, parseWalPosition, type WriteAheadLog, type WalPosition } from "./write-ahead-log.js";
import { nanosecondsPerSecond } from "./timestamp.js";
import { createLogPages } from "./log-pages.js";
import { parseDedupWindow, createDedupWindow, type DedupWindowState, type DedupWindow } from "./dedup-window.js";
import { batchesSince, type Batch } from "./backfill.js";

export interface QueryLogSourceOptions<Event> {
  readonly adguard: AdguardClient;
  /** What an entry says. */
  readonly parse: (entry: unknown) => ParseResult<Event>;
  readonly witness: SourceObserver;
  /** Path of the journal's files, without their number. The directory must be there. */
  readonly walPath: string;
  /** Where to go on: what {@link LogSource.position} was. Anything else, and nothing, is a first start. */
  readonly from?: unknown;
  /** Whether a first start begins with all that AdGuard Home has, or with what is logged from then on. Default: `end`. */
  readonly startAt?: "start" | "end";
  /** Milliseconds between two looks. Default: 10,000. */
  readonly interval?: number;
  /** How old an entry must be by AdGuard Home's clock to be taken, in milliseconds. Default: 5,000. */
  readonly settleTime?: number;
  /** How many entries are asked for at once. Default: 500, as AdGuard Home's own pages do. */
  readonly pageSize?: number;
}

export interface QueryLogPosition {
  readonly journal: WalPosition;
  readonly taken: DedupWindowState;
}

export interface QueryLogSource<Event> extends LogSource<Event> {
  /** Undefined before AdGuard Home answered for the first time. */
  readonly position: QueryLogPosition | undefined;
  /**
   * Takes all that AdGuard Home has now, and ends. What stands in the way is reported to the witness.
   *
   * @returns how long to leave AdGuard Home alone, in milliseconds; 0 if all went well
   */
  poll(take: EventHandler<Event>, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/**
 * AdGuard Home's query log by its API: every entry is taken exactly once, in order of time.
 *
 * - Entries are taken once they are some seconds old, by AdGuard Home's clock: by then those that were logged at the same
 *   time are there, too. What turns up later still is taken then, up to ten seconds after its time.
 * - What is taken is written to a journal first. After a restart that is read again from where the state was saved, and
 *   gives the same events in the same order, whatever became of AdGuard Home; catching up is that alone, and asks
 *   nobody. Only a first start asks where the log ends. A journal that can't be written to stops the taking.
 * - Where the log doesn't go back to what was taken last, the stretch between is reported as lost. So it is where
 *   AdGuard Home's clock went back: up to ten minutes are waited for, by more reading goes on from there, and what had
 *   been logged ahead of time is taken again once its time has come.
 * - Entries that a client is told to be left out of the log, or that AdGuard Home drops by itself where its memory is
 *   small and it can't write it to the file in time, can't be known of.
 *
 * Memory: a page of entries, and where each page between now and the last taken entry begins.
 */
export function createQueryLogSource<Event>(options: QueryLogSourceOptions<Event>): QueryLogSource<Event> {
  const { parse: read, witness, startAt: begin = "end", interval = 10_000, settleTime: settling = 5_000 } = options;
  const pages = createLogPages(options.adguard, options.pageSize ?? 500);
  const saved = readPosition(options.from);
  let journal: WriteAheadLog | undefined;
  let place = saved?.journal;
  /** Whether AdGuard Home's clock is known to be behind what was taken. */
  let isBehind = false;
  let taken: DedupWindow | undefined = saved && createDedupWindow(saved.taken);

  const takeOne = async (entry: LogEntry, after: WalPosition, into: DedupWindow, take: EventHandler<Event>) => {
    try {
      const found = read(entry.fields);
      if ("event" in found) await take(found.event);
      else witness.rejected(found.rejected);
    } catch (error) {
      throw new HandlerError("an entry couldn't be taken", { cause: error });
    }
    into.add(entry);
    place = after;
  };

  /** Takes what the journal holds beyond the position; false where the signal came first. */
  const takeAgain = async (from: WriteAheadLog, take: EventHandler<Event>, signal: AbortSignal): Promise<boolean> => {
    if (place !== undefined && taken !== undefined)
      for await (const { line, after } of from.readFrom(place)) {
        if (signal.aborted) return false;
        const entry = toEntry(parsed(line));
        if (entry !== undefined) await takeOne(entry, after, taken, take);
      }
    place = from.end;
    return true;
  };

  const prepare = async (take: EventHandler<Event>, signal: AbortSignal): Promise<WriteAheadLog | undefined> => {
    if (journal !== undefined) return journal;
    const opened = await openWriteAheadLog(options.walPath, place);
    if (await takeAgain(opened, take, signal)) return (journal = opened);
    await opened.close();
    return undefined;
  };

  /**
   * @param until what was logged later is left for the next look, in nanoseconds since 1970
   * @returns how many entries were taken
   */
  const takeStretch = async (
    stretch: Batch,
    until: bigint,
    into: DedupWindow,
    book: WriteAheadLog,
    take: EventHandler<Event>,
  ) => {
    const fresh = into.unseen(stretch.entries).filter(({ timestamp: moment }) => moment <= until);
    if (fresh.length === 0) return 0;
    const oldest = stretch.entries[0]?.timestamp ?? 0n;
    if (stretch.isFirst && into.newest > 0n && oldest > into.newest) witness.gap("cleared");
    const places = await book.append(fresh.map(({ fields: entry }) => JSON.stringify(entry)));
    // To the end, whatever the signal: what stands in the journal counts as taken.
    for (const [index, entry] of fresh.entries()) await takeOne(entry, places[index] ?? book.end, into, take);
    return fresh.length;
  };

  const beginning = async (signal: AbortSignal): Promise<DedupWindow> => {
    if (begin === "start") return createDedupWindow(0n);
    const { serverTime: time } = await pages.fetch({}, signal);
    return createDedupWindow(nanoseconds(time - settling));
  };

  /** What was logged while the clock catches up lies before what was taken, and can't be told from it. */
  const afterClock = (time: number, before: DedupWindow): DedupWindow => {
    const now = nanoseconds(time);
    if (now >= before.floor) {
      isBehind = false;
      return before;
    }
    if (!isBehind) witness.gap("clock");
    isBehind = true;
    if (now >= before.floor - maxClockSkew) return before;
    isBehind = false;
    return createDedupWindow(now);
  };

  /** Takes what is there, up to where it can't be followed any more. */
  const takeStretches = async (take: EventHandler<Event>, book: WriteAheadLog, signal: AbortSignal) => {
    taken ??= await beginning(signal);
    let until: bigint | undefined;
    let count = 0;
    for await (const stretch of batchesSince(pages, taken.floor, signal)) {
      taken = afterClock(stretch.serverTime, taken);
      // One bound for all: what has settled only since must not be taken before what hadn't in a stretch before.
      const settled = nanoseconds(stretch.serverTime - settling);
      until = until === undefined || settled < until ? settled : until;
      count += await takeStretch(stretch, until, taken, book, take);
      witness.status(undefined);
      // What comes after that hasn't settled.
      if (stretch.upTo === undefined || stretch.upTo > until) return { count, isAll: true };
    }
    return { count, isAll: false };
  };

  const takeAll = async (take: EventHandler<Event>, book: WriteAheadLog, signal: AbortSignal): Promise<void> => {
    for (let inVain = 0; inVain < maxRestarts && !signal.aborted;) {
      const { count, isAll } = await takeStretches(take, book, signal);
      if (isAll) return;
      inVain = count > 0 ? 0 : inVain + 1;
    }
    if (!signal.aborted) throw new AdguardError("AdGuard Home's query log isn't the same when it is read again");
  };

  /** What AdGuard Home or the disk do is reported; what the taker throws goes on. */
  const attempt = async (act: () => Promise<void>, signal: AbortSignal): Promise<number> => {
    try {
      await act();
      return 0;
    } catch (error) {
      if (error instanceof HandlerError) throw error.cause;
      if (signal.aborted) return 0;
      if (!(error instanceof AdguardError) && !isSystemError(error)) throw error;
      witness.status(error.message);
      return error instanceof AdguardError ? Math.max(1, error.retryAfter) : 1;
    }
  };

  const look = (take: EventHandler<Event>, signal: AbortSignal) =>
    attempt(async () => {
      const book = await prepare(take, signal);
      if (book !== undefined) await takeAll(take, book, signal);
    }, signal);

  const close = async () => {
    const left = journal;
    journal = undefined;
    await left?.close();
  };

  return {
    get position() {
      return place === undefined || taken === undefined ? undefined : { journal: place, taken: taken.state };
    },
    catchUp: async (take, signal) => {
      await attempt(async () => {
        await prepare(take, signal);
        // Once a first start has caught up its position is kept: a kill soon after must not make it a first start again.
        taken ??= await beginning(signal);
      }, signal);
    },
    poll: look,
    run: async (take, signal) => {
      try {
        for (let failures = 0; !signal.aborted;) {
          const wait = await look(take, signal);
          failures = wait === 0 ? 0 : failures + 1;
          await pause(Math.max(wait, backoffDelay(interval, failures)), signal);
        }
      } finally {
        await close();
      }
    },
    onCheckpointed: async (position) => {
      const { journal: before } = readPosition(position) ?? {};
      if (journal === undefined || before === undefined) return;
      const renamed = await journal.truncateBefore(before);
      if (place?.file === before.file && place.offset === before.offset) place = renamed;
    },
    close,
  };
}

/** How often the log is read again at once where nothing could be taken, as it wasn't the same. */
const maxRestarts = 5;

/** By how much the clock may be behind to be waited for. */
const maxClockSkew = 600n * nanosecondsPerSecond;

const nanoseconds = (milliseconds: number) => BigInt(milliseconds) * 1_000_000n;

/** Twice as long after each failure, up to a minute. */
const backoffDelay = (interval: number, failures: number) =>
  Math.max(interval, Math.min(60_000, interval * 2 ** Math.min(failures, 20)));

/** Whoever takes the events has failed, not the source. */
class HandlerError extends Error {}

/** A line of the journal; what isn't JSON was damaged, and has no place. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readPosition(saved: unknown): QueryLogPosition | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { journal, taken }: { readonly journal?: unknown; readonly taken?: unknown } = saved;
  const [place, known] = [parseWalPosition(journal), parseDedupWindow(taken)];
  return place && known && { journal: place, taken: known };
}
