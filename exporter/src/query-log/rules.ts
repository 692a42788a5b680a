import { expectComplete, type FieldErrors, optionalInteger } from "../line/fields.js";
import { isNullAddress } from "./null-address.js";
import { parseAddress } from "../network/address.js";

/** The rules that led to a verdict. */
export interface MatchedRules {
  /** Distinct ids of filter lists. The lists of AdGuard Home's services have negative ids, and are left out. */
  readonly lists: readonly number[];
  /** Whether one of the user's rules matched. */
  readonly hasUserRule: boolean;
  /** Whether a rule of a hosts file gives the name an address at which something can answer. */
  readonly hasHostAddress: boolean;
}

/** A rule of an entry, unchecked. */
export interface Rule {
  /** The user's rules have 0, which the file leaves out. */
  readonly list: unknown;
  readonly text: unknown;
}

const noRules: MatchedRules = { lists: [], hasUserRule: false, hasHostAddress: false };

/** Several rules match where a hosts file has several addresses, or several rules rewrite. */
const maxRules = 64;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** An address and a name, as in a hosts file. */
const hostsRule = /^\s*([\da-fA-F.:]{2,45})\s+\S/u;

/** Whether a rule gives a name an address at which something can answer: most hosts files block with 0.0.0.0. */
function givesAddress({ text }: Rule): boolean {
  const [, written] = typeof text === "string" ? (hostsRule.exec(text) ?? []) : [];
  const address = written === undefined ? undefined : parseAddress(written);
  return address !== undefined && !isNullAddress(address);
}

/**
 * Parses the rules of an entry.
 *
 * @param read reads the fields of a rule
 * @param single the only rule in an entry of AdGuard Home before version 0.105, which has no list of rules
 */
export function parseRules(
  value: unknown,
  read: (rule: object) => Rule,
  single: Rule,
  errors: FieldErrors,
): MatchedRules {
  if (value === undefined || value === null) return isGiven(single) ? matched([single], errors) : noRules;
  expectComplete(Array.isArray(value), errors);
  if (!Array.isArray(value) || value.length === 0) return noRules;
  const rules: readonly unknown[] = value.slice(0, maxRules);
  expectComplete(rules.every(isObject), errors);
  return matched(rules.filter(isObject).map(read), errors);
}

const isGiven = ({ list, text }: Rule): boolean => (text !== undefined && text !== "") || list !== undefined;

function matched(rules: readonly Rule[], errors: FieldErrors): MatchedRules {
  const ids = rules.map(({ list }) => optionalInteger(list, errors, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
  const lists = ids.filter((id) => id > 0);
  return {
    lists: lists.length > 1 ? [...new Set(lists)] : lists,
    hasUserRule: ids.includes(0),
    hasHostAddress: rules.some(givesAddress),
  };
}
