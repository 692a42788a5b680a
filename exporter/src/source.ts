/** Where events come from, whatever it is: a file that grows, or a program that is asked. */
export interface LogSource<Event> {
  /** How far it has read, as JSON; with the ledger's state it says where to go on after a restart. */
  readonly position: unknown;
  /** Reads all that is there now, and ends. */
  catchUp(take: Take<Event>, signal: AbortSignal): Promise<void>;
  /** Goes on reading what comes until the signal. It reads only as fast as events are taken. */
  run(take: Take<Event>, signal: AbortSignal): Promise<void>;
}

/** Takes an event; a promise holds the source back until it is kept. */
export type Take<Event> = (event: Event) => void | Promise<void>;
