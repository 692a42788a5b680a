/** What the command needs of its surroundings, so that a test can be them. Paths are relative to the process's directory. */
export interface Terminal {
  readonly version: string;
  /** What was asked for. */
  readonly stdout: (line: string) => void;
  /** What went wrong. */
  readonly stderr: (line: string) => void;
}

/** How it is called where it is installed as a dependency. */
export const command = "npx homelab-dashboards";

/** Where the tree is written unless something else is said. */
export const defaultTree = "provisioning";

/** All went well, and there is nothing to say against it. */
export const success = 0;
/** Findings, files that would change, a lab that isn't right, a file that can't be read or written. */
export const failure = 1;
/** The command line itself can't be understood. */
export const usageError = 2;
