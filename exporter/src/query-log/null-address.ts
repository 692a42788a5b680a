import type { Address } from "../network/address.js";

const ipv4Loopback = 127;

/** Whether nothing else can answer at an address: unspecified or loopback. Hosts files block names with these. */
export function isNullAddress(address: Address): boolean {
  if (address.length === 4) return address[0] === ipv4Loopback || address.every((byte) => byte === 0);
  const [last = 0] = address.slice(-1);
  return last <= 1 && address.slice(0, -1).every((byte) => byte === 0);
}
