import { type Document, type ErrorCode, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import { pathIssues, type PathIssue } from "./zod-issues.js";
import { LabError, type LabIssue, pathText } from "./lab-error.js";
import type { Lab, LabInput } from "./lab.generated.js";
import { type Position, positionOf } from "./position.js";
import { labSchema } from "./schema.js";

type Locate = (mistake: PathIssue) => Position | undefined;

const issueOf = (file: string, mistake: PathIssue, position: Position | undefined): LabIssue => ({
  file,
  ...position,
  path: pathText(mistake.path),
  ...(mistake.value === undefined ? {} : { value: mistake.value }),
  reason: mistake.reason,
  fix: mistake.fix,
});

const read = (value: unknown, file: string, locate: Locate): Lab => {
  const result = labSchema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues
    .flatMap(pathIssues)
    .map((mistake) => issueOf(file, mistake, locate(mistake)))
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0));
  throw new LabError(issues);
};

/**
 * Checks a lab written in TypeScript and fills in what was left out.
 *
 * @throws {LabError} with every mistake at once
 */
export const defineLab = (lab: LabInput): Lab => read(lab, "lab", () => undefined);

const firstLine = (message: string) => message.split(/[\n;]/u, 1)[0] ?? message;

const remedies: Partial<Record<ErrorCode, string>> = {
  BAD_SCALAR_START: "put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY: "put a text that holds a colon and a blank in quotes, or correct the indentation",
  DUPLICATE_KEY: "drop or rename one of the two keys",
  MULTIPLE_DOCS: "write one lab per file: drop the line ---",
  TAB_AS_INDENT: "indent with spaces",
  TAG_RESOLVE_FAILED: "drop the tag",
};

const syntaxIssue = (file: string, lines: LineCounter, offset: number, message: string, fix: string): LabIssue => {
  const { line, col } = lines.linePos(offset);
  return { file, line, column: col, path: "", reason: `is not YAML: ${firstLine(message)}`, fix };
};

const syntaxIssues = (file: string, lines: LineCounter, errors: readonly YAMLError[]): LabIssue[] =>
  errors.map(({ code, message, pos }) =>
    syntaxIssue(file, lines, pos[0], message, remedies[code] ?? "correct this line, or the one before it"),
  );

const openAliases = (file: string, lines: LineCounter, document: Document): LabIssue[] => {
  const issues: LabIssue[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const reason = `there is no anchor &${alias.source} above this alias`;
      issues.push(syntaxIssue(file, lines, alias.range?.[0] ?? 0, reason, "add the anchor or drop the alias"));
    },
  });
  return issues;
};

/** Aliases that contain themselves, or multiply without end, show only when they are followed. */
const toPlain = (document: Document, file: string): unknown => {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const reason = error instanceof Error ? firstLine(error.message) : String(error);
    throw new LabError([{ file, path: "", reason: `is not YAML: ${reason}`, fix: "write it without this alias" }]);
  }
};

/**
 * Reads the text of a lab.yml. An empty text is the default lab. Anchors, aliases and merge keys (`<<`) are understood.
 *
 * @param file name of the file, for messages
 * @throws {LabError} with every mistake at once; where the text is no YAML, with those of the syntax
 */
export const parseLab = (text: string, file: string): Lab => {
  const lines = new LineCounter();
  // Not "silent": that would also accept a second document in the text and drop it.
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: "error" });
  const broken = syntaxIssues(file, lines, [...document.errors, ...document.warnings]);
  const issues = broken.length > 0 ? broken : openAliases(file, lines, document);
  if (issues.length > 0) throw new LabError(issues);
  const locate: Locate = ({ path, isKey }) => positionOf(document, lines, path, isKey);
  return read(toPlain(document, file), file, locate);
};

/** The specification's own lab: what is built where nobody wrote a lab.yml. */
export const defaultLab: Lab = defineLab({});
