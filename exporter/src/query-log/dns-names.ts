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

/** Names that older versions of AdGuard Home write as numbers. */
const nameByNumber: ReadonlyMap<string, string> = new Map([
  ["TYPE64", "SVCB"],
  ["TYPE65", "HTTPS"],
]);

/** Normalizes a query type. Unknown types become `other`, since a client can ask for 65,536. */
export const normalizeType = (text: string): string => {
  const type = text.startsWith("TYPE") ? (nameByNumber.get(text) ?? text) : text;
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

/** The name of a response code in a DNS header; `other` for rare ones. */
export const rcodeName = (code: number): string => rcodes[code] ?? "other";

/** Normalizes the name of a response code; `""` means that there was no answer. */
export const normalizeRcode = (name: string): string => (name === "" || knownRcodes.has(name) ? name : "other");
