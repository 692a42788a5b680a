import type { Address } from "./address.js";

const hardwareAddress = /^[\da-f]{2}(?<separator>[:-])(?:[\da-f]{2}\k<separator>){4}[\da-f]{2}$/u;

/** Parses a hardware address of six bytes to its canonical form, `aa:bb:cc:dd:ee:ff`; undefined for another text. */
export function parseHardwareAddress(text: string): string | undefined {
  const lower = text.toLowerCase();
  return hardwareAddress.test(lower) ? lower.replaceAll("-", ":") : undefined;
}

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

/**
 * The hardware address in the interface identifier of an IPv6 address (modified EUI-64, RFC 4291, appendix A); undefined
 * where it holds none, as in temporary addresses.
 */
export function hardwareAddressIn(address: Address): string | undefined {
  if (address.length !== 16 || address[11] !== 0xff || address[12] !== 0xfe) return undefined;
  const [first = 0, ...rest] = [...address.slice(8, 11), ...address.slice(13)];
  return [first ^ 0x02, ...rest].map(hex).join(":");
}
