import { expectComplete, type FieldErrors, optionalInteger } from "../line/fields.js";

/** What the rules say that led to a verdict. */
export interface MatchedRules {
  /** Ids of filter lists, each once. AdGuard Home's own have none that is positive. */
  readonly lists: readonly number[];
  /** Whether a rule that the user wrote is among them. */
  readonly isUsers: boolean;
}

const noRules: MatchedRules = { lists: [], isUsers: false };

/** More than one rule leads to a verdict where several addresses come of a hosts file, or several rules rewrite. */
const maxRules = 64;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/**
 * Reads the rules of an entry.
 *
 * @param idOf takes a rule apart; the file leaves the id of the user's own rules out, since it is 0
 */
export function parseRules(value: unknown, idOf: (rule: object) => unknown, faults: FieldErrors): MatchedRules {
  if (value === undefined || value === null) return noRules;
  expectComplete(Array.isArray(value), faults);
  if (!Array.isArray(value) || value.length === 0) return noRules;
  const rules: readonly unknown[] = value.slice(0, maxRules);
  const ids = rules.map((rule) => {
    expectComplete(isObject(rule), faults);
    return isObject(rule) ? optionalInteger(idOf(rule), faults, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) : 0;
  });
  const lists = ids.filter((id) => id > 0);
  return { lists: lists.length > 1 ? [...new Set(lists)] : lists, isUsers: ids.includes(0) };
}
