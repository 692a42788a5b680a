import type { PathIssue, ValueIssue } from "../issue.js";
import { pathText } from "../lab-error.js";

/** A value that may occur once, and the spelling by which it is compared: "" for a value that is wrong in itself. */
export interface UniqueValue {
  readonly path: readonly (string | number)[];
  readonly value: string | number;
  readonly key: string;
}

/** One issue for each value whose key occurred before. */
export const repeated = (
  values: readonly UniqueValue[],
  issueOf: (first: UniqueValue, again: UniqueValue) => ValueIssue,
): PathIssue[] => {
  const seen = new Map<string, UniqueValue>();
  return values.flatMap((again) => {
    const first = seen.get(again.key);
    if (first === undefined && again.key !== "") seen.set(again.key, again);
    return first === undefined ? [] : [{ ...issueOf(first, again), path: again.path, value: again.value }];
  });
};

/** The values of one field of all entries of a list. */
export const fieldValues = <Entry>(
  list: string,
  entries: readonly Entry[],
  field: string,
  read: (entry: Entry) => string,
) => entries.map((entry, index): UniqueValue => ({ path: [list, index, field], value: read(entry), key: read(entry) }));

/** "is already used by zones[0].name", with a fix. */
export const isTaken =
  (fix: string) =>
  (first: UniqueValue): ValueIssue => ({ reason: `is already used by ${pathText(first.path)}`, fix });

const maxQuoted = 12;

/** Names in quotes, each once; the thirteenth and later ones are left out. */
export const quoted = (names: readonly string[]): string => {
  const unique = [...new Set(names)].map((name) => JSON.stringify(name));
  return [...unique.slice(0, maxQuoted), ...(unique.length > maxQuoted ? ["…"] : [])].join(", ");
};
