import type { ParseResult, RejectionReason } from "../events.js";
import type { EventHandler, LogSource, SourceObserver } from "../source.js";
import type { ShapeExplanation } from "../line/shape.js";
import { isSystemError } from "../system-error.js";
import type { AdguardClient } from "./client.js";
import { createClockGuard } from "./clock-guard.js";
import { createDistinctRejections } from "./distinct-rejections.js";
import { createEntryHandler, HandlerError } from "./entry-handler.js";
import { AdguardError } from "./http-request.js";
import { createPageFetcher } from "./log-pages.js";
import { runPoller } from "./poller.js";
import { initialWindow, readNewEntries } from "./read-new-entries.js";
import { restorePosition, savePosition, type QueryLogPosition } from "./read-position.js";
import { createReplayedWal } from "./replayed-wal.js";

export interface QueryLogSourceOptions<Event> {
  readonly client: AdguardClient;
  /** Parses an entry of the API. */
  readonly parse: (entry: unknown) => ParseResult<Event>;
  /** Explains why an entry that the parser rejected has the wrong form. */
  readonly explainShape?: ShapeExplanation<unknown>;
  readonly observer: SourceObserver;
  /** Path of the write-ahead log's segments, without their number. The directory must exist. */
  readonly walPath: string;
  /** The saved {@link LogSource.position} to continue from. Any other value is a first start. */
  readonly position?: unknown;
  /** Whether a first start reads all of AdGuard Home's log, or only entries that are logged later. Default: `end`. */
  readonly startAt?: "start" | "end";
  /** Milliseconds between two polls. Default: 10,000. */
  readonly interval?: number;
  /** Age by AdGuard Home's clock from which an entry is read, in milliseconds. Default: 5,000. */
  readonly settleTime?: number;
  /** Entries per request. Default: 500, as in AdGuard Home's web interface. */
  readonly pageSize?: number;
}

export interface QueryLogSource<Event> extends LogSource<Event> {
  /** Undefined until AdGuard Home has answered for the first time. */
  readonly position: QueryLogPosition | undefined;
  /**
   * Reads the new entries once. Failures of AdGuard Home and of the disk are reported to the observer.
   *
   * @returns 0 after success; after a failure the shortest delay until the next poll, in milliseconds
   * @throws the error of the event handler
   */
  poll(handle: EventHandler<Event>, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/**
 * Reads AdGuard Home's query log by its API: each entry exactly once, in order of time.
 *
 * - An entry is read once it has settled, five seconds old by AdGuard Home's clock, so that concurrent entries are
 *   there as well. An entry that appears later is read up to ten seconds after its timestamp.
 * - Entries are written to a write-ahead log first. After a restart they are read again from the saved position on, and
 *   give the same events in the same order, even if AdGuard Home is down: catching up sends no request, except at a
 *   first start. A write-ahead log that can't be written to stops the reading.
 * - A gap is reported where the log no longer reaches back to the last entry, and where AdGuard Home's clock went back.
 * - Entries that AdGuard Home is configured not to log, or drops because its memory is full, stay unknown.
 *
 * Memory holds a page of entries, and a reference to each page since the last entry.
 */
export function createQueryLogSource<Event>(options: QueryLogSourceOptions<Event>): QueryLogSource<Event> {
  const { observer, parse, explainShape, startAt = "end", interval = 10_000, settleTime = 5_000 } = options;
  const rejected = (reason: RejectionReason) => {
    observer.rejected(reason);
  };
  const fetchPage = createPageFetcher(options.client, options.pageSize ?? 500, createDistinctRejections(rejected));
  const position = restorePosition(options.position);
  const entryHandler = createEntryHandler({ parse, explainShape, observer, position });
  const reading = {
    fetchPage,
    position,
    observer,
    startAt,
    settleTime,
    clockGuard: createClockGuard(() => {
      observer.gap("clock");
    }),
  };
  const wal = createReplayedWal(options.walPath, position, rejected);

  const poll = (handle: EventHandler<Event>, signal: AbortSignal) =>
    reportFailures(observer, signal, async () => {
      const handleEntry = entryHandler(handle);
      const opened = await wal.open(handleEntry, signal);
      if (opened !== undefined) await readNewEntries(reading, opened, handleEntry, signal);
    });

  return {
    get position() {
      return savePosition(position);
    },
    catchUp: async (handle, signal) => {
      await reportFailures(observer, signal, async () => {
        await wal.open(entryHandler(handle), signal);
        // The position of a first start is saved after catching up, so that a kill soon after isn't a first start again.
        position.window ??= await initialWindow(reading, signal);
      });
    },
    poll,
    run: async (handle, signal) => {
      try {
        await runPoller({ poll: () => poll(handle, signal), interval }, signal);
      } finally {
        await wal.close();
      }
    },
    onCheckpointed: wal.truncateBefore,
    close: wal.close,
  };
}

/** Reports failures of AdGuard Home and of the disk, and throws all others. */
async function reportFailures(
  observer: SourceObserver,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<number> {
  try {
    await act();
    return 0;
  } catch (error) {
    if (error instanceof HandlerError) throw error.cause;
    if (signal.aborted) return 0;
    if (!(error instanceof AdguardError) && !isSystemError(error)) throw error;
    observer.status(error.message);
    return error instanceof AdguardError ? Math.max(1, error.retryAfter) : 1;
  }
}
