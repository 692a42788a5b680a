import type { BlockReason, QueryEvent } from "../events.js";

/** What AdGuard Home decided about a query. */
export interface Verdict {
  readonly reason: QueryEvent["reason"];
  readonly isRewritten: boolean;
}

const passed: Verdict = { reason: "", isRewritten: false };
const rewritten: Verdict = { reason: "", isRewritten: true };
const blocked = (reason: BlockReason): Verdict => ({ reason, isRewritten: false });

/** By list, or by a rule that the user wrote, which AdGuard Home counts as list 0: its rules tell. */
const byRule = blocked("blocklist");
const byUser = blocked("custom");

/**
 * AdGuard Home's reasons: their places are the numbers in the file, their names stand in the API. What is blocked as
 * invalid has no word of its own among the reasons of the metrics.
 */
const reasons: readonly (readonly [name: string, verdict: Verdict])[] = [
  ["NotFilteredNotFound", passed],
  ["NotFilteredWhiteList", passed],
  ["NotFilteredError", passed],
  ["FilteredBlackList", byRule],
  ["FilteredSafeBrowsing", blocked("safebrowsing")],
  ["FilteredParental", blocked("parental")],
  ["FilteredInvalid", byRule],
  ["FilteredSafeSearch", blocked("safesearch")],
  ["FilteredBlockedService", blocked("service")],
  ["Rewrite", rewritten],
  ["RewriteEtcHosts", rewritten],
  ["RewriteRule", rewritten],
];

const byName: ReadonlyMap<string, Verdict> = new Map(reasons);

/** What a verdict is once the rules are known that led to it. */
export const refineVerdict = (verdict: Verdict, isUserRule: boolean): Verdict =>
  verdict === byRule && isUserRule ? byUser : verdict;

/** The verdict of a number in the file. One that came later than this table is read by what the entry says besides. */
export const verdictFromNumber = (number: number, isFiltered: boolean): Verdict =>
  reasons[number]?.[1] ?? (isFiltered ? byRule : passed);

/** The verdict of a name in the API. Later ones are read by the words with which all begin. */
export function verdictFromName(name: string): Verdict {
  const known = byName.get(name);
  if (known !== undefined) return known;
  if (name.startsWith("Filtered")) return byRule;
  return name.startsWith("Rewrit") ? rewritten : passed;
}

const types: ReadonlySet<string> = new Set([
  "A",
  "AAAA",
  "ANY",
  "AXFR",
  "CAA",
  "CNAME",
  "DNSKEY",
  "DS",
  "HINFO",
  "HTTPS",
  "LOC",
  "MX",
  "NAPTR",
  "NS",
  "NSEC",
  "NULL",
  "PTR",
  "RRSIG",
  "SOA",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "TXT",
  "URI",
]);

/** Versions of AdGuard Home from before these had names. */
const numbered: Readonly<Record<string, string>> = { TYPE64: "SVCB", TYPE65: "HTTPS" };

/** The type of a query; whoever asks for others can ask for sixty thousand, so that they are one. */
export const normalizeType = (written: string): string => {
  const type = written.startsWith("TYPE") ? (numbered[written] ?? written) : written;
  return types.has(type) ? type : "other";
};

const rcodes = [
  "NOERROR",
  "FORMERR",
  "SERVFAIL",
  "NXDOMAIN",
  "NOTIMP",
  "REFUSED",
  "YXDOMAIN",
  "YXRRSET",
  "NXRRSET",
  "NOTAUTH",
  "NOTZONE",
] as const;

const knownRcodes: ReadonlySet<string> = new Set(rcodes);

/** Name of a code in a DNS header; `other` for those that hardly anybody sends. */
export const rcodeName = (code: number): string => rcodes[code] ?? "other";

/** The same of a name that the API gives. `""` stays: there was no answer. */
export const normalizeRcode = (name: string): string => (name === "" || knownRcodes.has(name) ? name : "other");
