import type { QueryEvent } from "../../src/events.js";
import { canonicalAddress } from "../../src/network/address.js";
import { normalizeName } from "../../src/network/domains.js";

const isLabel = (text: string) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);

const outcomes = { allowed: "", blocked: "blocklist safebrowsing parental safesearch service custom" };

/** What every ledger may rely on. */
export const isValidQuery = (read: QueryEvent): boolean =>
  [read.client, read.clientId, read.domain, read.type, read.blockedService, read.upstream, read.rcode].every(isLabel) &&
  read.domain !== "" &&
  normalizeName(read.domain) === read.domain &&
  !/[A-Z]/u.test(read.domain) &&
  outcomes[read.outcome].split(" ").includes(read.reason) &&
  [read.client, ...read.addresses].every((address) => address !== "" && canonicalAddress(address) === address) &&
  new Set(read.addresses).size === read.addresses.length &&
  read.filterLists.every((id) => Number.isSafeInteger(id) && id > 0) &&
  Number.isSafeInteger(read.time) &&
  Number.isFinite(read.duration) &&
  read.duration >= 0;
