import type { BlockReason, QueryEvent } from "../events.js";

/** AdGuard Home's decision about a query. */
export interface Verdict {
  readonly reason: QueryEvent["reason"];
  readonly isRewritten: boolean;
}

const passed: Verdict = { reason: "", isRewritten: false };
const rewritten: Verdict = { reason: "", isRewritten: true };
const blocked = (reason: BlockReason): Verdict => ({ reason, isRewritten: false });

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

/** Distinguishes the user's rules from filter lists. */
export const refineVerdict = (verdict: Verdict, isUserRule: boolean): Verdict =>
  verdict === byFilterList && isUserRule ? byUserRule : verdict;

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
