/**
 * A window of time that ends now, cut into cells. It covers whole cells, the current one included, so it is exact to the
 * length of a cell.
 */
export interface SlidingWindow {
  readonly cells: number;
  /** Length of a cell in seconds. */
  readonly seconds: number;
}

/** Numbers in a row: the index of the newest cell, then the cells as a ring. */
export const windowRowWidth = (window: SlidingWindow): number => 1 + window.cells;

/** Adds to the cell of a second. An amount older than the window is ignored. */
export function addToRow(
  cells: Float64Array,
  start: number,
  window: SlidingWindow,
  second: number,
  amount: number,
): void {
  const cell = Math.floor(second / window.seconds);
  const newest = cells[start] ?? 0;
  if (cell > newest) {
    // The cells between hold sums of the previous round.
    const skipped = Math.min(cell - newest, window.cells);
    for (let ago = 0; ago < skipped; ago++) cells[start + 1 + ((cell - ago) % window.cells)] = 0;
    cells[start] = cell;
  } else if (newest - cell >= window.cells) return;
  const place = start + 1 + (cell % window.cells);
  cells[place] = (cells[place] ?? 0) + amount;
}

/**
 * Adds an interval that ends at a time: to each cell the seconds of it that lie inside. What lies before the window is
 * ignored.
 *
 * @param end unix seconds, with a fraction
 * @param duration seconds
 */
export function addIntervalToRow(
  cells: Float64Array,
  start: number,
  window: SlidingWindow,
  end: number,
  duration: number,
): void {
  const last = Math.floor(end / window.seconds);
  let rest = duration;
  let until = end;
  const first = Math.max(0, last - window.cells + 1);
  for (let cell = last; cell >= first && (rest > 0 || cell === last); cell--) {
    const begin = cell * window.seconds;
    const inside = Math.min(rest, until - begin);
    addToRow(cells, start, window, begin, inside);
    rest -= inside;
    until = begin;
  }
}

/** Returns the sum over the window that ends at a second. */
export function sumOfRow(cells: Float64Array, start: number, window: SlidingWindow, second: number): number {
  const now = Math.floor(second / window.seconds);
  const newest = cells[start] ?? 0;
  const last = Math.min(now, newest);
  const first = Math.max(0, Math.max(now, newest) - window.cells + 1);
  let sum = 0;
  for (let cell = first; cell <= last; cell++) sum += cells[start + 1 + (cell % window.cells)] ?? 0;
  return sum;
}
