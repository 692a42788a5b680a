import { LineCounter, parseDocument } from "yaml";
import type { CheckedFile } from "./finding.js";
import { isList, isRecord } from "./value.js";

/** The value of a file, or the finding of a file that can't be parsed. */
export type ParsedFile =
  | { readonly value: unknown }
  | { readonly finding: { readonly rule: string; readonly message: string; readonly fix: string } };

const syntax = (message: string, fix: string): ParsedFile => ({ finding: { rule: "file/syntax", message, fix } });

/** Messages of the parsers are dropped: they quote the file, which may hold a secret. Line and column are enough. */
const parseJson = (content: string): ParsedFile => {
  try {
    const value: unknown = JSON.parse(content);
    return { value };
  } catch (error) {
    const offset = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    const before = content.slice(0, offset === undefined ? content.length : Number(offset)).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return syntax(`this is not JSON: line ${before.length}, column ${column}`, "correct the syntax there");
  }
};

const parseYaml = (content: string): ParsedFile => {
  const lines = new LineCounter();
  try {
    const document = parseDocument(content, { prettyErrors: false, lineCounter: lines });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      const reason = error.code.toLowerCase().replaceAll("_", " ");
      return syntax(`this is not YAML: ${reason}, line ${line}, column ${col}`, "correct the syntax there");
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { value };
  } catch {
    return syntax(
      "this YAML can't be parsed: it is too deep, or its aliases expand without end",
      "write it without aliases",
    );
  }
};

const limits = { characters: 8 * 1024 * 1024, depth: 50, entries: 2000, values: 300_000 };

/** The limit that a value exceeds. It walks without recursion, since the value may be built to overflow the stack. */
const exceededLimit = (value: unknown): string | undefined => {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > limits.values) return `it holds more than ${limits.values} values`;
    if (next.depth > limits.depth) return `it is nested deeper than ${limits.depth} levels`;
    if (!isList(next.value) && !isRecord(next.value)) continue;
    const inner = isList(next.value) ? next.value : Object.values(next.value);
    if (inner.length > limits.entries) return `one list or object in it has more than ${limits.entries} entries`;
    for (const child of inner) open.push({ value: child, depth: next.depth + 1 });
  }
  return undefined;
};

const sizeFinding = (message: string): ParsedFile => ({
  finding: { rule: "file/size", message, fix: "split it" },
});

/** Parses JSON or YAML, by the extension of the path. It doesn't throw. */
export const parseFile = ({ path, content }: CheckedFile): ParsedFile => {
  if (content.length > limits.characters) return sizeFinding(`it has more than ${limits.characters} characters`);
  const parsed = path.endsWith(".json") ? parseJson(content) : parseYaml(content);
  const reason = "value" in parsed ? exceededLimit(parsed.value) : undefined;
  return reason === undefined ? parsed : sizeFinding(reason);
};
