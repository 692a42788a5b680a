/** The figures of several rounds: the median, and the extremes for its uncertainty. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** @throws Error if there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const ordered = values.toSorted((one, other) => one - other);
  const [least, most] = [ordered.at(0), ordered.at(-1)];
  if (least === undefined || most === undefined) throw new Error("Nothing was measured.");
  const upper = ordered[ordered.length >> 1] ?? most;
  const lower = ordered[(ordered.length - 1) >> 1] ?? least;
  return { median: (lower + upper) / 2, min: least, max: most, rounds: values.length };
}

/** The measured action. A round ends when its promise resolves. */
type Subject = () => unknown;

export interface Rounds {
  readonly rounds: number;
  /** Rounds before the measured ones, which fill caches and compile code. */
  readonly warmUp: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * Milliseconds of each subject in each round. Subjects alternate, A B A B, so that a slow phase of the machine affects
 * all of them.
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

/** The ratio of the first to the second in each round. */
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
