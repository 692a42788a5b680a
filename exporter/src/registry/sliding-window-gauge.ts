import { Family, type FamilyDefinition } from "./family.js";
import { RowAllocator } from "./row-allocator.js";
import { noSlot } from "./series-family.js";
import type { SeriesTable } from "./series-table.js";
import { addIntervalToRow, addToRow, sumOfRow, windowRowWidth, type SlidingWindow } from "./sliding-window.js";

/** Aggregation over a window. */
export type WindowAggregate =
  /** The sum divided by this number; 0 for an empty window. */
  | { readonly per: number }
  /** The mean; the sample is omitted for an empty window. */
  | "mean";

/** Gauges over a sliding window. `refresh` computes their values for a second. */
export class SlidingWindowGaugeFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "gauges";
  readonly #window: SlidingWindow;
  readonly #aggregate: WindowAggregate;
  /** A window of sums per series; for a mean, a window of counts behind it. */
  readonly #rows: RowAllocator;
  readonly #isMean: boolean;

  constructor(
    table: SeriesTable,
    index: number,
    definition: FamilyDefinition,
    window: SlidingWindow,
    aggregate: WindowAggregate,
  ) {
    super(table, index, definition);
    this.#window = window;
    this.#aggregate = aggregate;
    this.#isMean = aggregate === "mean";
    this.#rows = new RowAllocator(windowRowWidth(window) * (this.#isMean ? 2 : 1));
  }

  /** @param second unix seconds of the event */
  add(second: number, amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const slot = this.table.getOrCreate(this, a, b, c, d, e, f);
    if (slot === noSlot) return;
    const start = this.table.rows[slot] ?? 0;
    const { cells } = this.#rows;
    addToRow(cells, start, this.#window, second, amount);
    if (this.#isMean) addToRow(cells, start + windowRowWidth(this.#window), this.#window, second, 1);
  }

  /**
   * Adds the seconds of an interval to the cells in which they lie. Only for a window of sums.
   *
   * @param end unix seconds, with a fraction
   * @param duration seconds
   */
  addInterval(end: number, duration: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const slot = this.table.getOrCreate(this, a, b, c, d, e, f);
    if (slot === noSlot) return;
    addIntervalToRow(this.#rows.cells, this.table.rows[slot] ?? 0, this.#window, end, duration);
  }

  /** Computes the values for a time in unix seconds. */
  refresh(now: number): void {
    const { values, rows } = this.table;
    for (let slot = this.first; slot !== noSlot; slot = this.table.next[slot] ?? noSlot) {
      values[slot] = this.#read(rows[slot] ?? 0, now);
    }
  }

  override onCreate(slot: number): void {
    this.table.rows[slot] = this.#rows.allocate();
  }

  override onRemove(slot: number): void {
    this.#rows.free(this.table.rows[slot] ?? 0);
  }

  /** Returns the cells that are not 0, each after its index. */
  override saveRow(slot: number): readonly number[] {
    const start = this.table.rows[slot] ?? 0;
    const numbers: number[] = [];
    for (let place = 0; place < this.#rows.width; place++) {
      const cell = this.#rows.cells[start + place] ?? 0;
      if (cell !== 0) numbers.push(place, cell);
    }
    return numbers;
  }

  override restoreRow(slot: number, numbers: readonly number[]): void {
    const start = this.table.rows[slot] ?? 0;
    for (let index = 0; index + 1 < numbers.length; index += 2) {
      const place = numbers[index] ?? 0;
      if (place < this.#rows.width) this.#rows.cells[start + place] = numbers[index + 1] ?? 0;
    }
  }

  override resetWindows(): void {
    for (const slot of this.slots()) {
      const start = this.table.rows[slot] ?? 0;
      this.#rows.cells.fill(0, start, start + this.#rows.width);
    }
  }

  protected override sample(slot: number): string {
    return Number.isNaN(this.table.values[slot] ?? NaN) ? "" : super.sample(slot);
  }

  #read(start: number, now: number): number {
    const { cells } = this.#rows;
    const sum = sumOfRow(cells, start, this.#window, now);
    if (this.#aggregate !== "mean") return sum / this.#aggregate.per;
    const count = sumOfRow(cells, start + windowRowWidth(this.#window), this.#window, now);
    return count === 0 ? NaN : sum / count;
  }
}
