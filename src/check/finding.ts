export type Severity = "error" | "warning";

/** Something in a file that is wrong, or likely to be, and the way out. */
export interface Finding {
  /** Name of the rule, `area/name`; its page is docs/reference/checks/area/name.md. */
  readonly rule: string;
  /** The file. */
  readonly file: string;
  /** File and place in it, for reading: `homelab-services.json: panels[3] "Latency": options.legend`. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
  readonly severity: Severity;
}

/** A file as it is handed to the check: its path with forward slashes, and its text. */
export interface CheckedFile {
  readonly path: string;
  readonly content: string;
}
