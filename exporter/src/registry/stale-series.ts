import { type SeriesFamily, maxLabels, noSlot, type SampleBudget } from "./series-family.js";
import type { StringInterner } from "./string-interner.js";

/** How a series stands in what is told. */
export const Exposure = {
  /** It is there, and told. */
  active: 0,
  /** It has ended, and is told once more. */
  stale: 1,
  /** It is there, and not told yet: one with its labels has ended, and that hasn't been seen. */
  pending: 2,
  /** It has ended before it was told. */
  stalePending: 3,
} as const;

/** What is needed of the table. */
export interface StaleSeriesTable {
  readonly strings: StringInterner;
  readonly budget: SampleBudget;
  readonly exposure: Uint8Array;
  /** Samples that haven't ended. */
  readonly used: SampleBudget;
  /** How often something wasn't counted or shown for want of room. */
  dropped: number;
  label(slot: number, label: number): number;
  /** The series with these labels that hasn't ended, or `none`. */
  find(kind: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number;
  remove(kind: SeriesFamily, slot: number): void;
}

/** What ended, with what began under its labels since. */
export interface StaleSeries {
  readonly family: SeriesFamily;
  readonly labels: readonly number[];
  /** The series that has ended and is still told; `none` once it is missing. */
  slot: number;
  /** When it was first seen as it is now, told or missing, in unix seconds; undefined as long as it wasn't. */
  since: number | undefined;
  /** Series with the same labels that began meanwhile and have ended, too, the oldest first. */
  readonly successors: number[];
}

/** What has ended may take this share of the room of what hasn't, and as much of that as is free. */
const budgetShare = 8;

/**
 * Series that have ended, until that has been seen. Whoever adds up what he sees of a count, as a Prometheus does, must
 * have seen how far it came, and that it is missing, before it begins anew: else its last events would be lost, or those
 * of the new one taken for more of the old. So what ended is told once more, then it is missing, and what began under its
 * labels meanwhile is told after that. What comes back while it is still told goes on as if it had never ended.
 */
export class StaleSeriesTracker {
  readonly #table: StaleSeriesTable;
  readonly #stale = new Map<string, StaleSeries>();
  /** Samples of series that have ended. */
  readonly #used = { counters: 0, histograms: 0, gauges: 0 };

  constructor(table: StaleSeriesTable) {
    this.#table = table;
  }

  /** How many labels are waited for. */
  get size(): number {
    return this.#stale.size;
  }

  /**
   * Takes back a series that has ended and is still told, for what happens under its labels again: nobody has seen an
   * end of it.
   *
   * @returns its slot; `none` where there is no such series
   */
  revive(kind: SeriesFamily, labels: readonly number[]): number {
    if (this.#stale.size === 0) return noSlot;
    const key = keyOf(kind, labels);
    const rest = this.#stale.get(key);
    if (rest === undefined || rest.slot === noSlot || rest.successors.length > 0) return noSlot;
    const { slot } = rest;
    this.#used[kind.budgetKind] -= kind.samples;
    this.#table.exposure[slot] = Exposure.active;
    this.#forget(key, rest);
    return slot;
  }

  /** Whether what begins now with the labels of a series must wait to be told. */
  has(kind: SeriesFamily, slot: number): boolean {
    return this.#stale.size > 0 && this.#stale.has(keyOf(kind, this.#labelsOf(slot)));
  }

  /** Takes a series that has ended. */
  add(kind: SeriesFamily, slot: number): void {
    const labels = this.#labelsOf(slot);
    const key = keyOf(kind, labels);
    const rest = this.#stale.get(key);
    this.#used[kind.budgetKind] += kind.samples;
    if (rest === undefined) {
      this.#table.exposure[slot] = Exposure.stale;
      this.#keep(key, { family: kind, labels, slot, since: undefined, successors: [] });
    } else {
      this.#table.exposure[slot] = Exposure.stalePending;
      rest.successors.push(slot);
    }
    this.#enforceBudget(kind.budgetKind);
  }

  /** A series has begun, and takes its room. */
  onCreated({ budgetKind: room }: SeriesFamily): void {
    if (this.#used[room] > 0) this.#enforceBudget(room);
  }

  /**
   * Everything that is told has been seen.
   *
   * @param at unix seconds
   * @param patience for how many seconds, at least, whatever is told or missing stays so: others may look, too
   */
  onScraped(at: number, patience: number): void {
    for (const [key, rest] of this.#stale) {
      rest.since = Math.min(rest.since ?? at, at);
      if (at - rest.since >= patience) this.#advance(key, rest);
    }
  }

  *all(): Generator<StaleSeries> {
    yield* this.#stale.values();
  }

  /** Takes back what was saved; its series are with their values already. */
  restore(rest: StaleSeries): void {
    const { family: kind, slot, successors: later } = rest;
    this.#keep(keyOf(kind, rest.labels), rest);
    this.#used[kind.budgetKind] += kind.samples * (later.length + (slot === noSlot ? 0 : 1));
    if (slot !== noSlot) this.#table.exposure[slot] = Exposure.stale;
    for (const each of later) this.#table.exposure[each] = Exposure.stalePending;
    const live = this.#liveOf(rest);
    if (live !== noSlot) this.#table.exposure[live] = Exposure.pending;
  }

  #labelsOf(slot: number): readonly number[] {
    return Array.from({ length: maxLabels }, (_, label) => this.#table.label(slot, label));
  }

  #keep(key: string, rest: StaleSeries): void {
    // The numbers must stay those of these texts as long as they are the key.
    for (const name of rest.labels) this.#table.strings.retain(name);
    this.#stale.set(key, rest);
  }

  /** From told to missing, from missing to what came after. */
  #advance(key: string, rest: StaleSeries): void {
    rest.since = undefined;
    if (rest.slot !== noSlot) {
      this.#remove(rest.family, rest.slot);
      rest.slot = noSlot;
      return;
    }
    const next = rest.successors.shift();
    if (next === undefined) this.#settle(key, rest);
    else {
      rest.slot = next;
      this.#table.exposure[next] = Exposure.stale;
    }
  }

  #settle(key: string, rest: StaleSeries): void {
    const live = this.#liveOf(rest);
    if (live !== noSlot) this.#table.exposure[live] = Exposure.active;
    this.#forget(key, rest);
  }

  #forget(key: string, rest: StaleSeries): void {
    this.#stale.delete(key);
    for (const name of rest.labels) this.#table.strings.release(name);
  }

  /** Nobody may be looking: then the oldest go unseen, and are counted as dropped. */
  #enforceBudget(room: SeriesFamily["budgetKind"]): void {
    for (const [key, rest] of this.#stale) {
      if (this.#used[room] <= this.#budgetOf(room)) return;
      if (rest.family.budgetKind !== room) continue;
      const ended = rest.slot === noSlot ? rest.successors : [rest.slot, ...rest.successors];
      for (const slot of ended) this.#remove(rest.family, slot);
      this.#table.dropped += ended.length;
      this.#settle(key, rest);
    }
  }

  #budgetOf(room: SeriesFamily["budgetKind"]): number {
    const all = this.#table.budget[room];
    return all / budgetShare + all - this.#table.used[room];
  }

  #remove(kind: SeriesFamily, slot: number): void {
    this.#used[kind.budgetKind] -= kind.samples;
    this.#table.remove(kind, slot);
  }

  #liveOf({ family: kind, labels }: StaleSeries): number {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = labels;
    return this.#table.find(kind, a, b, c, d, e, f);
  }
}

const keyOf = (kind: SeriesFamily, labels: readonly number[]): string => `${kind.index} ${labels.join(" ")}`;
