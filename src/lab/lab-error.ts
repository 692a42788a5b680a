import { printable } from "../printable.js";

/** One issue of a lab: its place, the reason and the fix. */
export interface LabIssue {
  /** The file as the caller named it; `lab` for a lab written in TypeScript. */
  readonly file: string;
  /** Line and column, from 1; absent for a lab written in TypeScript. */
  readonly line?: number;
  readonly column?: number;
  /** `zones[2].cidrs[0]`; empty for the whole file. */
  readonly path: string;
  /** The wrong value; absent for lists, mappings and values that may be secret. */
  readonly value?: unknown;
  readonly reason: string;
  readonly fix: string;
}

const maxShown = 80;

const show = (value: unknown): string => {
  if (typeof value === "bigint") return `${value}`;
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
};

/** A path as text: `zones[2].cidrs[0]`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const key = String(step);
      if (key.length > maxShown || !/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)) return `[${show(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");

/** An issue as one line: `lab.yml:12: zones[2].cidrs[0]: "192.168.1.0/33" is not a CIDR block (prefix must be 0–32)`. */
export const issueText = ({ file, line, path, value, reason, fix }: LabIssue): string => {
  const place = line === undefined ? file : `${file}:${line}`;
  const subject = value === undefined ? "" : `${show(value)} `;
  return printable(`${place}: ${path === "" ? "" : `${path}: `}${subject}${reason} (${fix})`);
};

/** All issues of a lab; the message has one line for each. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly issues: readonly LabIssue[];

  constructor(issues: readonly LabIssue[]) {
    super(issues.map(issueText).join("\n"));
    this.issues = issues;
  }
}
