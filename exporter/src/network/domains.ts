import { domainToASCII, domainToUnicode } from "node:url";
import { getDomain } from "tldts";
import { parseAddress } from "./address.js";
import { memoize } from "./memoize.js";

/** Maps a full name to the value of the label `domain`. */
export type DomainMapper = (name: string) => string;

/** The part of a name in the label: the registered domain, or the full name. */
export type DomainMapping = "registered" | "full";

/** The frequent names of a day are a few thousand. */
const maxCachedDomains = 4096;

const isAscii = (text: string) => !/[^\0-\x7f]/u.test(text);

const hasInvisible = (text: string) => /[\p{C}\p{Z}]/u.test(text);

/** Removes all final dots, so that normalizing twice changes nothing. */
function withoutFinalDots(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === ".") end -= 1;
  return name.slice(0, end);
}

/** Whether Node's URL functions take the whole name: they would cut it at a slash or colon. */
const isHost = (name: string) => !/[\0-,/:-@[-^`{-\x7f]/u.test(name);

/** The Unicode form if it encodes to the same name, else the ASCII form. */
const toUnicode = (ascii: string): string => {
  const unicode = domainToUnicode(ascii);
  const isSame = isHost(unicode) && !hasInvisible(unicode) && domainToASCII(unicode) === ascii;
  return unicode !== "" && isSame ? unicode : ascii;
};

/** The ASCII form; a name without one stays unchanged. */
const toAscii = (name: string): string => {
  const ascii = withoutFinalDots(domainToASCII(name));
  return ascii !== "" && isHost(ascii) ? ascii : name;
};

const normalizeInternational = memoize(maxCachedDomains / 4, (name) =>
  isHost(name) ? toUnicode(isAscii(name) ? name : toAscii(name)) : name,
);

/**
 * Normalizes a name: lower case, without final dots, in Unicode where that encodes to the same name; `.` for the root.
 * The name isn't validated, since DNS allows any character.
 */
export function normalizeName(text: string): string {
  const name = withoutFinalDots(text.toLowerCase());
  if (name === "") return ".";
  return name.includes("xn--") || !isAscii(name) ? normalizeInternational(name) : name;
}

const reverseZones = ["in-addr.arpa", "ip6.arpa"] as const;

const isIn = (name: string, zone: string) => name === zone || name.endsWith(`.${zone}`);

const options = { allowPrivateDomains: false, extractHostname: false, validateHostname: false, detectIp: false };

/**
 * The registered domain of a name: its public suffix and one more label.
 * - Private suffixes (github.io, cloudfront.net, duckdns.org) don't count, which bounds the number of domains.
 * - Below a top-level label that is no public suffix, two labels are kept (printer.lab), the list's default rule.
 * - A public suffix, a single label, the root and an address stay unchanged.
 * - Reverse lookups become one domain for IPv4 and one for IPv6, since each address has a name.
 */
export function registeredDomain(name: string): string {
  const reverse = reverseZones.find((zone) => isIn(name, zone));
  if (reverse !== undefined) return reverse;
  if (parseAddress(name) !== undefined) return name;
  return getDomain(name, options) ?? name;
}

const withoutReverse = (name: string) => reverseZones.find((zone) => isIn(name, zone)) ?? name;

/** Creates the mapper of the lab's setting. Reverse lookups are grouped in both cases. */
export function createDomainMapper(mapping: DomainMapping): DomainMapper {
  return memoize(maxCachedDomains, mapping === "full" ? withoutReverse : registeredDomain);
}
