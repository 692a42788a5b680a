import { domainToASCII, domainToUnicode } from "node:url";
import { getDomain } from "tldts";
import { parseAddress } from "./address.js";
import { memoize } from "./memoize.js";

/** What stands in the label `domain` for a full name. */
export type DomainMapper = (name: string) => string;

/** Which part of a name is shown: what somebody registered, or all of it. */
export type DomainMapping = "registered" | "full";

/** The busiest names of a day are some thousand. */
const maxCachedDomains = 4096;

const isAscii = (text: string) => !/[^\0-\x7f]/u.test(text);

const hasUnreadable = (text: string) => /[\p{C}\p{Z}]/u.test(text);

/** All of them: with one left, the spelling would be spelled otherwise the next time. */
function withoutLastDots(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === ".") end -= 1;
  return name.slice(0, end);
}

/** Node reads names as hosts of URLs, which end at a slash or colon: with such in it, it would be another name. */
const isHost = (name: string) => !/[\0-,/:-@[-^`{-\x7f]/u.test(name);

/** Unicode only where it leads back to the same name; else the name as it is asked for on the wire. */
const decoded = (ascii: string): string => {
  const unicode = domainToUnicode(ascii);
  const isSame = isHost(unicode) && !hasUnreadable(unicode) && domainToASCII(unicode) === ascii;
  return unicode !== "" && isSame ? unicode : ascii;
};

/** The name on the wire; what has none stays as it is. */
const encoded = (name: string): string => {
  const ascii = withoutLastDots(domainToASCII(name));
  return ascii !== "" && isHost(ascii) ? ascii : name;
};

const international = memoize(maxCachedDomains / 4, (name) =>
  isHost(name) ? decoded(isAscii(name) ? name : encoded(name)) : name,
);

/**
 * The one spelling of a name: lower case, without dots at its end, in Unicode where that is the same name; `.` for the
 * root. It looks at nothing else: names on the wire may hold any character.
 */
export function normalizeName(written: string): string {
  const name = withoutLastDots(written.toLowerCase());
  if (name === "") return ".";
  return name.includes("xn--") || !isAscii(name) ? international(name) : name;
}

const reverseZones = ["in-addr.arpa", "ip6.arpa"] as const;

const isIn = (name: string, zone: string) => name === zone || name.endsWith(`.${zone}`);

const options = { allowPrivateDomains: false, extractHostname: false, validateHostname: false, detectIp: false };

/**
 * The registered domain of a name: its public suffix and one label more.
 * - Private suffixes (github.io, cloudfront.net, duckdns.org) are no suffixes here: whoever registered them is shown,
 *   not each of their customers, of whom there is no end.
 * - Under a last label that is no public suffix, two labels are shown: printer.lab. It is the list's own rule for such.
 * - A public suffix itself, a single label and the root stand for themselves.
 * - Reverse lookups are one domain for IPv4 and one for IPv6: each address has a name of its own.
 * - An address stands for itself.
 */
export function registeredDomain(name: string): string {
  const reverse = reverseZones.find((zone) => isIn(name, zone));
  if (reverse !== undefined) return reverse;
  if (parseAddress(name) !== undefined) return name;
  return getDomain(name, options) ?? name;
}

const withoutReverse = (name: string) => reverseZones.find((zone) => isIn(name, zone)) ?? name;

/** Names domains as the lab wants them shown. Reverse lookups are grouped in either case. */
export function createDomainMapper(mapping: DomainMapping): DomainMapper {
  return memoize(maxCachedDomains, mapping === "full" ? withoutReverse : registeredDomain);
}
