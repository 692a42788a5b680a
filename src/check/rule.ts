import type { Severity } from "./finding.js";
import type { Location } from "./location.js";
import type { FileModel } from "./file-model.js";

/** What a rule found, and where. */
export interface RuleFinding {
  readonly location: Location;
  readonly message: string;
  readonly fix: string;
}

export interface Rule {
  /** `area/name`; its page is docs/reference/checks/area/name.md. */
  readonly name: string;
  /** What goes wrong in Grafana where the rule is broken. */
  readonly why: string;
  readonly severity: Severity;
  readonly check: (tree: FileModel) => Iterable<RuleFinding>;
}

/** A rule over finished files. It sees all of them, since half of the mistakes are between two files. */
export const rule = (name: string, definition: Omit<Rule, "name">): Rule => ({ name, ...definition });
