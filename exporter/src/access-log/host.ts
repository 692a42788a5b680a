import { parseAddress, formatAddress } from "../network/address.js";
import { normalizeName } from "../network/domains.js";
import { memoize } from "../network/memoize.js";

const maxCachedHosts = 1024;

/** A name has at most 253 characters, a port five. */
const maxHostLength = 260;

/** Letters of any script, digits, hyphens, and underscores as in names of home networks. */
const hostName = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.?$/u;

const withoutPort = (text: string) => text.replace(/^(\[[^\]]*\]|[^:]*):\d{1,5}$/u, "$1");

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/u, "$1");

const normalize = memoize(maxCachedHosts, (text) => {
  const host = withoutPort(text);
  const address = parseAddress(withoutBrackets(host));
  if (address !== undefined) return formatAddress(address);
  return hostName.test(host) ? normalizeName(host) : "";
});

/**
 * Normalizes the requested host like the names of the query log; `""` for a text that is neither name nor address.
 * Requests of scanners have such hosts, and count as well.
 */
export const normalizeHost = (text: string): string => (text.length > maxHostLength ? "" : normalize(text));
