import ipaddr from "ipaddr.js";
import { memoize } from "./memoize.js";

/** The bytes of an address: 4 for IPv4, 16 for IPv6. */
export type Address = readonly number[];

/** A block of addresses in CIDR notation. */
export interface CidrBlock {
  readonly network: Address;
  readonly bits: number;
}

/** The addresses from first to last, both included. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/** An IPv6 address has at most 45 characters, besides the name of its interface, which is longest on Windows. */
const maxTextLength = 128;

/** More than the clients of a home network. */
const maxCachedAddresses = 4096;

/** Converts IPv4-mapped IPv6, as a dual-stack socket logs an IPv4 client, to IPv4. */
const unmapped = (address: ipaddr.IPv6): Address =>
  (address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toByteArray();

const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;

/** A zone index is the name of an interface, which may hold any characters: `%br-lan`, `%eth0.20`, `%vlan@eth0`. */
function beforeZoneIndex(text: string): string {
  const index = text.indexOf("%");
  return index < 0 || index === text.length - 1 ? text : text.slice(0, index);
}

/**
 * Parses an address by the rules of the lab: no octal and no short forms. The zone index of an IPv6 address is dropped.
 * Undefined for any other text.
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > maxTextLength) return undefined;
  // Checked before parsing, since the parser throws and host names are common input.
  if (plainIpv4.test(text)) return ipaddr.IPv4.parse(text).toByteArray();
  if (!text.includes(":")) return undefined;
  const address = beforeZoneIndex(text);
  return ipaddr.IPv6.isValid(address) ? unmapped(ipaddr.IPv6.parse(address)) : undefined;
}

/** Formats an address in canonical form: IPv6 by RFC 5952, without an interface name. */
export function formatAddress(address: Address): string {
  const bytes = [...address];
  return bytes.length === 4 ? new ipaddr.IPv4(bytes).toString() : new ipaddr.IPv6(bytes).toRFC5952String();
}

const groupsBesideZeros = /^[1-9a-f][\da-f]{0,3}(?:::?[1-9a-f][\da-f]{0,3})*(?:::)?$/u;

const colonsIn = (text: string): number => {
  let colons = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) === 0x3a) colons++;
  return colons;
};

/** Whether an IPv6 address is canonical: no written group is zero, and `::` replaces two or more groups. */
function isCanonicalIpv6(text: string): boolean {
  if (!groupsBesideZeros.test(text)) return false;
  const gap = text.indexOf("::");
  if (gap < 0) return colonsIn(text) === 7;
  return gap === text.lastIndexOf("::") && colonsIn(text) <= (text.endsWith("::") ? 7 : 6);
}

/** Most addresses in a log are canonical already, and this check is cheaper than parsing. */
const isCanonical = (text: string) => plainIpv4.test(text) || isCanonicalIpv6(text);

const canonicalize = memoize(maxCachedAddresses, (text) => {
  const address = parseAddress(text);
  return address === undefined ? "" : formatAddress(address);
});

/** The canonical form of an address, for labels; `""` for any other text. */
export function canonicalAddress(text: string): string {
  if (text.length > maxTextLength) return "";
  return isCanonical(text) ? text : canonicalize(text);
}

/** Whether a block contains an address of the same version. */
export function isWithin(address: Address, { network, bits }: CidrBlock): boolean {
  if (address.length !== network.length) return false;
  const bytes = bits >> 3;
  for (let index = 0; index < bytes; index++) if (address[index] !== network[index]) return false;
  const mask = 0xff00 >> (bits & 7);
  return (bits & 7) === 0 || (((address[bytes] ?? 0) ^ (network[bytes] ?? 0)) & mask & 0xff) === 0;
}

const firstAddress = (address: Address, bits: number): Address =>
  address.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 0xff);

/** The block of an address with a prefix length. */
export const blockOf = (address: Address, bits: number): CidrBlock => ({
  network: firstAddress(address, bits),
  bits,
});

/** Formats a block in CIDR notation, in canonical form. */
export const formatCidr = ({ network, bits }: CidrBlock): string => `${formatAddress(network)}/${bits}`;

const lastAddress = ({ network, bits }: CidrBlock): Address =>
  network.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8))));

/** Parses a CIDR block, or an address as a block of one address; undefined for any other text. */
export function parseCidr(text: string): CidrBlock | undefined {
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const width = address.length * 8;
  if (slash < 0) return { network: address, bits: width };
  const digits = text.slice(slash + 1);
  // The prefix length of an IPv4-mapped block includes the 96 bits of the mapping.
  const bits = Number(digits) - (host.includes(":") && width === 32 ? 96 : 0);
  if (!/^\d{1,3}$/u.test(digits) || bits < 0 || bits > width) return undefined;
  return blockOf(address, bits);
}

/** The address as a number, for comparing addresses of one version. */
export const addressToBigInt = (address: Address): bigint =>
  address.reduce((number, byte) => number * 256n + BigInt(byte), 0n);

/** Parses an address, a CIDR block or `first-last`; undefined for any other text. */
export function parseRange(text: string): AddressRange | undefined {
  // The name of an interface may hold a hyphen, too.
  const block = parseCidr(text);
  if (block !== undefined) return { first: block.network, last: lastAddress(block) };
  const dash = text.indexOf("-");
  if (dash < 0) return undefined;
  const first = parseAddress(text.slice(0, dash).trim());
  const last = parseAddress(text.slice(dash + 1).trim());
  return first?.length === last?.length && first && last ? { first, last } : undefined;
}
