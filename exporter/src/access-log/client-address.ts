import { type CidrBlock, canonicalAddress, isWithin, parseAddress, parseCidr } from "../network/address.js";
import { memoize } from "../network/memoize.js";

/** Peers that are proxies are few, and each line asks for its peer. */
const maxCachedPeers = 1024;

/** The canonical address in `address:port`, `[address]:port` or `address`; `""` for any other text. */
export function addressOf(text: string): string {
  const bracket = text.startsWith("[") ? text.indexOf("]") : -1;
  if (bracket > 0) return canonicalAddress(text.slice(1, bracket));
  const colon = text.lastIndexOf(":");
  const hasPort = colon >= 0 && text.indexOf(":") === colon;
  return canonicalAddress(hasPort ? text.slice(0, colon) : text);
}

const isInAny = (blocks: readonly CidrBlock[]) => {
  const isMember = memoize(maxCachedPeers, (text) => {
    const address = parseAddress(text);
    return address !== undefined && blocks.some((block) => isWithin(address, block));
  });
  return blocks.length === 0 ? () => false : isMember;
};

/**
 * Reads the client's address from two fields of Traefik's log.
 *
 * @param peer `ClientAddr`: the address that opened the connection
 * @param forwarded `ClientHost`: the header `X-Forwarded-For` as received, or the peer's address
 * @returns a canonical address; `""` where there is none
 */
export type ClientAddressReader = (peer: string, forwarded: string) => string;

/**
 * Creates a reader of client addresses. Only the header of a trusted proxy is used, from right to left, since each
 * proxy appends the address of its peer: the client is the first address that isn't a trusted proxy, or the leftmost
 * address if all are. Entries left of it could be forged; reading also stops at an entry that is no address.
 *
 * @param trustedProxies addresses and CIDR blocks
 */
export function createClientAddressReader(trustedProxies: readonly string[]): ClientAddressReader {
  const isTrusted = isInAny(trustedProxies.map(parseCidr).filter((block): block is CidrBlock => block !== undefined));
  return (peer, forwarded) => {
    // Traefik can be configured not to log the peer. Then a header with several addresses can't be verified.
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
