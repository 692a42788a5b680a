import { type Document, type ErrorCode, type LineCounter, visit } from "yaml";
import { LabError, type LabIssue } from "./lab-error.js";

const firstLine = (message: string) => message.split(/[\n;]/u, 1)[0] ?? message;

const fixes: Partial<Record<ErrorCode, string>> = {
  BAD_SCALAR_START: "put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY: "put a text that holds a colon and a blank in quotes, or correct the indentation",
  DUPLICATE_KEY: "drop or rename one of the two keys",
  MULTIPLE_DOCS: "write one lab per file: drop the line ---",
  TAB_AS_INDENT: "indent with spaces",
  TAG_RESOLVE_FAILED: "drop the tag",
};

/** Errors and warnings of the YAML parser; where there are none, aliases without an anchor. */
export const yamlIssues = (file: string, document: Document.Parsed, lines: LineCounter): LabIssue[] => {
  const issueAt = (offset: number, message: string, fix: string): LabIssue => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: "", reason: `is not YAML: ${firstLine(message)}`, fix };
  };
  const syntax = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
    issueAt(pos[0], message, fixes[code] ?? "correct this line, or the one before it"),
  );
  if (syntax.length > 0) return syntax;
  const issues: LabIssue[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const reason = `there is no anchor &${alias.source} above this alias`;
      issues.push(issueAt(alias.range?.[0] ?? 0, reason, "add the anchor or drop the alias"));
    },
  });
  return issues;
};

/**
 * The value of a document; `{}` for an empty one.
 *
 * @throws {LabError} where an alias contains itself or aliases multiply beyond the parser's limit
 */
export const plainValue = (document: Document, file: string): unknown => {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const reason = error instanceof Error ? firstLine(error.message) : String(error);
    throw new LabError([{ file, path: "", reason: `is not YAML: ${reason}`, fix: "write it without this alias" }]);
  }
};
