import { parseAddress, formatAddress } from "../network/address.js";
import { normalizeName } from "../network/domains.js";
import { memoize } from "../network/memoize.js";

const maxCachedHosts = 1024;

/** A name has 253 characters at most, and a port five. */
const maxHostLength = 260;

/** Letters of any script, digits and hyphens; names of the home have underscores, too. */
const hostName = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.?$/u;

const withoutPort = (text: string) => text.replace(/^(\[[^\]]*\]|[^:]*):\d{1,5}$/u, "$1");

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/u, "$1");

const findHost = memoize(maxCachedHosts, (text) => {
  const host = withoutPort(text);
  const address = parseAddress(withoutBrackets(host));
  if (address !== undefined) return formatAddress(address);
  return hostName.test(host) ? normalizeName(host) : "";
});

/**
 * The name or address that a client asked for, spelled as names in the query log; `""` for what is neither: scanners
 * send what they like, and their requests count all the same.
 */
export const normalizeHost = (text: string): string => (text.length > maxHostLength ? "" : findHost(text));
