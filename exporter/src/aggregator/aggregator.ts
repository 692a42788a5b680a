import type { Network } from "../network/network.js";
import type { Registry } from "../registry/registry.js";

/**
 * Aggregates the events of one log into metrics. It depends on the events and the ticks alone: replaying the events
 * since a saved state, with the ticks that evicted something, leads to the same counts.
 */
export interface Aggregator<Event> {
  /**
   * Maps addresses and names to clients, services and zones. Save the state before it is replaced: a replay must count
   * the events before by the former one.
   */
  network: Network;
  /** Counts an event. Events arrive approximately in order of time; a late one is counted as well. */
  add(event: Event): void;
  /** Creates the series of what the network names, with 0, and keeps them from expiring. */
  keepNamed(): void;
  /**
   * Evicts expired series and computes sliding windows. After an event from the future, sets the clock back.
   *
   * @param now unix milliseconds up to which all events were read. For a log with unread lines this is the time of the
   *   last event, else the series of the unread lines would expire
   * @returns whether a cumulative series was evicted. The time of such a tick must be saved, since a replay of the events
   *   does not repeat it. A tick that returns false changes nothing that is counted later
   */
  tick(now: number): boolean;
  /** Computes sliding windows and scores, before a scrape. Takes the time of {@link Aggregator.tick}, changes no count. */
  refresh(now: number): void;
  /** Unix milliseconds of the latest event; 0 before the first. */
  readonly time: number;
  /** Saves the state in JSON-able parts of some kilobytes. It must not change before the last part is read. */
  save(): Iterable<unknown>;
  /**
   * Restores the parts of `save` into an aggregator without events.
   *
   * @throws SnapshotError if they are damaged, or belong to another log or other limits. Discard the aggregator then
   */
  restore(parts: Iterable<unknown>): void;
  readonly registry: Registry;
}

/**
 * Labels that identify a client. The lab and both logs know the same clients, so `expose` must list the lab's registry
 * before those of the logs.
 */
export const identityLabels = { client_zone_mapping: ["client_ip"], homelab_entity_info: ["kind", "name"] } as const;
