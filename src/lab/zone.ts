import { isLocalAddress, isWithin, parseAddress, parsePrefix, type Prefix } from "./address.js";

/** Zone of addresses that are in no zone of the lab. */
export const unknownZone = "unknown";

interface Zoned {
  readonly zones: readonly { readonly name: string; readonly cidrs: readonly string[] }[];
}

/** Parsed blocks: a log reader looks up the zone of each line, and a lab has few blocks. */
const prefixes = new Map<string, Prefix | undefined>();

const prefixOf = (cidr: string): Prefix | undefined => {
  if (!prefixes.has(cidr)) prefixes.set(cidr, parsePrefix(cidr));
  return prefixes.get(cidr);
};

/**
 * The zone of an address: that of the longest matching prefix, or `unknown` where none matches or the text is no
 * address. IPv4-mapped IPv6 counts as IPv4. A prefix of length 0 (0.0.0.0/0, ::/0) doesn't match loopback, private,
 * carrier-grade NAT, unique local and link-local addresses, which the internet doesn't have.
 */
export const zoneOf = (lab: Zoned, address: string): string => {
  const parsed = parseAddress(address);
  if (parsed === undefined) return unknownZone;
  // A prefix must be longer than this to match.
  let best = { name: unknownZone, bits: isLocalAddress(parsed) ? 0 : -1 };
  for (const { name, cidrs } of lab.zones) {
    for (const cidr of cidrs) {
      const prefix = prefixOf(cidr);
      if (prefix && prefix.bits > best.bits && isWithin(parsed, prefix)) best = { name, bits: prefix.bits };
    }
  }
  return best.name;
};
