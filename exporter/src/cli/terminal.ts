/** What the command needs of its surroundings, so that a test can be them. */
export interface Terminal {
  readonly version: string;
  /** What was asked for. */
  readonly stdout: (line: string) => void;
  /** What went wrong. */
  readonly stderr: (line: string) => void;
}

/** All went well. */
export const success = 0;
/** A lab that isn't right, a file that can't be read. */
export const failure = 1;
/** The command line itself can't be understood. */
export const usageError = 2;
