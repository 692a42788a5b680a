import ipaddr from "ipaddr.js";
import type { ValueIssue } from "./issue.js";
import { localBlocks } from "./local-blocks.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses with equal leading bits. */
export interface Prefix {
  readonly network: Address;
  readonly bits: number;
}

/** All addresses from the first to the last, both included; a single address is a range of one. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

const widthOf = (address: Address) => (address.kind() === "ipv4" ? 32 : 128);

/** A dual-stack socket logs an IPv4 client as IPv4-mapped IPv6 (::ffff:192.168.1.7), so that is read as IPv4. */
const unmapped = (address: ipaddr.IPv6): Address => (address.isIPv4MappedAddress() ? address.toIPv4Address() : address);

const format = (address: Address) => (address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString());

/** A zone index is the name of an interface, which may hold any characters: `%br-lan`, `%eth0.20`, `%vlan@eth0`. */
const beforeZoneIndex = (text: string): string => {
  const index = text.indexOf("%");
  return index < 0 || index === text.length - 1 ? text : text.slice(0, index);
};

/**
 * Parses IPv6 and IPv4 in four decimal parts; `undefined` for other spellings of IPv4 (octal, short). The zone index of
 * an IPv6 address is dropped.
 */
export const parseAddress = (text: string): Address | undefined => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(":")) return undefined;
  const address = beforeZoneIndex(text);
  return ipaddr.IPv6.isValid(address) ? unmapped(ipaddr.IPv6.parse(address)) : undefined;
};

/**
 * An address as metrics carry it: IPv6 in canonical short form (RFC 5952) without a zone index, IPv4-mapped IPv6 as
 * IPv4. `undefined` for a text that is no address.
 */
export const canonicalAddress = (address: string): string | undefined => {
  const parsed = parseAddress(address);
  return parsed && format(parsed);
};

const notACidr = (fix: string): ValueIssue => ({ reason: "is not a CIDR block", fix });

const networkOf = (address: Address, bits: number): Address => {
  const bytes = address
    .toByteArray()
    .map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 0xff);
  return address instanceof ipaddr.IPv6 ? new ipaddr.IPv6(bytes) : new ipaddr.IPv4(bytes);
};

const readPrefix = (text: string): Prefix | ValueIssue => {
  const [host = "", length, ...rest] = text.split("/");
  const isMapped = host.includes(":") && parseAddress(host)?.kind() === "ipv4";
  const address = parseAddress(host);
  if (address === undefined || rest.length > 0) return notACidr("write an address and a prefix: 192.168.1.0/24");
  const width = isMapped ? 128 : widthOf(address);
  if (length === undefined) return notACidr(`add the prefix; for this one address: "${text}/${width}"`);
  if (!/^\d{1,3}$/.test(length) || Number(length) > width) return notACidr(`prefix must be 0–${width}`);
  if (isMapped && Number(length) < 96) return notACidr("an IPv4-mapped block has a prefix of 96–128; write it as IPv4");
  return { network: address, bits: isMapped ? Number(length) - 96 : Number(length) };
};

/** Parses a CIDR block and clears the bits right of its prefix; {@link cidrIssue} rejects them. */
export const parsePrefix = (text: string): Prefix | undefined => {
  const read = readPrefix(text);
  return "reason" in read ? undefined : { network: networkOf(read.network, read.bits), bits: read.bits };
};

/** The canonical text of a CIDR block, bits right of the prefix cleared; `undefined` for a text that is no block. */
export const canonicalCidr = (text: string): string | undefined => {
  const prefix = parsePrefix(text);
  return prefix && `${format(prefix.network)}/${prefix.bits}`;
};

/** The issue of a text that is no CIDR block, or one with bits set right of its prefix. */
export const cidrIssue = (text: string): ValueIssue | undefined => {
  const read = readPrefix(text);
  if ("reason" in read) return read;
  const network = format(networkOf(read.network, read.bits));
  if (network === format(read.network)) return undefined;
  return {
    reason: `has bits set right of its prefix /${read.bits}`,
    fix: `for the block write "${network}/${read.bits}", for the one address "${format(read.network)}/${widthOf(read.network)}"`,
  };
};

const compare = (left: Address, right: Address): number => {
  const other = right.toByteArray();
  const differing = left
    .toByteArray()
    .map((byte, index) => byte - (other[index] ?? 0))
    .find((difference) => difference !== 0);
  return differing ?? 0;
};

const lastOf = ({ network, bits }: Prefix): Address => {
  const bytes = network.toByteArray().map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8))));
  return network instanceof ipaddr.IPv6 ? new ipaddr.IPv6(bytes) : new ipaddr.IPv4(bytes);
};

/** Parses an address, a CIDR block or `from-to` as a range; `undefined` where it is none, or ends before it begins. */
export const parseAddressRange = (text: string): AddressRange | undefined => {
  if (text.includes("/")) {
    const prefix = parsePrefix(text);
    return prefix && { first: prefix.network, last: lastOf(prefix) };
  }
  // An interface name may hold a hyphen, too: fe80::1%br-lan.
  const single = parseAddress(text.trim());
  if (single !== undefined) return { first: single, last: single };
  const [from = "", to = from, ...rest] = text.split("-").map((part) => part.trim());
  const first = parseAddress(from);
  const last = parseAddress(to);
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  return first.kind() === last.kind() && compare(first, last) <= 0 ? { first, last } : undefined;
};

/** The canonical text of an address, a CIDR block or a `from-to` range; `undefined` where it is none. */
export const canonicalRange = (text: string): string | undefined => {
  const range = parseAddressRange(text);
  if (range === undefined) return undefined;
  if (text.includes("/")) return canonicalCidr(text);
  const first = format(range.first);
  const last = format(range.last);
  return first === last ? first : `${first}-${last}`;
};

/** First and last address of a range in canonical form: equal ranges have equal texts. */
export const spanOf = (text: string): string | undefined => {
  const range = parseAddressRange(text);
  return range && `${format(range.first)}-${format(range.last)}`;
};

/** Whether an address is in a block of its own address family. */
export const isWithin = (address: Address, { network, bits }: Prefix): boolean =>
  address.kind() === network.kind() && compare(networkOf(address, bits), network) === 0;

const localPrefixes: readonly Prefix[] = localBlocks.flatMap(({ cidr }) => parsePrefix(cidr) ?? []);

/** Whether no host of the internet has this address, so that a block of all addresses doesn't contain it. */
export const isLocalAddress = (address: Address): boolean => localPrefixes.some((block) => isWithin(address, block));
