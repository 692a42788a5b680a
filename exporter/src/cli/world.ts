/** What the command needs of its surroundings, so that a test can be them. */
export interface World {
  readonly version: string;
  /** What was asked for. */
  readonly print: (line: string) => void;
  /** What went wrong. */
  readonly complain: (line: string) => void;
}

/** All went well. */
export const ok = 0;
/** A lab that isn't right, a file that can't be read. */
export const notOk = 1;
/** The command line itself can't be understood. */
export const usage = 2;
