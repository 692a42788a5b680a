import { Family, type FamilyDefinition } from "./family.js";
import { RowAllocator } from "./row-allocator.js";
import { noSlot } from "./series-family.js";
import type { SeriesTable } from "./series-table.js";
import { numberText } from "./text-format.js";

/** Histograms with fixed bucket bounds. */
export class HistogramFamily extends Family {
  readonly samples: number;
  readonly budgetKind = "histograms";
  readonly #bounds: readonly number[];
  /** A row per series: the count of each bucket (not cumulative), that above the last bound, and the sum. */
  readonly #rows: RowAllocator;
  readonly #bucketNames: readonly string[];

  constructor(table: SeriesTable, index: number, definition: FamilyDefinition, bounds: readonly number[]) {
    super(table, index, definition);
    this.#bounds = bounds;
    this.#rows = new RowAllocator(bounds.length + 2);
    this.#bucketNames = [...bounds.map(numberText), "+Inf"];
    // The buckets, `+Inf`, the sum and the count.
    this.samples = bounds.length + 3;
  }

  observe(amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const slot = this.table.getOrCreate(this, a, b, c, d, e, f);
    if (slot === noSlot) return;
    const start = this.table.rows[slot] ?? 0;
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && amount > (bounds[bucket] ?? Infinity)) bucket++;
    const { cells } = this.#rows;
    cells[start + bucket] = (cells[start + bucket] ?? 0) + 1;
    const sum = start + bounds.length + 1;
    cells[sum] = (cells[sum] ?? 0) + amount;
  }

  /**
   * Observes an amount unless that needs a new series and more than this share of the budget is used. Returns whether
   * it did.
   */
  observeWithin(share: number, amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): boolean {
    const { table } = this;
    const isScarce = table.used.histograms > share * table.budget.histograms;
    if (isScarce && table.find(this, a, b, c, d, e, f) === noSlot) return false;
    this.observe(amount, a, b, c, d, e, f);
    return true;
  }

  override onCreate(slot: number): void {
    this.table.rows[slot] = this.#rows.allocate();
  }

  override onRemove(slot: number): void {
    this.#rows.free(this.table.rows[slot] ?? 0);
  }

  override saveRow(slot: number): readonly number[] {
    const start = this.table.rows[slot] ?? 0;
    return [...this.#rows.cells.subarray(start, start + this.#rows.width)];
  }

  override restoreRow(slot: number, numbers: readonly number[]): void {
    this.#rows.cells.set(numbers.slice(0, this.#rows.width), this.table.rows[slot] ?? 0);
  }

  protected override sample(slot: number): string {
    const { name, labels } = this.definition;
    const { cells } = this.#rows;
    const start = this.table.rows[slot] ?? 0;
    const own = this.labelText(slot);
    const share = this.isZero(slot) ? 0 : 1;
    const separator = labels.length === 0 ? "" : ",";
    let text = "";
    let count = 0;
    for (const [bucket, bound] of this.#bucketNames.entries()) {
      count += share * (cells[start + bucket] ?? 0);
      text += `${name}_bucket{${own}${separator}le="${bound}"} ${numberText(count)}\n`;
    }
    const braces = labels.length === 0 ? "" : `{${own}}`;
    const sum = share * (cells[start + this.#bounds.length + 1] ?? 0);
    return `${text}${name}_sum${braces} ${numberText(sum)}\n${name}_count${braces} ${numberText(count)}\n`;
  }
}
