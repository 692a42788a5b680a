/** Figures as printed. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A goal with its measured value. A missed goal fails nothing, since times depend on the machine. */
export interface Judgement {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Outcome {
  readonly tables: readonly Table[];
  readonly judgements: readonly Judgement[];
}

export interface Benchmark {
  readonly title: string;
  /** The measured value and the method, for readers of the figures. */
  readonly about: string;
  /** With `tiny` everything runs once and small, as a test. The figures are meaningless then. */
  readonly run: (tiny: boolean) => Promise<Outcome>;
}
