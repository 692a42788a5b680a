import { printable } from "../printable.js";
/**
 * A problem of the tree or the directory that its owner can solve. The message names the place and the fix.
 */
export class ProvisioningError extends Error {
  override readonly name: string = "ProvisioningError";
}

/** A finding of `verify` that prevents writing. */
export interface BlockingFinding {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** `verify` returned findings, and nothing was written. */
export class RefusedTreeError extends ProvisioningError {
  override readonly name = "RefusedTreeError";
  readonly findings: readonly BlockingFinding[];

  constructor(findings: readonly BlockingFinding[]) {
    const lines = findings.map(({ path, message, fix, rule }) => printable(`${path}: ${message} (${fix}) [${rule}]`));
    super(`nothing was written, since the check found:\n${lines.join("\n")}`);
    this.findings = findings;
  }
}
