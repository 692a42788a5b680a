import { LineCounter, parseDocument } from "yaml";
import type { PathIssue } from "./issue.js";
import { LabError, type LabIssue, pathText } from "./lab-error.js";
import type { Lab, LabInput } from "./lab.generated.js";
import { type Position, positionOf } from "./position.js";
import { labSchema } from "./schema.js";
import { plainValue, yamlIssues } from "./yaml.js";
import { pathIssues } from "./zod-issues.js";

type Locate = (issue: PathIssue) => Position | undefined;

const labIssue = (file: string, issue: PathIssue, position: Position | undefined): LabIssue => ({
  file,
  ...position,
  path: pathText(issue.path),
  ...(issue.value === undefined ? {} : { value: issue.value }),
  reason: issue.reason,
  fix: issue.fix,
});

const validate = (value: unknown, file: string, locate: Locate): Lab => {
  const result = labSchema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues
    .flatMap(pathIssues)
    .map((issue) => labIssue(file, issue, locate(issue)))
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0));
  throw new LabError(issues);
};

/**
 * Checks a lab written in TypeScript and fills in its defaults.
 *
 * @throws {LabError} with all issues at once
 */
export const defineLab = (lab: LabInput): Lab => validate(lab, "lab", () => undefined);

/**
 * Parses the text of a lab.yml. An empty text is the default lab. Anchors, aliases and merge keys (`<<`) are resolved.
 *
 * @param file name of the file, for messages
 * @throws {LabError} with all issues at once; where the text is no YAML, with those of the syntax
 */
export const parseLab = (text: string, file: string): Lab => {
  const lines = new LineCounter();
  // "silent" would also accept a second document in the text and drop it.
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: "error" });
  const issues = yamlIssues(file, document, lines);
  if (issues.length > 0) throw new LabError(issues);
  const locate: Locate = ({ path, isKey = false }) => positionOf(document, lines, path, isKey);
  return validate(plainValue(document, file), file, locate);
};

/** The lab of the specification, which is built where there is no lab.yml. */
export const defaultLab: Lab = defineLab({});
