/** One mistake in a lab: where it is, what is wrong with it, and the way out. */
export interface LabIssue {
  /** The file as it was named by whoever had it read; `lab` for a lab written in TypeScript. */
  readonly file: string;
  /** Line and column, from 1, where the lab came from a text. */
  readonly line?: number;
  readonly column?: number;
  /** `zones[2].cidrs[0]`; empty for the file as a whole. */
  readonly path: string;
  /** The value that is wrong, if it is a single one and may be shown. */
  readonly value?: unknown;
  readonly reason: string;
  readonly fix: string;
}

const longestShown = 80;

const show = (value: unknown): string => {
  if (typeof value === "bigint") return `${value}`;
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
};

/** The path of a value as a reader of the file would write it. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const key = String(step);
      if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)) return `[${show(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");

/** Line breaks, control characters and marks that reorder text would garble a terminal. */
const printable = (text: string) =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );

/** One mistake as one line: `lab.yml:12: zones[2].cidrs[0]: "192.168.1.0/33" is not a CIDR block (prefix must be 0–32)`. */
export const issueText = ({ file, line, path, value, reason, fix }: LabIssue): string => {
  const place = line === undefined ? file : `${file}:${line}`;
  const subject = value === undefined ? "" : `${show(value)} `;
  return printable(`${place}: ${path === "" ? "" : `${path}: `}${subject}${reason} (${fix})`);
};

/** Everything that is wrong with a lab, at once; the message has a line for each. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly issues: readonly LabIssue[];

  constructor(issues: readonly LabIssue[]) {
    super(issues.map(issueText).join("\n"));
    this.issues = issues;
  }
}
