/** What was measured in several rounds: the median is the figure, the extremes say how far to trust it. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** @throws Error where there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const ordered = values.toSorted((one, other) => one - other);
  const [least, most] = [ordered.at(0), ordered.at(-1)];
  if (least === undefined || most === undefined) throw new Error("Nothing was measured.");
  const upper = ordered[ordered.length >> 1] ?? most;
  const lower = ordered[(ordered.length - 1) >> 1] ?? least;
  return { median: (lower + upper) / 2, min: least, max: most, rounds: values.length };
}

/** What is measured; a round is not over before its promise is. */
export type Subject = () => unknown;

export interface Rounds {
  readonly rounds: number;
  /** Rounds before them that don't count: caches fill, code is compiled. */
  readonly warmUp: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * Milliseconds of each subject in each round. Subjects take turns, A B A B, so that a machine that is slow for a while
 * is slow for all of them.
 */
export async function measureInterleaved(
  subjects: Readonly<Record<string, Subject>>,
  { rounds, warmUp, now = () => performance.now() }: Rounds,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(Object.keys(subjects).map((name) => [name, new Array<number>()]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const start = now();
      await subject();
      const took = now() - start;
      if (round >= 0) times.get(name)?.push(took);
    }
  }
  return times;
}

/** Round by round, how many times the first is the second. */
export function ratioOf(first: readonly number[], second: readonly number[]): Spread {
  return spreadOf(
    first.flatMap((value, round) => {
      const other = second[round];
      return other === undefined ? [] : [value / other];
    }),
  );
}

/** The exponent of growth between two sizes: 1 is linear, 0 no growth, 2 quadratic. */
export const exponentOf = (sizes: readonly [number, number], values: readonly [number, number]): number =>
  Math.log(values[1] / values[0]) / Math.log(sizes[1] / sizes[0]);
