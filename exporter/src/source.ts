import type { RejectionReason } from "./events.js";

/** A source of log events: a file that grows, or an API that is polled. */
export interface LogSource<Event> {
  /**
   * The position to continue from after a restart, as JSON; it is saved together with the aggregator's state. It covers
   * exactly the events whose handler has returned or resolved, so it may be saved between any two events.
   */
  readonly position: unknown;
  /** Known bytes that were not read yet; absent if the source cannot determine it. */
  readonly unreadBytes?: number;
  /**
   * Reads everything that may have been counted since the position was saved, and returns: afterwards no counter is
   * lower than it was before the restart. A file is read to its end, an API's events from the write-ahead log.
   *
   * A problem is reported to the observer and left for a later call. A gap is reported before any later event is handled
   * and before the source is first reported as readable, since the counters must then start from 0.
   */
  catchUp(onEvent: EventHandler<Event>, signal: AbortSignal): Promise<void>;
  /** Reads new events until the signal, no faster than they are handled. */
  run(onEvent: EventHandler<Event>, signal: AbortSignal): Promise<void>;
  /** A position is on the disk: data before it, kept only for a restart, may be deleted. */
  onCheckpointed(position: unknown): Promise<void>;
}

/** Handles an event. The source waits for a promise (backpressure). An exception ends the source. */
export type EventHandler<Event> = (event: Event) => void | Promise<void>;

/**
 * Why a part of a log, possibly empty, can no longer be counted.
 *
 * - `rotated-away`: the file is gone, and no rotated file continues at the position.
 * - `cut-off`: the file was truncated, and no copy is left.
 * - `cleared`: the program deleted its log.
 * - `clock`: the program's clock went back, and new entries cannot be distinguished from those already read.
 */
export type GapReason = (typeof gapReasons)[number];

export const gapReasons = ["rotated-away", "cut-off", "cleared", "clock"] as const;

/** Receives everything that a source reports besides events. */
export interface SourceObserver {
  /**
   * A line was rejected. Called in the order of the log, between the events.
   *
   * @param wrongShape what is wrong with the form of the log and what to set, if the line shows that
   */
  rejected(reason: RejectionReason, wrongShape?: string): void;
  /** A part of the log was lost. */
  gap(reason: GapReason): void;
  /**
   * The log was rotated, so the saved position is in a file that may be removed soon: a checkpoint should follow. Called
   * once the program has left the old file, and again after the first line of another file.
   */
  rotated(): void;
  /**
   * The source was read, or an attempt to read it failed.
   *
   * @param problem why it cannot be read, for people and without secrets; undefined if it can
   */
  status(problem: string | undefined): void;
}
