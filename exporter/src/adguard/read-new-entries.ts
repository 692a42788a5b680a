import { isAborted } from "../pause.js";
import type { SourceObserver } from "../source.js";
import { batchesSince, type Batch } from "./backfill.js";
import type { ClockGuard } from "./clock-guard.js";
import { createDedupWindow, type DedupWindow } from "./dedup-window.js";
import type { HandleEntry } from "./entry-handler.js";
import { AdguardError } from "./http-request.js";
import type { LogEntry } from "./log-entry.js";
import type { FetchPage } from "./log-pages.js";
import type { ReadPosition } from "./read-position.js";
import { fromMilliseconds } from "./timestamp.js";
import type { WriteAheadLog } from "./write-ahead-log.js";

export interface NewEntriesOptions {
  readonly fetchPage: FetchPage;
  readonly position: ReadPosition;
  readonly clockGuard: ClockGuard;
  readonly observer: Pick<SourceObserver, "gap" | "status">;
  /** Where a first start begins: with all entries, or with those that are logged from then on. */
  readonly startAt: "start" | "end";
  /** Age by AdGuard Home's clock from which an entry is read, in milliseconds. */
  readonly settleTime: number;
}

/** Creates the dedup window of a first start. */
export async function initialWindow(
  { fetchPage, startAt, settleTime }: Pick<NewEntriesOptions, "fetchPage" | "startAt" | "settleTime">,
  signal: AbortSignal,
): Promise<DedupWindow> {
  if (startAt === "start") return createDedupWindow(0n);
  const { serverTime } = await fetchPage({}, signal);
  return createDedupWindow(fromMilliseconds(serverTime - settleTime));
}

/** Limit of consecutive reads that end at a missing page, without a new entry. */
const maxRestarts = 5;

/**
 * Reads all settled entries that weren't handled yet, writes each batch to the write-ahead log, and handles it.
 *
 * @throws AdguardError where AdGuard Home fails, or its log is different each time it is read
 * @throws HandlerError where the event handler fails
 * @throws Error of the operating system, where the write-ahead log fails
 */
export async function readNewEntries(
  options: NewEntriesOptions,
  wal: WriteAheadLog,
  handleEntry: HandleEntry,
  signal: AbortSignal,
): Promise<void> {
  for (let restarts = 0; restarts < maxRestarts && !isAborted(signal);) {
    const { count, isComplete } = await readBatches(options, wal, handleEntry, signal);
    if (isComplete) return;
    restarts = count > 0 ? 0 : restarts + 1;
  }
  if (!isAborted(signal)) throw new AdguardError("AdGuard Home's query log isn't the same when it is read again");
}

/** Reads batches until one isn't settled, or the backfill stops early: then `isComplete` is false. */
async function readBatches(
  options: NewEntriesOptions,
  wal: WriteAheadLog,
  handleEntry: HandleEntry,
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly isComplete: boolean }> {
  const { fetchPage, position, clockGuard, observer, settleTime } = options;
  let window = (position.window ??= await initialWindow(options, signal));
  let settledUntil: bigint | undefined;
  let count = 0;
  for await (const batch of batchesSince(fetchPage, window.floor, signal)) {
    window = position.window = clockGuard(batch.serverTime, window);
    // One bound for all batches: an entry that has settled since must not be read before one of an earlier batch.
    const settled = fromMilliseconds(batch.serverTime - settleTime);
    settledUntil = settledUntil === undefined || settled < settledUntil ? settled : settledUntil;
    const entries = settledEntries(batch, settledUntil, window);
    if (entries.length > 0) {
      if (startsAfter(batch, window)) observer.gap("cleared");
      await logAndHandle(entries, wal, handleEntry);
    }
    count += entries.length;
    observer.status(undefined);
    // Entries of later batches haven't settled.
    if (batch.upTo === undefined || batch.upTo > settledUntil) return { count, isComplete: true };
  }
  return { count, isComplete: false };
}

const settledEntries = ({ entries }: Batch, settledUntil: bigint, window: DedupWindow): readonly LogEntry[] =>
  window.unseen(entries).filter(({ timestamp }) => timestamp <= settledUntil);

/** Whether the log no longer reaches back to the newest handled entry. */
const startsAfter = ({ entries, isFirst }: Batch, { newest }: DedupWindow): boolean =>
  isFirst && newest > 0n && (entries[0]?.timestamp ?? 0n) > newest;

async function logAndHandle(entries: readonly LogEntry[], wal: WriteAheadLog, handleEntry: HandleEntry): Promise<void> {
  const positions = await wal.append(entries.map(({ fields }) => JSON.stringify(fields)));
  // The signal is ignored here: an entry in the write-ahead log counts as read.
  for (const [index, entry] of entries.entries()) await handleEntry(entry, positions[index] ?? wal.end);
}
