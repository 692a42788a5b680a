/** Allocates rows of equal width in one array: the buckets of a histogram's series, or the cells of its window. */
export class RowAllocator {
  readonly width: number;
  /** All rows. `allocate` may replace the array, so never keep it across a call. */
  cells: Float64Array<ArrayBuffer>;
  #rows = 0;
  readonly #freeRows: number[] = [];

  constructor(width: number) {
    this.width = width;
    this.cells = new Float64Array(4 * width);
  }

  /** Returns the index of the first cell of a row of zeros. */
  allocate(): number {
    const start = this.#freeRows.pop() ?? this.#rows++ * this.width;
    if (start + this.width > this.cells.length) {
      // By a quarter: unused rows of a large array would take hundreds of kilobytes.
      const larger = new Float64Array(this.width * Math.ceil((1.25 * this.cells.length) / this.width));
      larger.set(this.cells);
      this.cells = larger;
    }
    this.cells.fill(0, start, start + this.width);
    return start;
  }

  free(start: number): void {
    this.#freeRows.push(start);
  }
}
