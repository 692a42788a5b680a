/** Watches whether the lines of a log have the form that its parser expects. */
export interface LineShape {
  /** A line had the right form. */
  accepted(): void;
  /** @param explanation what is wrong with the form of a line, and what to set */
  rejected(explanation: string): void;
  /** What is wrong with the form of most lines, for people; undefined while enough lines have the right one. */
  readonly problem: string | undefined;
}

/** Lines that are judged together. */
const windowLength = 100;

/** Fewer wrong lines say nothing about a log: a crash may leave a few behind. */
const minWrongLines = 10;

/** Consecutive right lines after which a log is read again. */
const recoveryLength = 10;

/** Milliseconds for which most lines must be wrong, longer than a change of Traefik's configuration takes. */
const tolerance = 300_000;

/**
 * Creates a watch for one log. There is a problem once more than half of the last hundred lines, and at least ten, have
 * been wrong for five minutes. It ends with ten right lines in a row.
 *
 * @param now unix milliseconds
 */
export function createLineShape(now: () => number): LineShape {
  let explanations: (string | undefined)[] = [];
  let next = 0;
  let wrongLines = 0;
  let rightInRow = 0;
  let wrongSince: number | undefined;
  let problem: string | undefined;

  const add = (explanation: string | undefined): void => {
    if (explanations[next] !== undefined) wrongLines -= 1;
    if (explanation !== undefined) wrongLines += 1;
    explanations[next] = explanation;
    next = (next + 1) % windowLength;
    const areMostWrong = wrongLines >= minWrongLines && 2 * wrongLines > explanations.length;
    if (areMostWrong) wrongSince ??= now();
    else wrongSince = problem = undefined;
  };

  const reset = (): void => {
    explanations = [];
    next = wrongLines = 0;
    wrongSince = problem = undefined;
  };

  return {
    accepted: () => {
      rightInRow += 1;
      add(undefined);
      if (problem !== undefined && rightInRow >= recoveryLength) reset();
    },
    rejected: (explanation) => {
      rightInRow = 0;
      add(explanation);
    },
    get problem() {
      // A clock that was set back must not delay the report.
      if (wrongSince !== undefined && now() < wrongSince) wrongSince = now();
      if (problem === undefined && wrongSince !== undefined && now() - wrongSince >= tolerance)
        problem = `most of its lines can't be used: ${mostFrequent(explanations)}`;
      return problem;
    },
  };
}

function mostFrequent(explanations: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const each of explanations) if (each !== undefined) counts.set(each, (counts.get(each) ?? 0) + 1);
  const [first] = [...counts].sort(([, one], [, other]) => other - one);
  return first?.[0] ?? "";
}
