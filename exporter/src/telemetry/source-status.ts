import { createLineShape } from "./line-shape.js";

/** Whether a source is up: it can be read, and its lines can be used. */
export interface SourceStatus {
  /** Whether the source could be read at the last try. */
  readonly isReadable: boolean;
  /** The source was read; `problem` if it couldn't be. */
  read(problem: string | undefined): void;
  /** A line could be used. */
  accepted(): void;
  /** A line had the wrong form: see {@link createLineShape}. */
  rejected(explanation: string): void;
  /** Reports a change that comes with time alone. */
  refresh(): void;
}

/**
 * Creates the status of a source that hasn't been read yet.
 *
 * @param now unix milliseconds
 * @param onChange called with the problem; with undefined if there is none any more
 */
export function createSourceStatus(now: () => number, onChange: (problem: string | undefined) => void): SourceStatus {
  const shape = createLineShape(now);
  let readProblem: string | undefined = "it hasn't been read yet";
  let reported: string | undefined = readProblem;
  const refresh = (): void => {
    const problem = readProblem ?? shape.problem;
    if (problem === reported) return;
    reported = problem;
    onChange(problem);
  };
  return {
    get isReadable() {
      return readProblem === undefined;
    },
    read: (problem) => {
      readProblem = problem;
      refresh();
    },
    accepted: () => {
      shape.accepted();
      if (reported !== undefined) refresh();
    },
    rejected: (explanation) => {
      shape.rejected(explanation);
      refresh();
    },
    refresh,
  };
}
