/** Relative number of events per hour of a day, from midnight (UTC) on. */
const weights = [2, 1, 1, 1, 1, 2, 4, 7, 7, 6, 5, 5, 6, 6, 5, 5, 6, 8, 10, 12, 12, 11, 8, 4];

const hour = 3_600_000;
const total = weights.reduce((sum, weight) => sum + weight, 0);

/** Share of the day's events before each full hour. */
const sums = weights.map((_, index) => weights.slice(0, index).reduce((sum, weight) => sum + weight, 0) / total);

/**
 * The time of the event before which a share of the events happened.
 *
 * @param share of the events of a day, at least 0; 1.5 is half of the second day's events
 * @returns milliseconds since the first midnight
 */
export function timeOfDay(share: number): number {
  const day = Math.floor(share);
  const rest = share - day;
  const index = sums.findLastIndex((sum) => sum <= rest);
  const within = ((rest - (sums[index] ?? 0)) * total) / (weights[index] ?? 1);
  return day * 24 * hour + (index + within) * hour;
}
