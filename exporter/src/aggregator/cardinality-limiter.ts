import type { Client, ClientLookup } from "../network/clients.js";
import type { Registry } from "../registry/registry.js";
import type { SnapshotPart, StringTableReader, StringTableWriter } from "../registry/snapshot.js";
import type { Persistable } from "./aggregator-state.js";
import { createCardinality, type Cardinality } from "./cardinality.js";
import { restoreCardinality, saveCardinality } from "./cardinality-snapshot.js";
import { decayTo } from "./client-decay.js";
import { domainLabelFor, seriesFor, updateAdmission } from "./client-admission.js";
import { evictIfCritical, evictUnderPressure, replaceClient, replaceDomains } from "./client-eviction.js";
import type { ClientSeries, ClientSeriesListener } from "./client-series.js";
import type { Limits, MetricGroups } from "./limits.js";

const minutesBetweenExpiries = 5;

/** Seconds by which a tick may precede the latest event. Beyond it the event's time is wrong. */
const maxClockSkew = 600;

/** Unreferenced strings that are collected before a minute is over. */
const maxUnreferencedStrings = 4096;

/**
 * Bounds the cardinality of the labels `client_ip` and `domain`: the most frequent clients have their own series, and
 * each has labels for its most frequent domains. All other clients are counted as `other@zone`, other domains as `other`.
 *
 * Clients and domains are replaced between two minutes of event time, so that the same events lead to the same series.
 */
export class CardinalityLimiter implements Persistable {
  readonly #state: Cardinality;

  constructor(
    registry: Registry,
    limits: Limits,
    groups: MetricGroups,
    listeners: readonly ClientSeriesListener[] = [],
  ) {
    this.#state = createCardinality(registry, limits, groups, listeners);
  }

  /**
   * Advances the clock to the time of an event. Call it before the event is counted.
   *
   * @param second unix seconds; an earlier time is ignored
   */
  advance(second: number): void {
    const { registry } = this.#state;
    if (second > registry.now) {
      registry.now = second;
      const minute = Math.floor(second / 60);
      if (minute > this.#state.minute) this.#onMinute(minute);
    }
    if (registry.strings.unreferenced > maxUnreferencedStrings) registry.strings.sweep();
    updateAdmission(this.#state);
    evictIfCritical(this.#state);
  }

  /** Counts an event of a client and returns the series that it belongs to. */
  seriesFor(client: Client, clients: ClientLookup): ClientSeries {
    return seriesFor(this.#state, client, clients);
  }

  /** Counts an event of a client for a domain and returns the id of the label. */
  domainLabelFor(client: ClientSeries, domain: number): number {
    return domainLabelFor(this.#state, client, domain);
  }

  /** Finds the client that has its own series under a label. */
  find(label: number): ClientSeries | undefined {
    return this.#state.table.find(label);
  }

  /** Weight of an event in counts that decay with those of the clients. */
  get weight(): number {
    return this.#state.decay.weight;
  }

  /**
   * Evicts expired series. If an event from the future has advanced the clock too far, sets it back.
   *
   * @param second unix seconds up to which all events were read
   * @returns whether a cumulative series was evicted or the clock set back
   */
  tick(second: number): boolean {
    const { registry } = this.#state;
    const isAhead = registry.now > second + maxClockSkew;
    if (isAhead) {
      registry.rewindClock(second);
      decayTo(this.#state, Math.floor(second / 60));
    }
    return registry.evictExpired(second) || isAhead;
  }

  save(strings: StringTableWriter): Iterable<SnapshotPart> {
    return saveCardinality(this.#state, strings);
  }

  restore(part: unknown, strings: StringTableReader): boolean {
    return restoreCardinality(this.#state, part, strings);
  }

  #onMinute(minute: number): void {
    const state = this.#state;
    const { registry } = state;
    const previous = state.minute;
    const isExpiryDue = Math.floor(minute / minutesBetweenExpiries) > Math.floor(previous / minutesBetweenExpiries);
    decayTo(state, minute);
    if (isExpiryDue) registry.evictExpired(registry.now);
    evictUnderPressure(state);
    replaceClient(state);
    replaceDomains(state, 60 * previous);
    for (const listener of state.listeners) listener.onMinute?.(registry.now);
    registry.strings.sweep();
  }
}
