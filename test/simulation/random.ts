/** Pseudo-random numbers. */
export interface Random {
  /** From 0 to 1, exclusive. */
  readonly unit: () => number;
  /** An entry, by weight. */
  readonly weighted: <T>(entries: readonly (readonly [T, number])[]) => T;
  /** Log-normal numbers by median and spread; with 0.5 two thirds are within a factor of 1.6. */
  readonly around: (median: number, spread: number) => number;
}

/** Mulberry32, a public-domain generator with 32 bits of state. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    unit,
    weighted: (entries) => {
      const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
      let left = unit() * total;
      for (const [entry, weight] of entries) {
        left -= weight;
        if (left < 0) return entry;
      }
      const last = entries.at(-1);
      if (last === undefined) throw new Error("Nothing to choose from.");
      return last[0];
    },
    around: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
      return median * Math.exp(spread * normal);
    },
  };
}
