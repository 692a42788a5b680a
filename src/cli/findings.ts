import { printable } from "../printable.js";
import type { Terminal } from "./terminal.js";

interface ShownFinding {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
  readonly fix: string;
  readonly severity?: "error" | "warning";
}

/** A finding as one line: severity, location, message, fix and rule. */
export const findingText = ({ severity, path, message, fix, rule }: ShownFinding): string =>
  printable(`${severity ?? "error"}: ${path}: ${message} (${fix}) [${rule}]`);

export function printFindings(terminal: Terminal, findings: readonly ShownFinding[]): void {
  for (const finding of findings) terminal.stderr(findingText(finding));
}

/** `1 file`, `3 files`. */
export const count = (amount: number, singular: string, plural = `${singular}s`): string =>
  `${amount} ${amount === 1 ? singular : plural}`;
