/** The environment of a command, which tests replace. */
export interface Terminal {
  /** Version of the exporter. */
  readonly version: string;
  /** Prints a line of the result. */
  readonly stdout: (line: string) => void;
  /** Prints a line of messages. */
  readonly stderr: (line: string) => void;
}

export const success = 0;
/** An invalid lab, an unreadable file, an unhealthy exporter. */
export const failure = 1;
/** An invalid command line. */
export const usageError = 2;
