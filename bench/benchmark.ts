/** Figures as they are shown: the first row names the columns. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A goal and what was measured. It is told, never enforced: how long something takes is a matter of the machine. */
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
  /** What is measured, and how, for whoever reads the figures. */
  readonly about: string;
  /** With `tiny` everything runs once and small: that it works is seen, and its figures mean nothing. */
  readonly run: (tiny: boolean) => Promise<Outcome>;
}
