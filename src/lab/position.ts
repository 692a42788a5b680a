import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type LineCounter } from "yaml";

/** A position in a text; line and column from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

/** The text of a key. The value of a merge key is a symbol of the YAML library, so its source is taken. */
const keyOf = (key: unknown) => {
  if (!isScalar(key)) return String(key);
  return typeof key.value === "symbol" ? key.source : String(key.value);
};

/** A key of a mapping, or of the mappings that it merges with `<<`. */
const findKey = (document: Document, node: unknown, key: string): Found | undefined => {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) {
    return target.items.map((item) => findKey(document, item, key)).find((found) => found !== undefined);
  }
  if (!isMap(target)) return undefined;
  const own = target.items.find((pair) => keyOf(pair.key) === key);
  if (own !== undefined) return own;
  return target.items
    .filter((pair) => keyOf(pair.key) === "<<")
    .map((pair) => findKey(document, pair.value, key))
    .find((found) => found !== undefined);
};

const step = (document: Document, node: unknown, key: PropertyKey): Found | undefined => {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target) && typeof key === "number") {
    const item = target.items[key];
    const value = isPair(item) ? item.value : item;
    return value === undefined ? undefined : { key: value, value };
  }
  return isCollection(target) && typeof key !== "number" ? findKey(document, target, String(key)) : undefined;
};

const offsetOf = (node: unknown): number | undefined => {
  const isNode = isScalar(node) || isAlias(node) || isCollection(node);
  return isNode ? node.range?.[0] : undefined;
};

/**
 * The position of the value at a path in a YAML text; for a missing value, the start of the mapping that lacks it.
 * With `isKey`, the position of the last key.
 */
export const positionOf = (
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  isKey: boolean,
): Position | undefined => {
  let found: Found = { key: document.contents, value: document.contents };
  for (const key of path) {
    const next = step(document, found.value, key);
    if (next === undefined) break;
    found = next;
  }
  const offset = (isKey ? undefined : offsetOf(found.value)) ?? offsetOf(found.key);
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
};
