import type { StringInterner } from "./string-interner.js";
import { maxLabels, noSlot, type SeriesFamily, type SampleBudget } from "./series-family.js";
import { StaleSeriesTracker, Exposure } from "./stale-series.js";

/**
 * All series of a store in columns, found by family and labels through one hash table: no object per series, and no
 * string is built to find one.
 */
export class SeriesTable {
  readonly strings: StringInterner;
  readonly budget: SampleBudget;
  /** Numbers of the labels' values, `labelsAtMost` per slot; those that a family lacks are 0. */
  labels = new Uint32Array(64 * maxLabels);
  values = new Float64Array(64);
  /** When something last happened to it, in unix seconds. */
  seen = new Uint32Array(64);
  /** Where in the family's blocks its row starts. */
  rows = new Uint32Array(64);
  next = new Int32Array(64);
  /** How it stands in what is told. */
  exposure = new Uint8Array(64);
  /** What has ended, until that has been seen. */
  readonly stale: StaleSeriesTracker;
  /** Whether anybody may have seen what is told. Before, nobody waits for an end. */
  tracksStaleness = false;
  /** The present, in unix seconds: what is looked for now is seen now. */
  now = 0;
  /** Samples that are there. */
  readonly used = { counters: 0, histograms: 0, gauges: 0 };
  /** How often there was no room for a series. */
  dropped = 0;
  #previous = new Int32Array(64);
  #families = new Uint8Array(64);
  /** Slots plus 1, by hash; 0 where there is none. Twice as many as slots, so that probes are short. */
  #index = new Int32Array(128);
  #slots = 0;
  readonly #free: number[] = [];
  #series = 0;

  constructor(names: StringInterner, room: SampleBudget) {
    this.strings = names;
    this.budget = room;
    this.stale = new StaleSeriesTracker(this);
  }

  get series(): number {
    return this.#series;
  }

  /** The series with these labels, seen now; a new one if need be, and `none` where there is no room. */
  getOrCreate(kind: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number {
    const slot = this.find(kind, a, b, c, d, e, f);
    if (slot === noSlot) return this.#create(kind, a, b, c, d, e, f);
    this.seen[slot] = this.now;
    return slot;
  }

  /** The series with these labels, or `none`. */
  find(kind: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number {
    const { labels } = this;
    const index = this.#index;
    const mask = index.length - 1;
    let place = hash(kind.index, a, b, c, d, e, f) & mask;
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
        this.#families[slot] === kind.index
      ) {
        return slot;
      }
      place = (place + 1) & mask;
    }
  }

  /** Ends a series; its labels are another's from now on. A count is told once more, and then missing. */
  evict(kind: SeriesFamily, slot: number): void {
    this.#forget(slot);
    this.used[kind.budgetKind] -= kind.samples;
    this.#series--;
    if (kind.budgetKind === "gauges" || !this.tracksStaleness) this.remove(kind, slot);
    else this.stale.add(kind, slot);
  }

  /** Removes a series that has ended; its value is nobody's. */
  remove(kind: SeriesFamily, slot: number): void {
    kind.onRemove(slot);
    this.#unlink(kind, slot);
    for (let label = 0; label < maxLabels; label++) this.strings.release(this.label(slot, label));
    this.#free.push(slot);
  }

  /** A series that has ended already; it has room of its own. */
  addStale(kind: SeriesFamily, labels: readonly number[]): number {
    return this.#allocate(kind, labels);
  }

  label(slot: number, label: number): number {
    return this.labels[slot * maxLabels + label] ?? 0;
  }

  #create(kind: SeriesFamily, a: number, b: number, c: number, d: number, e: number, f: number): number {
    if (this.used[kind.budgetKind] + kind.samples > this.budget[kind.budgetKind]) {
      this.dropped++;
      return noSlot;
    }
    const labels = [a, b, c, d, e, f];
    const revived = kind.budgetKind === "gauges" ? noSlot : this.stale.revive(kind, labels);
    const slot = revived === noSlot ? this.#allocate(kind, labels) : this.#relink(kind, revived);
    this.seen[slot] = this.now;
    this.#series++;
    this.used[kind.budgetKind] += kind.samples;
    this.#remember(slot);
    if (kind.budgetKind !== "gauges" && revived === noSlot) {
      if (this.stale.has(kind, slot)) this.exposure[slot] = Exposure.pending;
      this.stale.onCreated(kind);
    }
    return slot;
  }

  #allocate(kind: SeriesFamily, labels: readonly number[]): number {
    if (this.#free.length === 0 && this.#slots === this.values.length) this.#grow();
    const slot = this.#free.pop() ?? this.#slots++;
    this.labels.set(labels, slot * maxLabels);
    for (let label = 0; label < maxLabels; label++) this.strings.retain(this.label(slot, label));
    this.values[slot] = 0;
    this.seen[slot] = this.now;
    this.exposure[slot] = Exposure.active;
    this.#families[slot] = kind.index;
    this.#link(kind, slot);
    kind.onCreate(slot);
    return slot;
  }

  #link(kind: SeriesFamily, slot: number): void {
    this.next[slot] = noSlot;
    this.#previous[slot] = kind.last;
    if (kind.last === noSlot) kind.first = slot;
    else this.next[kind.last] = slot;
    kind.last = slot;
  }

  #unlink(kind: SeriesFamily, slot: number): void {
    const next = this.next[slot] ?? noSlot;
    const previous = this.#previous[slot] ?? noSlot;
    if (previous === noSlot) kind.first = next;
    else this.next[previous] = next;
    if (next === noSlot) kind.last = previous;
    else this.#previous[next] = previous;
  }

  /** It comes last: where it stood before isn't known after a restart. */
  #relink(kind: SeriesFamily, slot: number): number {
    this.#unlink(kind, slot);
    this.#link(kind, slot);
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

  /** What stands behind a gap moves up, so that a probe may stop at the first gap. */
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

/** Labels are small numbers in a row: without mixing, whole clients would fall together. */
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
