import { LineCounter, parseDocument } from "yaml";
import type { CheckedFile } from "./finding.js";
import { isList, isRecord } from "./value.js";

/** The text of a file as a value, or why there is none. */
export type ParsedFile =
  | { readonly value: unknown }
  | { readonly problem: { readonly rule: string; readonly message: string; readonly fix: string } };

const syntax = (message: string, fix: string): ParsedFile => ({ problem: { rule: "file/syntax", message, fix } });

/**
 * Text of parsers is not passed on: it quotes the file, and the file may hold a secret. The place of the error is enough
 * to find it.
 */
const readJson = (content: string): ParsedFile => {
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

const readYaml = (content: string): ParsedFile => {
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
    return syntax("this YAML can't be read: too deep, or its aliases unfold without end", "write it plainly");
  }
};

const bounds = { characters: 8 * 1024 * 1024, depth: 50, entries: 2000, values: 300_000 };

/** Says what is too big about a value, without recursion: what it looks at may be built to overflow the stack. */
const tooBig = (value: unknown): string | undefined => {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > bounds.values) return `it holds more than ${bounds.values} values`;
    if (next.depth > bounds.depth) return `it is nested deeper than ${bounds.depth} levels`;
    if (!isList(next.value) && !isRecord(next.value)) continue;
    const inner = isList(next.value) ? next.value : Object.values(next.value);
    if (inner.length > bounds.entries) return `one list or object in it has more than ${bounds.entries} entries`;
    for (const child of inner) open.push({ value: child, depth: next.depth + 1 });
  }
  return undefined;
};

const size = (message: string): ParsedFile => ({
  problem: { rule: "file/size", message, fix: "split it; no dashboard that people read is that big" },
});

/** Reads JSON or YAML, by the ending of the path. Never throws. */
export const parseFile = ({ path, content }: CheckedFile): ParsedFile => {
  if (content.length > bounds.characters) return size(`it has more than ${bounds.characters} characters`);
  const reading = path.endsWith(".json") ? readJson(content) : readYaml(content);
  const reason = "value" in reading ? tooBig(reading.value) : undefined;
  return reason === undefined ? reading : size(reason);
};
