/** A number from 0 to 1: `low` and less is 0, `high` and more is 1. */
export const between = (value: number, low: number, high: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)));

/**
 * How far a figure lies above what is usual, as 0 to 1: nothing up to two standard deviations, a half at 4.8, 0.8 at 8.4,
 * and never quite 1. Control charts warn from two deviations on and call it out of control from three on (Shewhart,
 * "Economic Control of Quality of Manufactured Product", 1931). What is less than usual isn't suspicious.
 */
export function aboveUsual(value: number, mean: number, variance: number): number {
  // Whoever counts events that have nothing to do with each other finds a variance as large as the mean.
  const deviation = Math.sqrt(Math.max(variance, mean, 1));
  return 1 - Math.exp(-Math.max(0, (value - mean) / deviation - 2) / 4);
}

/**
 * The same for a share: how far so many of so many lie above a usual share.
 *
 * @param share usual, 0 to 1
 */
export const shareAboveUsual = (part: number, whole: number, share: number): number =>
  aboveUsual(part, whole * share, whole * share * (1 - share));

/**
 * Tells how far a figure lies above those of the others, as 0 to 1: nothing up to a modified z-score of 3.5, from which
 * on it is called an outlier (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993); 0.63 at twice that.
 *
 * @param figures of all, its own included
 * @param least how much figures may differ without meaning anything, as a median deviation
 */
export function aboveOthers(figures: readonly number[], least: number): (figure: number) => number {
  const middle = median(figures);
  const deviation = Math.max(least, median(figures.map((figure) => Math.abs(figure - middle))));
  return (figure) => {
    const score = (0.6745 * (figure - middle)) / deviation;
    return 1 - Math.exp(-Math.max(0, score - outlier) / outlier);
  };
}

const outlier = 3.5;

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** Bits per character (Shannon, "A Mathematical Theory of Communication", 1948). 0 for the empty text. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  let length = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    length++;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}
