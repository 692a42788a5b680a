import type { ParseResult, RejectionReason } from "../events.js";
import { parseJsonLine } from "../line/json-line.js";
import { isWrongShape, type ShapeExplanation } from "../line/shape.js";
import type { EventHandler, SourceObserver } from "../source.js";
import { toEntry, type LogEntry } from "./log-entry.js";
import type { ReadPosition } from "./read-position.js";
import type { WalPosition, WriteAheadLog } from "./write-ahead-log.js";

/** The event handler failed, which is no failure of the source; `cause` is its error. */
export class HandlerError extends Error {
  override readonly name = "HandlerError";
}

/** Parses an entry of the write-ahead log, hands its event on, and advances the position. */
export type HandleEntry = (entry: LogEntry, after: WalPosition) => Promise<void>;

export interface EntryHandlerOptions<Event> {
  /** Parses the fields of an entry. */
  readonly parse: (fields: unknown) => ParseResult<Event>;
  /** Explains why an entry that the parser rejected has the wrong form. */
  readonly explainShape?: ShapeExplanation<unknown> | undefined;
  readonly observer: Pick<SourceObserver, "rejected">;
  /** Is advanced after each entry. */
  readonly position: ReadPosition;
}

/** @throws HandlerError where the event handler throws; the position then stays before the entry */
export const createEntryHandler =
  <Event>({ parse, explainShape, observer, position }: EntryHandlerOptions<Event>) =>
  (handle: EventHandler<Event>): HandleEntry =>
  async (entry, after) => {
    try {
      const result = parse(entry.fields);
      if ("event" in result) await handle(result.event);
      else observer.rejected(result.rejected, isWrongShape(result.rejected) ? explainShape?.(entry.fields) : undefined);
    } catch (error) {
      throw new HandlerError("the event handler failed", { cause: error });
    }
    position.window?.add(entry);
    position.wal = after;
  };

/**
 * Handles the entries of the write-ahead log after the position: those whose counts were lost with the process.
 *
 * @param onRejected called for each line that is no entry
 * @returns whether all were handled; false where the signal came first
 */
export async function replayWal(
  wal: WriteAheadLog,
  position: ReadPosition,
  handleEntry: HandleEntry,
  signal: AbortSignal,
  onRejected: (reason: RejectionReason) => void = () => undefined,
): Promise<boolean> {
  if (position.wal !== undefined && position.window !== undefined)
    for await (const { line, after } of wal.readFrom(position.wal)) {
      if (signal.aborted) return false;
      const value = parseJsonLine(Buffer.from(line));
      const entry = toEntry(value);
      if (entry !== undefined) await handleEntry(entry, after);
      else if (typeof value === "string") onRejected(value);
    }
  position.wal = wal.end;
  return true;
}
