import { expectComplete, type FieldErrors, optionalInteger } from "../line/fields.js";

/** The rules that led to a verdict. */
export interface MatchedRules {
  /** Distinct ids of filter lists. The lists of AdGuard Home's services have negative ids, and are left out. */
  readonly lists: readonly number[];
  /** Whether one of the user's rules matched. */
  readonly hasUserRule: boolean;
}

const noRules: MatchedRules = { lists: [], hasUserRule: false };

/** Several rules match where a hosts file has several addresses, or several rules rewrite. */
const maxRules = 64;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/**
 * Parses the rules of an entry.
 *
 * @param idOf reads the list id of a rule; the user's rules have 0, which the file leaves out
 */
export function parseRules(value: unknown, idOf: (rule: object) => unknown, errors: FieldErrors): MatchedRules {
  if (value === undefined || value === null) return noRules;
  expectComplete(Array.isArray(value), errors);
  if (!Array.isArray(value) || value.length === 0) return noRules;
  const rules: readonly unknown[] = value.slice(0, maxRules);
  const ids = rules.map((rule) => {
    expectComplete(isObject(rule), errors);
    return isObject(rule) ? optionalInteger(idOf(rule), errors, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) : 0;
  });
  const lists = ids.filter((id) => id > 0);
  return { lists: lists.length > 1 ? [...new Set(lists)] : lists, hasUserRule: ids.includes(0) };
}
