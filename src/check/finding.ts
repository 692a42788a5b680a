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
  /**
   * Whether somebody else wrote the file. Only what is wrong for Grafana is a finding then. Without it the file is one
   * that this project emits, and the strict schema of its kind holds.
   */
  readonly foreign?: boolean;
}

/** A symbolic link behind which nothing was read, and the reason. */
export interface SkippedLink {
  readonly path: string;
  readonly reason: "broken" | "loop" | "repeated";
}

/** The result of a check. */
export interface CheckReport {
  /** By the order of the files. */
  readonly findings: readonly Finding[];
  /** Foreign files that Grafana's provisioning doesn't read where they are. They were not checked. */
  readonly unread: readonly string[];
}
