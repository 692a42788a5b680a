import { parseAddress, printAddress } from "../network/address.js";
import { spellName } from "../network/domains.js";
import { remembered } from "../network/remembered.js";

const rememberedHosts = 1024;

/** A name has 253 characters at most, and a port five. */
const longestHost = 260;

/** Letters of any script, digits and hyphens; names of the home have underscores, too. */
const hostName = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.?$/u;

const withoutPort = (text: string) => text.replace(/^(\[[^\]]*\]|[^:]*):\d{1,5}$/u, "$1");

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/u, "$1");

const findHost = remembered(rememberedHosts, (text) => {
  const host = withoutPort(text);
  const address = parseAddress(withoutBrackets(host));
  if (address !== undefined) return printAddress(address);
  return hostName.test(host) ? spellName(host) : "";
});

/**
 * The name or address that a client asked for, spelled as names in the query log; `""` for what is neither: scanners
 * send what they like, and their requests count all the same.
 */
export const readHost = (text: string): string => (text.length > longestHost ? "" : findHost(text));
