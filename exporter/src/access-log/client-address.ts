import { type CidrBlock, canonicalAddress, isWithin, parseAddress, parseCidr } from "../network/address.js";
import { memoize } from "../network/memoize.js";

/** Proxies are few; whether an address is one is asked for every line. */
const maxCachedPeers = 1024;

/** The address of `address:port`, `[address]:port` or an address alone, canonical; `""` for what is none. */
export function addressOf(text: string): string {
  const bracket = text.startsWith("[") ? text.indexOf("]") : -1;
  if (bracket > 0) return canonicalAddress(text.slice(1, bracket));
  const colon = text.lastIndexOf(":");
  const hasPort = colon >= 0 && text.indexOf(":") === colon;
  return canonicalAddress(hasPort ? text.slice(0, colon) : text);
}

const isOneOf = (blocks: readonly CidrBlock[]) => {
  const isTrusted = memoize(maxCachedPeers, (text) => {
    const address = parseAddress(text);
    return address !== undefined && blocks.some((block) => isWithin(address, block));
  });
  return blocks.length === 0 ? () => false : isTrusted;
};

/**
 * Tells the client of a request from its two fields in Traefik's log.
 *
 * @param peer `ClientAddr`: whoever opened the connection
 * @param forwarded `ClientHost`: the header `X-Forwarded-For` as it came, or the peer's address
 * @returns a canonical address; `""` where there is none
 */
export type ClientAddressReader = (peer: string, forwarded: string) => string;

/**
 * Only a peer that is a trusted proxy may speak for others. Its header is read from the right, where each proxy added
 * whom it saw; the first address that is no trusted proxy is the client. What stands further left anybody can have
 * written. Where all are trusted, the leftmost is the client; behind what is no address nothing is believed.
 *
 * @param trustedProxies addresses and CIDR blocks
 */
export function createClientAddressReader(trustedProxies: readonly string[]): ClientAddressReader {
  const isTrusted = isOneOf(trustedProxies.map(parseCidr).filter((block): block is CidrBlock => block !== undefined));
  return (peer, forwarded) => {
    // Who has Traefik leave the peer out of its log, gets the header's word for nothing.
    if (peer === "") return forwarded.includes(",") ? "" : addressOf(forwarded.trim());
    let client = addressOf(peer);
    let end = forwarded.length;
    while (end > 0 && isTrusted(client)) {
      const comma = forwarded.lastIndexOf(",", end - 1);
      const hop = addressOf(forwarded.slice(comma + 1, end).trim());
      if (hop === "") break;
      client = hop;
      end = comma;
    }
    return client;
  };
}
