import type { BlockReason, QueryEvent } from "../events.js";
import type { MatchedRules } from "./rules.js";

/** AdGuard Home's decision about a query. */
export interface Verdict {
  readonly reason: QueryEvent["reason"];
  readonly isRewritten: boolean;
  /** Whether a rule of a hosts file rewrote it. The answer to a type for which the file has no address is unspecified. */
  readonly isByHostsRule: boolean;
}

const passed: Verdict = { reason: "", isRewritten: false, isByHostsRule: false };
const rewritten: Verdict = { reason: "", isRewritten: true, isByHostsRule: false };
const rewrittenByHostsRule: Verdict = { reason: "", isRewritten: true, isByHostsRule: true };
const blocked = (reason: BlockReason): Verdict => ({ reason, isRewritten: false, isByHostsRule: false });

/** AdGuard Home has one reason for filter lists and the user's rules; the rules' list ids distinguish them. */
const byFilterList = blocked("blocklist");
const byUserRule = blocked("custom");

/**
 * AdGuard Home's reasons. The index is the number in the file, the name is the one in the API. The metrics have no
 * separate reason for invalid queries.
 */
const reasons: readonly (readonly [name: string, verdict: Verdict])[] = [
  ["NotFilteredNotFound", passed],
  ["NotFilteredWhiteList", passed],
  ["NotFilteredError", passed],
  ["FilteredBlackList", byFilterList],
  ["FilteredSafeBrowsing", blocked("safebrowsing")],
  ["FilteredParental", blocked("parental")],
  ["FilteredInvalid", byFilterList],
  ["FilteredSafeSearch", blocked("safesearch")],
  ["FilteredBlockedService", blocked("service")],
  ["Rewrite", rewritten],
  ["RewriteEtcHosts", rewritten],
  ["RewriteRule", rewritten],
];

const byName: ReadonlyMap<string, Verdict> = new Map(reasons);

/**
 * Distinguishes rules that give a name an address, and the user's rules, from filter lists: AdGuard Home logs all three
 * as blocked by a list.
 */
export function refineVerdict(verdict: Verdict, rules: MatchedRules): Verdict {
  if (verdict !== byFilterList) return verdict;
  if (rules.hasHostAddress) return rewrittenByHostsRule;
  return rules.hasUserRule ? byUserRule : byFilterList;
}

/** The verdict of a number in the file. For a number newer than this table, the entry's `IsFiltered` decides. */
export const verdictFromNumber = (number: number, isFiltered: boolean): Verdict =>
  reasons[number]?.[1] ?? (isFiltered ? byFilterList : passed);

/** The verdict of a name in the API. For a name newer than this table, its first word decides. */
export function verdictFromName(name: string): Verdict {
  const verdict = byName.get(name);
  if (verdict !== undefined) return verdict;
  if (name.startsWith("Filtered")) return byFilterList;
  return name.startsWith("Rewrit") ? rewritten : passed;
}
