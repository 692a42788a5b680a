import type { Network } from "../network/network.js";
import type { Registry } from "../registry/registry.js";

/**
 * What the events of one log come to. The same events in the same order, with the same ticks that ended something, always
 * give the same counts: after a kill, reading them again from where the state was saved leads to where it was.
 */
export interface Aggregator<Event> {
  /** Who is who. Where AdGuard Home tells something new, give it a new one, and save the state: counts follow it. */
  network: Network;
  /** Counts an event. Events come in the order of their time, more or less: one that is late counts all the same. */
  add(event: Event): void;
  /**
   * Ends what has been idle for too long, and brings all that is over a stretch of time to the present.
   *
   * @param now unix milliseconds: up to when the log is known. A source that is behind gives its own time, not the
   *   clock's; else all would end that it is about to read. Where an event claimed to be from long after that, what is
   *   over a stretch of time starts anew
   * @returns whether a count ended because of it. Reading the same events again doesn't do that: when it was has to be
   *   kept. A tick that returns false changes nothing that is counted later.
   */
  tick(now: number): boolean;
  /**
   * Brings all that is over a stretch of time to the present, and changes nothing that is counted. Call it before every
   * scrape, with what {@link Aggregator.tick} would be given.
   */
  refresh(now: number): void;
  /** The time of the latest event, in unix milliseconds; 0 before there was one. */
  readonly time: number;
  /** The state in JSON-able parts of some kilobytes; the same state is always the same parts. Nothing may happen meanwhile. */
  save(): Iterable<unknown>;
  /**
   * Takes back what `save` gave, into a ledger in which nothing has happened yet.
   *
   * @throws SavedStateError where it is damaged, another log's, or was kept within other limits. The ledger is of no use
   *   then: make a new one, in which all starts from 0.
   */
  restore(parts: Iterable<unknown>): void;
  readonly registry: Registry;
}

/**
 * Two logs, and the lab, know the same clients: of each it is told once where it is and what it is called. For `expose`,
 * with the lab's store before the logs'.
 */
export const identityLabels = { client_zone_mapping: ["client_ip"], homelab_entity_info: ["kind", "name"] } as const;

/** How far before the latest event a tick may be, in seconds, before that event is taken for wrong. */
export const maxClockSkew = 600;
