import { RowAllocator } from "./row-allocator.js";
import { Exposure } from "./stale-series.js";
import { noSlot, type SeriesFamily, type SampleBudget } from "./series-family.js";
import type { SeriesTable } from "./series-table.js";
import { escapeHelp, numberText } from "./text-format.js";
import { addToRow, windowRowWidth, sumOfRow, type SlidingWindow } from "./sliding-window.js";

/** What a family is called and means. */
export interface FamilyDefinition {
  readonly name: string;
  /** Tells families of one name apart, as several windows over the same may have. */
  readonly key: string;
  /** As the text format has it: info metrics are gauges. */
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  /** Seconds after which a series ends to which nothing happens. */
  readonly ttl: number;
}

/** Text is handed out in pieces of about this many characters. */
const chunkLength = 16_384;

/** The series of one name. What they do to their values, each kind of family says for itself. */
export abstract class Family implements SeriesFamily {
  readonly definition: FamilyDefinition;
  readonly index: number;
  abstract readonly samples: number;
  abstract readonly budgetKind: keyof SampleBudget;
  first = noSlot;
  last = noSlot;
  protected readonly table: SeriesTable;

  constructor(table: SeriesTable, index: number, definition: FamilyDefinition) {
    this.table = table;
    this.index = index;
    this.definition = definition;
  }

  onCreate(_slot: number): void {}
  onRemove(_slot: number): void {}

  /** Whether it holds counts: that one of them ended has to be remembered. */
  get isCumulative(): boolean {
    return this.budgetKind !== "gauges";
  }

  get isEmpty(): boolean {
    return this.first === noSlot;
  }

  /** The series that haven't ended. */
  *slots(): Generator<number> {
    for (let slot = this.first; slot !== noSlot;) {
      // Whoever asks may end the series that he gets.
      const next = this.table.next[slot] ?? noSlot;
      if (!this.#isStale(slot)) yield slot;
      slot = next;
    }
  }

  /** Ends the series of which this is true, by the numbers of their labels' values. Returns how many there were. */
  evictWhere(isOver: (slot: number) => boolean): number {
    let ended = 0;
    for (let slot = this.first; slot !== noSlot;) {
      const next = this.table.next[slot] ?? noSlot;
      if (!this.#isStale(slot) && isOver(slot)) {
        this.table.evict(this, slot);
        ended++;
      }
      slot = next;
    }
    return ended;
  }

  /** Ends what nothing has happened to for too long, or for as many seconds as are given, whichever is less. */
  evictExpired(now: number, seconds = Infinity): number {
    const oldest = now - Math.min(seconds, this.definition.ttl);
    return this.evictWhere((slot) => (this.table.seen[slot] ?? 0) < oldest);
  }

  /** When something last happened to the series that has been idle the longest, in unix seconds. */
  oldestSeen(): number {
    const { seen, next } = this.table;
    let oldest = Infinity;
    for (let slot = this.first; slot !== noSlot; slot = next[slot] ?? noSlot) {
      const second = seen[slot] ?? 0;
      if (second < oldest && !this.#isStale(slot)) oldest = second;
    }
    return oldest;
  }

  #isStale(slot: number): boolean {
    const state = this.table.exposure[slot];
    return state === Exposure.stale || state === Exposure.stalePending;
  }

  #isExposed(slot: number): boolean {
    const state = this.table.exposure[slot];
    return state === Exposure.active || state === Exposure.stale;
  }

  /** `# HELP` and `# TYPE`. */
  header(): string {
    const { name, help, type } = this.definition;
    return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
  }

  /** The samples in the text format, in the order in which the series came to be, without those that say nothing. */
  *lines(isWanted: (slot: number) => boolean = () => true): Generator<string> {
    let piece = "";
    for (let slot = this.first; slot !== noSlot; slot = this.table.next[slot] ?? noSlot) {
      if (!this.#isExposed(slot) || !isWanted(slot)) continue;
      piece += this.sample(slot);
      if (piece.length < chunkLength) continue;
      yield piece;
      piece = "";
    }
    if (piece !== "") yield piece;
  }

  /** `a="b",c="d"`. */
  labelText(slot: number): string {
    const { labels } = this.definition;
    let text = "";
    for (let label = 0; label < labels.length; label++) {
      if (label > 0) text += ",";
      text += `${labels[label] ?? ""}="${this.table.strings.escaped(this.table.label(slot, label))}"`;
    }
    return text;
  }

  /** The value of a label, escaped; empty where the family lacks it. */
  labelValue(slot: number, label: string): string {
    const place = this.definition.labels.indexOf(label);
    return place < 0 ? "" : this.table.strings.escaped(this.table.label(slot, place));
  }

  protected sample(slot: number): string {
    const { name, labels } = this.definition;
    const value = numberText(this.table.values[slot] ?? 0);
    return labels.length === 0 ? `${name} ${value}\n` : `${name}{${this.labelText(slot)}} ${value}\n`;
  }

  /** What is kept of a series besides labels, time and value. */
  saveRow(_slot: number): readonly number[] {
    return [];
  }

  /** Takes back what `saveRow` gave. */
  restoreRow(_slot: number, _numbers: readonly number[]): void {}

  /** Forgets what happened when, as time was wrong. */
  resetWindows(): void {}
}

/** It grows by what happens. */
export class CounterFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "counters";

  add(amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const { table } = this;
    const slot = table.getOrCreate(this, a, b, c, d, e, f);
    if (slot !== noSlot) table.values[slot] = (table.values[slot] ?? 0) + amount;
  }
}

/** Its labels are what it says; the value is always 1. */
export class InfoFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "gauges";

  set(a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const { table } = this;
    const slot = table.getOrCreate(this, a, b, c, d, e, f);
    if (slot !== noSlot) table.values[slot] = 1;
  }
}

/** It is what it was last set to. */
export class GaugeFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "gauges";

  set(value: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const { table } = this;
    const slot = table.getOrCreate(this, a, b, c, d, e, f);
    if (slot !== noSlot) table.values[slot] = value;
  }

  /** Ends every series that `set` isn't called for meanwhile. */
  replace(set: () => void): void {
    const { values } = this.table;
    for (const slot of this.slots()) values[slot] = NaN;
    set();
    this.evictWhere((slot) => Number.isNaN(this.table.values[slot] ?? NaN));
  }
}

/** How often something was how large. */
export class HistogramFamily extends Family {
  readonly samples: number;
  readonly budgetKind = "histograms";
  readonly #bounds: readonly number[];
  /** How many fell in each bucket, and after the last bound; then their sum. */
  readonly #blocks: RowAllocator;
  readonly #bucketNames: readonly string[];

  constructor(table: SeriesTable, index: number, definition: FamilyDefinition, bounds: readonly number[]) {
    super(table, index, definition);
    this.#bounds = bounds;
    this.#blocks = new RowAllocator(bounds.length + 2);
    this.#bucketNames = [...bounds.map(numberText), "+Inf"];
    // A bucket for each bound and one for the rest, the sum, the count.
    this.samples = bounds.length + 3;
  }

  observe(amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const slot = this.table.getOrCreate(this, a, b, c, d, e, f);
    if (slot === noSlot) return;
    const start = this.table.rows[slot] ?? 0;
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && amount > (bounds[bucket] ?? Infinity)) bucket++;
    const { cells } = this.#blocks;
    cells[start + bucket] = (cells[start + bucket] ?? 0) + 1;
    const sum = start + bounds.length + 1;
    cells[sum] = (cells[sum] ?? 0) + amount;
  }

  /** As `observe`, unless that takes a new series where this share of the room is taken. Returns whether it did. */
  observeWithin(share: number, amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): boolean {
    const { table } = this;
    const isScarce = table.used.histograms > share * table.budget.histograms;
    if (isScarce && table.find(this, a, b, c, d, e, f) === noSlot) return false;
    this.observe(amount, a, b, c, d, e, f);
    return true;
  }

  override onCreate(slot: number): void {
    this.table.rows[slot] = this.#blocks.allocate();
  }

  override onRemove(slot: number): void {
    this.#blocks.free(this.table.rows[slot] ?? 0);
  }

  override saveRow(slot: number): readonly number[] {
    const start = this.table.rows[slot] ?? 0;
    return [...this.#blocks.cells.subarray(start, start + this.#blocks.width)];
  }

  override restoreRow(slot: number, numbers: readonly number[]): void {
    this.#blocks.cells.set(numbers.slice(0, this.#blocks.width), this.table.rows[slot] ?? 0);
  }

  protected override sample(slot: number): string {
    const { name, labels } = this.definition;
    const { cells } = this.#blocks;
    const start = this.table.rows[slot] ?? 0;
    const own = this.labelText(slot);
    const between = labels.length === 0 ? "" : ",";
    let text = "";
    let count = 0;
    for (const [bucket, bound] of this.#bucketNames.entries()) {
      count += cells[start + bucket] ?? 0;
      text += `${name}_bucket{${own}${between}le="${bound}"} ${numberText(count)}\n`;
    }
    const braces = labels.length === 0 ? "" : `{${own}}`;
    const sum = cells[start + this.#bounds.length + 1] ?? 0;
    return `${text}${name}_sum${braces} ${numberText(sum)}\n${name}_count${braces} ${numberText(count)}\n`;
  }
}

/** What a window of time comes to: how much there was in it, or how much on average. */
export type WindowAggregate =
  /** The sum, divided by so much. 0 where there was nothing. */
  | { readonly per: number }
  /** The mean of what there was. Absent where there was nothing. */
  | "mean";

/** A gauge over the last stretch of time. */
export class SlidingWindowGaugeFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "gauges";
  readonly #window: SlidingWindow;
  readonly #aggregate: WindowAggregate;
  readonly #sums: RowAllocator;
  /** How many there were: a row of its own behind that of the sums, where a mean is asked for. */
  readonly #isMean: boolean;

  constructor(
    table: SeriesTable,
    index: number,
    definition: FamilyDefinition,
    window: SlidingWindow,
    reading: WindowAggregate,
  ) {
    super(table, index, definition);
    this.#window = window;
    this.#aggregate = reading;
    this.#isMean = reading === "mean";
    this.#sums = new RowAllocator(windowRowWidth(window) * (this.#isMean ? 2 : 1));
  }

  /** @param second when it happened, in unix seconds */
  add(second: number, amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const slot = this.table.getOrCreate(this, a, b, c, d, e, f);
    if (slot === noSlot) return;
    const start = this.table.rows[slot] ?? 0;
    const { cells } = this.#sums;
    addToRow(cells, start, this.#window, second, amount);
    if (this.#isMean) addToRow(cells, start + windowRowWidth(this.#window), this.#window, second, 1);
  }

  /** Brings the values to a moment, in unix seconds. */
  refresh(now: number): void {
    const { values, rows } = this.table;
    for (let slot = this.first; slot !== noSlot; slot = this.table.next[slot] ?? noSlot) {
      values[slot] = this.#read(rows[slot] ?? 0, now);
    }
  }

  override onCreate(slot: number): void {
    this.table.rows[slot] = this.#sums.allocate();
  }

  override onRemove(slot: number): void {
    this.#sums.free(this.table.rows[slot] ?? 0);
  }

  /** The cells that hold something, each behind its place. */
  override saveRow(slot: number): readonly number[] {
    const start = this.table.rows[slot] ?? 0;
    const numbers: number[] = [];
    for (let place = 0; place < this.#sums.width; place++) {
      const cell = this.#sums.cells[start + place] ?? 0;
      if (cell !== 0) numbers.push(place, cell);
    }
    return numbers;
  }

  override restoreRow(slot: number, numbers: readonly number[]): void {
    const start = this.table.rows[slot] ?? 0;
    for (let index = 0; index + 1 < numbers.length; index += 2) {
      const place = numbers[index] ?? 0;
      if (place < this.#sums.width) this.#sums.cells[start + place] = numbers[index + 1] ?? 0;
    }
  }

  override resetWindows(): void {
    for (const slot of this.slots()) {
      const start = this.table.rows[slot] ?? 0;
      this.#sums.cells.fill(0, start, start + this.#sums.width);
    }
  }

  protected override sample(slot: number): string {
    return Number.isNaN(this.table.values[slot] ?? NaN) ? "" : super.sample(slot);
  }

  #read(start: number, now: number): number {
    const { cells } = this.#sums;
    const sum = sumOfRow(cells, start, this.#window, now);
    if (this.#aggregate !== "mean") return sum / this.#aggregate.per;
    const count = sumOfRow(cells, start + windowRowWidth(this.#window), this.#window, now);
    return count === 0 ? NaN : sum / count;
  }
}
