import type { Store } from "../store/store.js";

/**
 * What the events of one log come to. The same events and ticks in the same order always give the same state: after a
 * kill, reading them again from where the state was saved leads to where it was.
 */
export interface Ledger<Event> {
  take(event: Event): void;
  /**
   * Moves the ledger's clock.
   *
   * @param now unix milliseconds
   * @returns whether something visible ended because of it
   */
  tick(now: number): boolean;
  /** The state in JSON-able parts. */
  save(): Iterable<unknown>;
  restore(parts: Iterable<unknown>): void;
  readonly store: Store;
}
