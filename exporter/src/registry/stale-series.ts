import { Exposure } from "./exposure.js";
import type { BudgetKind, SampleBudget } from "./sample-budget.js";
import { maxLabels, noSlot, type SeriesFamily } from "./series-family.js";
import type { StringInterner } from "./string-interner.js";
import { ZeroPhase } from "./zero-phase.js";

/** The part of the series table that is used here. */
export interface StaleSeriesTable {
  readonly strings: StringInterner;
  readonly budget: SampleBudget;
  readonly exposure: Uint8Array;
  /** One of {@link ZeroPhase}, or a time. */
  readonly zeroPhase: Uint32Array;
  /** Samples of series that are in use. */
  readonly used: SampleBudget;
  /** Number of series that were refused, or removed before they were scraped, for lack of budget. */
  dropped: number;
  label(slot: number, label: number): number;
  /** Returns the series in use with these labels, or `noSlot`. */
  find(family: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number;
  remove(family: SeriesFamily, slot: number): void;
}

/** An evicted series, with those that got its labels since. */
export interface StaleSeries {
  readonly family: SeriesFamily;
  readonly labels: readonly number[];
  /** The evicted series that is still exposed; `noSlot` once it is omitted. */
  slot: number;
  /** Unix seconds of the first scrape in the current state, exposed or omitted; undefined before it. */
  since: number | undefined;
  /** Series with the same labels that were created and evicted since, the oldest first. */
  readonly successors: number[];
}

/** Evicted series may use a share of the budget of 1 to this, besides the budget that is free. */
const budgetShare = 8;

/**
 * Evicted counters and histograms, until scrapes have seen their end.
 *
 * An evicted series is exposed once more and then omitted until a scrape has seen the gap; only then a new series with
 * the same labels is exposed. Prometheus would otherwise miss the last increments of the old series, or take the value of
 * the new one for its continuation. A series that is used again while it is still exposed, or before it is exposed at
 * all, is continued. One that is evicted in its zero phase is exposed as 0, then with its value, and then omitted.
 */
export class StaleSeriesTracker {
  readonly #table: StaleSeriesTable;
  readonly #stale = new Map<string, StaleSeries>();
  /** Samples of evicted series. */
  readonly #used = { counters: 0, histograms: 0, gauges: 0 };

  constructor(table: StaleSeriesTable) {
    this.#table = table;
  }

  /** Number of label sets whose end has not been scraped. */
  get size(): number {
    return this.#stale.size;
  }

  /**
   * Takes a series that is still exposed, or was not exposed yet, back into use. Returns its slot, or `noSlot` where there
   * is none.
   */
  revive(family: SeriesFamily, labels: readonly number[]): number {
    if (this.#stale.size === 0) return noSlot;
    const key = keyOf(family, labels);
    const stale = this.#stale.get(key);
    if (stale === undefined) return noSlot;
    const successor = stale.successors.pop();
    const slot = successor ?? stale.slot;
    if (slot === noSlot) return noSlot;
    this.#used[family.budgetKind] -= family.samples;
    if (successor !== undefined) return slot;
    this.#table.exposure[slot] = Exposure.active;
    this.#forget(key, stale);
    return slot;
  }

  /** Whether a stale series has the labels of this one. */
  has(family: SeriesFamily, slot: number): boolean {
    return this.#stale.size > 0 && this.#stale.has(keyOf(family, this.#labelsOf(slot)));
  }

  /** Adds an evicted series. */
  add(family: SeriesFamily, slot: number): void {
    const labels = this.#labelsOf(slot);
    const key = keyOf(family, labels);
    const stale = this.#stale.get(key);
    this.#used[family.budgetKind] += family.samples;
    if (stale === undefined) {
      this.#table.exposure[slot] = Exposure.stale;
      this.#keep(key, { family, labels, slot, since: undefined, successors: [] });
    } else {
      this.#table.exposure[slot] = Exposure.stalePending;
      stale.successors.push(slot);
    }
    this.#enforceBudget(family.budgetKind);
  }

  /** Frees budget after a series was created. */
  onCreated({ budgetKind }: SeriesFamily): void {
    if (this.#used[budgetKind] > 0) this.#enforceBudget(budgetKind);
  }

  /**
   * Records a scrape of the whole exposition.
   *
   * @param at unix seconds
   * @param minVisibility seconds for which a stale series stays exposed, and then omitted, at least: for other scrapers
   */
  onScraped(at: number, minVisibility: number): void {
    const { zeroPhase } = this.#table;
    for (const [key, stale] of this.#stale) {
      // The scrape carried 0 in place of the last value.
      if (stale.slot !== noSlot && zeroPhase[stale.slot] !== ZeroPhase.over) continue;
      stale.since = Math.min(stale.since ?? at, at);
      if (at - stale.since >= minVisibility) this.#advance(key, stale);
    }
  }

  *all(): Generator<StaleSeries> {
    yield* this.#stale.values();
  }

  /** Restores an entry whose series are in the table already. */
  restore(stale: StaleSeries): void {
    const { family, slot, successors } = stale;
    this.#keep(keyOf(family, stale.labels), stale);
    this.#used[family.budgetKind] += family.samples * (successors.length + (slot === noSlot ? 0 : 1));
    if (slot !== noSlot) this.#table.exposure[slot] = Exposure.stale;
    for (const successor of successors) this.#table.exposure[successor] = Exposure.stalePending;
    const active = this.#activeOf(stale);
    if (active !== noSlot) this.#table.exposure[active] = Exposure.pending;
  }

  #labelsOf(slot: number): readonly number[] {
    return Array.from({ length: maxLabels }, (_, label) => this.#table.label(slot, label));
  }

  #keep(key: string, stale: StaleSeries): void {
    // The key consists of these ids.
    for (const label of stale.labels) this.#table.strings.retain(label);
    this.#stale.set(key, stale);
  }

  /** Moves an entry on: from exposed to omitted, from omitted to its next successor. */
  #advance(key: string, stale: StaleSeries): void {
    stale.since = undefined;
    if (stale.slot !== noSlot) {
      this.#remove(stale.family, stale.slot);
      stale.slot = noSlot;
      return;
    }
    const next = stale.successors.shift();
    if (next === undefined) this.#settle(key, stale);
    else {
      stale.slot = next;
      this.#table.exposure[next] = Exposure.stale;
    }
  }

  /** Exposes the series in use that has the labels, if there is one. */
  #settle(key: string, stale: StaleSeries): void {
    const active = this.#activeOf(stale);
    if (active !== noSlot) this.#table.exposure[active] = Exposure.active;
    this.#forget(key, stale);
  }

  #forget(key: string, stale: StaleSeries): void {
    this.#stale.delete(key);
    for (const label of stale.labels) this.#table.strings.release(label);
  }

  /** Removes the oldest entries where no scrape comes and the budget is exhausted. They count as dropped. */
  #enforceBudget(budgetKind: BudgetKind): void {
    for (const [key, stale] of this.#stale) {
      if (this.#used[budgetKind] <= this.#budgetOf(budgetKind)) return;
      if (stale.family.budgetKind !== budgetKind) continue;
      const evicted = stale.slot === noSlot ? stale.successors : [stale.slot, ...stale.successors];
      for (const slot of evicted) this.#remove(stale.family, slot);
      this.#table.dropped += evicted.length;
      this.#settle(key, stale);
    }
  }

  #budgetOf(budgetKind: BudgetKind): number {
    const all = this.#table.budget[budgetKind];
    return all / budgetShare + all - this.#table.used[budgetKind];
  }

  #remove(family: SeriesFamily, slot: number): void {
    this.#used[family.budgetKind] -= family.samples;
    this.#table.remove(family, slot);
  }

  #activeOf({ family, labels }: StaleSeries): number {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = labels;
    return this.#table.find(family, a, b, c, d, e, f);
  }
}

const keyOf = (family: SeriesFamily, labels: readonly number[]): string => `${family.index} ${labels.join(" ")}`;
