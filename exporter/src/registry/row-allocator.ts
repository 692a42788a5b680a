/** Rows of as many numbers each, taken and given back: what a histogram or a window holds for one series. */
export class RowAllocator {
  readonly width: number;
  /** Row after row. It moves when it grows: never keep it over a `take`. */
  cells: Float64Array<ArrayBuffer>;
  #rows = 0;
  readonly #freeRows: number[] = [];

  constructor(width: number) {
    this.width = width;
    this.cells = new Float64Array(4 * width);
  }

  /** A row of zeros: the index of its first cell. */
  allocate(): number {
    const start = this.#freeRows.pop() ?? this.#rows++ * this.width;
    if (start + this.width > this.cells.length) {
      const larger = new Float64Array(2 * this.cells.length);
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
