export type Severity = "error" | "warning";

/** A problem in a file, and its fix. */
export interface Finding {
  /** Name of the rule, `area/name`; its page is docs/reference/checks/area/name.md. */
  readonly rule: string;
  readonly file: string;
  /** File and location as text: `homelab-services.json: panels[3] "Latency": options.legend`. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
  readonly severity: Severity;
}

/** A file to be checked: its path with forward slashes, and its text. */
export interface CheckedFile {
  readonly path: string;
  readonly content: string;
}
