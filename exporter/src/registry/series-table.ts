import { Exposure } from "./exposure.js";
import type { SampleBudget } from "./sample-budget.js";
import { maxLabels, noSlot, type SeriesFamily } from "./series-family.js";
import { StaleSeriesTracker } from "./stale-series.js";
import type { StringInterner } from "./string-interner.js";
import { ZeroPhase } from "./zero-phase.js";

/** Time of the last update of a series that never expires. */
export const keptForever = 0xffff_ffff;

/** Share of the budget up to which series are created that nothing was counted in. */
const keptShare = 0.25;

/**
 * All series of a registry, in columns. A hash table finds the slot of a series by family and label ids, without an
 * object per series or a string per lookup.
 */
export class SeriesTable {
  readonly strings: StringInterner;
  readonly budget: SampleBudget;
  /** Ids of the labels' values, `maxLabels` per slot; 0 for those that the family does not have. */
  labels = new Uint32Array(64 * maxLabels);
  values = new Float64Array(64);
  /** Unix seconds of the last update; {@link keptForever} for a series that never expires. */
  seen = new Uint32Array(64);
  /** Start of the series' row in the family's row allocator. */
  rows = new Uint32Array(64);
  next = new Int32Array(64);
  /** One of {@link Exposure}. */
  exposure = new Uint8Array(64);
  /** One of {@link ZeroPhase}, or a time. */
  zeroPhase = new Uint32Array(64);
  /** Evicted series whose end has not been scraped. */
  readonly stale: StaleSeriesTracker;
  /**
   * Whether a scraper may have seen the series. Before, an evicted series is removed at once, and a new one starts with
   * its value.
   */
  tracksStaleness = false;
  /** Current time in unix seconds, which `getOrCreate` records as the time of the update. */
  now = 0;
  /** Samples of the series in use. */
  readonly used = { counters: 0, histograms: 0, gauges: 0 };
  /** Number of series that were refused, or removed before they were scraped, for lack of budget. */
  dropped = 0;
  #previous = new Int32Array(64);
  #families = new Uint8Array(64);
  /** Slots plus 1 by hash; 0 is an empty place. Twice the size of the columns, which keeps probes short. */
  #index = new Int32Array(128);
  #slots = 0;
  readonly #free: number[] = [];
  #series = 0;

  constructor(strings: StringInterner, budget: SampleBudget) {
    this.strings = strings;
    this.budget = budget;
    this.stale = new StaleSeriesTracker(this);
  }

  get series(): number {
    return this.#series;
  }

  /** Returns the series with these labels, which it creates if necessary, or `noSlot` where there is no budget. */
  getOrCreate(family: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number {
    const slot = this.find(family, a, b, c, d, e, f);
    if (slot === noSlot) return this.#create(family, a, b, c, d, e, f);
    if (this.seen[slot] !== keptForever) this.seen[slot] = this.now;
    return slot;
  }

  /**
   * Keeps a series from expiring. Creates it unless the series in use take more than a share of their budget. Returns its
   * slot, or `noSlot`.
   */
  keep(family: SeriesFamily, labels: readonly number[]): number {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = labels;
    const isScarce = this.used[family.budgetKind] + family.samples > keptShare * this.budget[family.budgetKind];
    if (isScarce && this.find(family, a, b, c, d, e, f) === noSlot) return noSlot;
    const slot = this.getOrCreate(family, a, b, c, d, e, f);
    if (slot !== noSlot) this.seen[slot] = keptForever;
    return slot;
  }

  /** Returns the series in use with these labels, or `noSlot`. */
  find(family: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number {
    const { labels } = this;
    const index = this.#index;
    const mask = index.length - 1;
    let place = hash(family.index, a, b, c, d, e, f) & mask;
    for (;;) {
      const slot = (index[place] ?? 0) - 1;
      if (slot < 0) return noSlot;
      const start = slot * maxLabels;
      if (
        labels[start] === a &&
        labels[start + 1] === b &&
        labels[start + 2] === c &&
        labels[start + 3] === d &&
        labels[start + 4] === e &&
        labels[start + 5] === f &&
        this.#families[slot] === family.index
      ) {
        return slot;
      }
      place = (place + 1) & mask;
    }
  }

  /** Takes a series out of use. A cumulative one becomes stale if a scraper may have seen it. */
  evict(family: SeriesFamily, slot: number): void {
    this.#forget(slot);
    this.used[family.budgetKind] -= family.samples;
    this.#series--;
    if (family.budgetKind === "gauges" || !this.tracksStaleness) this.remove(family, slot);
    else this.stale.add(family, slot);
  }

  /** Frees the slot of an evicted series. */
  remove(family: SeriesFamily, slot: number): void {
    family.onRemove(slot);
    this.#unlink(family, slot);
    this.zeroPhase[slot] = ZeroPhase.over;
    for (let label = 0; label < maxLabels; label++) this.strings.release(this.label(slot, label));
    this.#free.push(slot);
  }

  /** Adds a stale series, outside of the budget of those in use. */
  addStale(family: SeriesFamily, labels: readonly number[]): number {
    return this.#allocate(family, labels);
  }

  label(slot: number, label: number): number {
    return this.labels[slot * maxLabels + label] ?? 0;
  }

  #create(family: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number {
    if (this.used[family.budgetKind] + family.samples > this.budget[family.budgetKind]) {
      this.dropped++;
      return noSlot;
    }
    const labels = [a, b, c, d, e, f];
    const revived = family.budgetKind === "gauges" ? noSlot : this.stale.revive(family, labels);
    const slot = revived === noSlot ? this.#allocate(family, labels) : this.#relink(family, revived);
    const startsAsZero = revived === noSlot && family.budgetKind !== "gauges" && this.tracksStaleness;
    if (startsAsZero) this.zeroPhase[slot] = ZeroPhase.unscraped;
    this.seen[slot] = this.now;
    this.#series++;
    this.used[family.budgetKind] += family.samples;
    this.#remember(slot);
    if (family.budgetKind !== "gauges") {
      if (this.stale.has(family, slot)) this.exposure[slot] = Exposure.pending;
      this.stale.onCreated(family);
    }
    return slot;
  }

  #allocate(family: SeriesFamily, labels: readonly number[]): number {
    if (this.#free.length === 0 && this.#slots === this.values.length) this.#grow();
    const slot = this.#free.pop() ?? this.#slots++;
    this.labels.set(labels, slot * maxLabels);
    for (let label = 0; label < maxLabels; label++) this.strings.retain(this.label(slot, label));
    this.values[slot] = 0;
    this.seen[slot] = this.now;
    this.exposure[slot] = Exposure.active;
    this.zeroPhase[slot] = ZeroPhase.over;
    this.#families[slot] = family.index;
    this.#link(family, slot);
    family.onCreate(slot);
    return slot;
  }

  #link(family: SeriesFamily, slot: number): void {
    this.next[slot] = noSlot;
    this.#previous[slot] = family.last;
    if (family.last === noSlot) family.first = slot;
    else this.next[family.last] = slot;
    family.last = slot;
  }

  #unlink(family: SeriesFamily, slot: number): void {
    const next = this.next[slot] ?? noSlot;
    const previous = this.#previous[slot] ?? noSlot;
    if (previous === noSlot) family.first = next;
    else this.next[previous] = next;
    if (next === noSlot) family.last = previous;
    else this.#previous[next] = previous;
  }

  /** Moves a revived series to the end, since a restart does not restore its former place. */
  #relink(family: SeriesFamily, slot: number): number {
    this.#unlink(family, slot);
    this.#link(family, slot);
    return slot;
  }

  #home(slot: number): number {
    const { labels } = this;
    const start = slot * maxLabels;
    return (
      hash(
        this.#families[slot] ?? 0,
        labels[start] ?? 0,
        labels[start + 1] ?? 0,
        labels[start + 2] ?? 0,
        labels[start + 3] ?? 0,
        labels[start + 4] ?? 0,
        labels[start + 5] ?? 0,
      ) &
      (this.#index.length - 1)
    );
  }

  #remember(slot: number): void {
    const mask = this.#index.length - 1;
    let place = this.#home(slot);
    while (this.#index[place] !== 0) place = (place + 1) & mask;
    this.#index[place] = slot + 1;
  }

  /** Removes a slot from the hash table and moves later entries up, so that a probe may stop at the first gap. */
  #forget(slot: number): void {
    const index = this.#index;
    const mask = index.length - 1;
    let gap = this.#home(slot);
    while (index[gap] !== slot + 1) gap = (gap + 1) & mask;
    for (let place = (gap + 1) & mask; index[place] !== 0; place = (place + 1) & mask) {
      const home = this.#home((index[place] ?? 1) - 1);
      const fromHome = (place - home) & mask;
      const fromGap = (place - gap) & mask;
      if (fromHome < fromGap) continue;
      index[gap] = index[place] ?? 0;
      gap = place;
    }
    index[gap] = 0;
  }

  #grow(): void {
    const size = 2 * this.values.length;
    this.labels = extended(this.labels, new Uint32Array(size * maxLabels));
    this.values = extended(this.values, new Float64Array(size));
    this.seen = extended(this.seen, new Uint32Array(size));
    this.rows = extended(this.rows, new Uint32Array(size));
    this.next = extended(this.next, new Int32Array(size));
    this.exposure = extended(this.exposure, new Uint8Array(size));
    this.zeroPhase = extended(this.zeroPhase, new Uint32Array(size));
    this.#previous = extended(this.#previous, new Int32Array(size));
    this.#families = extended(this.#families, new Uint8Array(size));
    const old = this.#index;
    this.#index = new Int32Array(2 * size);
    for (const entry of old) if (entry !== 0) this.#remember(entry - 1);
  }
}

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

function extended<C extends Column>(column: C, larger: C): C {
  larger.set(column);
  return larger;
}

/** Hashes family and labels. Label ids are consecutive small numbers, which collide without thorough mixing. */
function hash(family: number, a: number, b: number, c: number, d: number, e: number, f: number): number {
  let mixed = Math.imul(family ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ a ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ b ^ (mixed >>> 13), 0x85ebca6b);
  mixed = Math.imul(mixed ^ c ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ d ^ (mixed >>> 13), 0x85ebca6b);
  mixed = Math.imul(mixed ^ e ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ f ^ (mixed >>> 13), 0x85ebca6b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
