/** What the command needs of its surroundings, so that a test can be them. Paths are relative to the process's directory. */
export interface World {
  readonly version: string;
  /** What was asked for. */
  readonly print: (line: string) => void;
  /** What went wrong. */
  readonly complain: (line: string) => void;
}

/** All went well, and there is nothing to say against it. */
export const ok = 0;
/** Findings, files that would change, a lab that isn't right, a file that can't be read or written. */
export const notOk = 1;
/** The command line itself can't be understood. */
export const usage = 2;
