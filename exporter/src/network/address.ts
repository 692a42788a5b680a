import ipaddr from "ipaddr.js";
import { memoize } from "./memoize.js";

/** The bytes of an address: 4 of IPv4, 16 of IPv6. */
export type Address = readonly number[];

/** A block of addresses with equal leading bits. */
export interface CidrBlock {
  readonly network: Address;
  readonly bits: number;
}

/** All addresses from the first to the last, both included. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/** The longest IPv6 address has 45 characters, and an interface's name has few. */
const maxTextLength = 64;

/** A home network has some hundred clients; the internet's come and go. */
const maxCachedAddresses = 4096;

/** IPv4-mapped IPv6 is how a dual-stack socket logs an IPv4 client, so it is read as IPv4. */
const unmapped = (address: ipaddr.IPv6): Address =>
  (address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toByteArray();

const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;

/** Reads an address as the lab does: no octal and no short forms. `undefined` for what is none. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > maxTextLength) return undefined;
  // What is none would be an exception, and names of hosts are asked as well.
  if (plainIpv4.test(text)) return ipaddr.IPv4.parse(text).toByteArray();
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? unmapped(ipaddr.IPv6.parse(text)) : undefined;
}

/** The one spelling of an address: IPv6 as RFC 5952 has it, without the name of an interface. */
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

/** Where no group that is written is zero, and `::` stands for two or more, nothing is left to shorten. */
function isShortIpv6(text: string): boolean {
  if (!groupsBesideZeros.test(text)) return false;
  const gap = text.indexOf("::");
  if (gap < 0) return colonsIn(text) === 7;
  return gap === text.lastIndexOf("::") && colonsIn(text) <= (text.endsWith("::") ? 7 : 6);
}

/** Most addresses of a log are canonical as they stand, which is told sooner than they are taken apart. */
const isCanonical = (text: string) => plainIpv4.test(text) || isShortIpv6(text);

const findCanonical = memoize(maxCachedAddresses, (text) => {
  const address = parseAddress(text);
  return address === undefined ? "" : formatAddress(address);
});

/** The one spelling that metrics carry of an address; `""` for what is none. */
export function canonicalAddress(text: string): string {
  if (text.length > maxTextLength) return "";
  return isCanonical(text) ? text : findCanonical(text);
}

/** Whether an address lies in a block. An IPv4 address is never in a block of IPv6, nor the other way round. */
export function isWithin(address: Address, { network, bits }: CidrBlock): boolean {
  if (address.length !== network.length) return false;
  const bytes = bits >> 3;
  for (let index = 0; index < bytes; index++) if (address[index] !== network[index]) return false;
  const mask = 0xff00 >> (bits & 7);
  return (bits & 7) === 0 || (((address[bytes] ?? 0) ^ (network[bytes] ?? 0)) & mask & 0xff) === 0;
}

const firstAddress = (address: Address, bits: number): Address =>
  address.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 0xff);

const lastAddress = ({ network, bits }: CidrBlock): Address =>
  network.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8))));

/** Reads a CIDR block, or an address as the block of it alone; `undefined` for what is neither. */
export function parseCidr(text: string): CidrBlock | undefined {
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const width = address.length * 8;
  if (slash < 0) return { network: address, bits: width };
  const written = text.slice(slash + 1);
  // An IPv4-mapped block counts its bits from the start of IPv6.
  const bits = Number(written) - (host.includes(":") && width === 32 ? 96 : 0);
  if (!/^\d{1,3}$/u.test(written) || bits < 0 || bits > width) return undefined;
  return { network: firstAddress(address, bits), bits };
}

/** The number of an address, by which addresses of one kind can be compared. */
export const addressToBigInt = (address: Address): bigint =>
  address.reduce((number, byte) => number * 256n + BigInt(byte), 0n);

/** Reads an address, a CIDR block or `from-to`, as the lab writes its clients; `undefined` for what is none. */
export function parseRange(text: string): AddressRange | undefined {
  const dash = text.indexOf("-");
  if (dash < 0) {
    const block = parseCidr(text);
    return block && { first: block.network, last: lastAddress(block) };
  }
  const first = parseAddress(text.slice(0, dash).trim());
  const last = parseAddress(text.slice(dash + 1).trim());
  return first?.length === last?.length && first && last ? { first, last } : undefined;
}
