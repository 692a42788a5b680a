import ipaddr from "ipaddr.js";

/**
 * The part of an address by which the connections of a client are counted: all of an IPv4 address, the first 64 bits of
 * an IPv6 address, since a host chooses the other bits itself.
 *
 * @param address as in `Socket.remoteAddress`: `10.0.0.2`, `::ffff:10.0.0.2`, `fe80::1%eth0`
 */
export function addressGroup(address: string): string {
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(".");
}
