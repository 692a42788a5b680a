/**
 * Something about the tree or the directory that its owner can put right. The message names place and way out;
 * it is meant for a person.
 */
export class ProvisioningError extends Error {
  override readonly name: string = "ProvisioningError";
}

/** What a check must say about a file for {@link RefusedTreeError} to be able to show it. */
export interface BlockingFinding {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** The check that stood between the tree and the disk found something: nothing was written. */
export class RefusedTreeError extends ProvisioningError {
  override readonly name = "RefusedTreeError";
  readonly findings: readonly BlockingFinding[];

  constructor(findings: readonly BlockingFinding[]) {
    const lines = findings.map((finding) => `${finding.path}: ${finding.message} (${finding.fix}) [${finding.rule}]`);
    super(`nothing was written, since the check found:\n${lines.join("\n")}`);
    this.findings = findings;
  }
}
