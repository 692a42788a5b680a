/** Scales a number to 0–1: 0 up to `low`, 1 from `high` on, linear between them. */
export const between = (value: number, low: number, high: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)));

/**
 * Scores how far a value lies above its usual mean, 0–1: 0 up to two standard deviations, 0.5 at 4.8, 0.8 at 8.4, below 1
 * always. Control charts warn from two deviations on and call three out of control (Shewhart, "Economic Control of
 * Quality of Manufactured Product", 1931). A value below the mean scores 0.
 */
export function aboveUsual(value: number, mean: number, variance: number): number {
  // Counts of independent events have a variance of their mean.
  const deviation = Math.sqrt(Math.max(variance, mean, 1));
  return 1 - Math.exp(-Math.max(0, (value - mean) / deviation - 2) / 4);
}

/**
 * Scores how far a share lies above the usual share, 0–1, as {@link aboveUsual} of a binomial distribution.
 *
 * @param share the usual share, 0–1
 */
export const shareAboveUsual = (part: number, whole: number, share: number): number =>
  aboveUsual(part, whole * share, whole * share * (1 - share));

/**
 * Returns a function that scores how far a value lies above those of others, 0–1: 0 up to a modified z-score of 3.5,
 * which is the threshold of an outlier (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993); 0.63 at 7.
 *
 * @param values all values, the scored one included
 * @param minDeviation least median deviation, so that a small difference between equal clients is none
 */
export function aboveOthers(values: readonly number[], minDeviation: number): (value: number) => number {
  const middle = median(values);
  const deviation = Math.max(minDeviation, median(values.map((value) => Math.abs(value - middle))));
  return (value) => {
    const score = (0.6745 * (value - middle)) / deviation;
    return 1 - Math.exp(-Math.max(0, score - outlierScore) / outlierScore);
  };
}

const outlierScore = 3.5;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** Computes the entropy of a text in bits per character (Shannon, "A Mathematical Theory of Communication", 1948). */
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
