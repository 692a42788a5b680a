/** The terminal of the command, which a test can replace. Paths are relative to the directory of the process. */
export interface Terminal {
  readonly version: string;
  /** Prints a line of results. */
  readonly stdout: (line: string) => void;
  /** Prints a line of errors or findings. */
  readonly stderr: (line: string) => void;
}

/** The command where the package is installed as a dependency. */
export const command = "npx homelab-dashboards";

/** Default directory of the tree. */
export const defaultTree = "provisioning";

/** Exit code without findings and errors. */
export const success = 0;
/** Exit code for findings, files that would change, an invalid lab, and files that can't be read or written. */
export const failure = 1;
/** Exit code for an invalid command line. */
export const usageError = 2;
