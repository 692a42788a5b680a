/** How busy the hours of a home's day are, from midnight (UTC) on. */
const busy = [2, 1, 1, 1, 1, 2, 4, 7, 7, 6, 5, 5, 6, 6, 5, 5, 6, 8, 10, 12, 12, 11, 8, 4];

const hour = 3_600_000;
const total = busy.reduce((sum, weight) => sum + weight, 0);

/** Share of a day's events that happened up to each full hour. */
const sums = busy.map((_, index) => busy.slice(0, index).reduce((sum, weight) => sum + weight, 0) / total);

/**
 * Where in a day an event stands, of which a given share of all has happened before.
 *
 * @param share from 0 up to, not including, 1; days follow one another: 1.5 is the middle of the second
 * @returns milliseconds from the first midnight
 */
export function timeOfDay(share: number): number {
  const day = Math.floor(share);
  const rest = share - day;
  const index = sums.findLastIndex((sum) => sum <= rest);
  const within = ((rest - (sums[index] ?? 0)) * total) / (busy[index] ?? 1);
  return day * 24 * hour + (index + within) * hour;
}
