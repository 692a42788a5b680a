import type { RejectionReason } from "./events.js";

/** Where events come from, whatever it is: a file that grows, or a program that is asked. */
export interface LogSource<Event> {
  /**
   * How far it has read, as JSON; with the ledger's state it says where to go on after a restart. It covers exactly the
   * events whose `take` has come to its end: whoever holds a source back first and takes the event then may save the
   * position and the ledger at any moment in between.
   */
  readonly position: unknown;
  /** How many bytes are known to be there and weren't taken; left out where nobody can know. */
  readonly unreadBytes?: number;
  /**
   * Takes again all that may have been taken since the position was saved, and ends: after it, nothing that is counted
   * is less than it was. A file is read to its end; what a program has told is read from where it was written down.
   * What is out of reach is reported to the witness and left for later. What can't be taken again is reported as lost
   * before anything else is taken, and before the source is first reported as readable: then what was counted can only
   * begin anew.
   */
  catchUp(take: EventHandler<Event>, signal: AbortSignal): Promise<void>;
  /** Goes on reading what comes until the signal. It reads only as fast as events are taken. */
  run(take: EventHandler<Event>, signal: AbortSignal): Promise<void>;
  /** To be told once a position is on the disk: what was only kept for going back before it can go. */
  onCheckpointed(position: unknown): Promise<void>;
}

/** Takes an event; a promise holds the source back until it is kept. What it throws ends the source. */
export type EventHandler<Event> = (event: Event) => void | Promise<void>;

/**
 * How a stretch that nobody can count any more was lost; it may have been empty. `rotated-away` the file is gone, and no
 * other goes on where it was read; `cut-off` it was truncated, and no copy is left; `cleared` the program has forgotten
 * what it logged; `clock` its clock went back, and what it logged until it caught up can't be told from what was read.
 */
export type GapReason = (typeof gapReasons)[number];

export const gapReasons = ["rotated-away", "cut-off", "cleared", "clock"] as const;

/** Whom a source tells what isn't an event. */
export interface SourceObserver {
  /** A line that is none, in its place among the events. */
  rejected(reason: RejectionReason): void;
  gap(loss: GapReason): void;
  /**
   * Whether the source can be read.
   *
   * @param trouble what stands in the way, for people; undefined once it can be read. Nothing secret
   */
  status(trouble: string | undefined): void;
}
