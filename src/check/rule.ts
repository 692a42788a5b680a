import type { Severity } from "./finding.js";
import type { Location } from "./location.js";
import type { FileModel } from "./file-model.js";

/** A finding of a rule, with its location. */
export interface RuleFinding {
  readonly location: Location;
  readonly message: string;
  readonly fix: string;
}

export interface Rule {
  /** `area/name`; its page is docs/reference/checks/area/name.md. */
  readonly name: string;
  /** The effect in Grafana where the rule is broken. */
  readonly why: string;
  readonly severity: Severity;
  /**
   * The files whose findings count: all, those that this project emitted, or foreign ones. A foreign file has findings
   * only where Grafana refuses it or shows something wrong; for an emitted one the strict schema already checks the shape.
   */
  readonly files: "all" | "emitted" | "foreign";
  readonly check: (model: FileModel) => Iterable<RuleFinding>;
}

/** A rule for finished files. It gets all of them, since many problems involve two files. */
export const rule = (name: string, definition: Omit<Rule, "name">): Rule => ({ name, ...definition });

/** Whether a finding of a rule counts in a file. */
export const appliesTo = ({ files }: Pick<Rule, "files">, foreign: boolean): boolean =>
  files === "all" || (files === "foreign") === foreign;
