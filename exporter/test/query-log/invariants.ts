import type { QueryEvent } from "../../src/events.js";
import { canonicalAddress } from "../../src/network/address.js";
import { normalizeName } from "../../src/network/domains.js";

const isLabel = (text: string) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);

const outcomes = { allowed: "", blocked: "blocklist safebrowsing parental safesearch service custom" };

/** The guarantees on which aggregators rely. */
export const isValidQuery = (event: QueryEvent): boolean =>
  [event.client, event.clientId, event.domain, event.type, event.blockedService, event.upstream, event.rcode].every(
    isLabel,
  ) &&
  event.domain !== "" &&
  normalizeName(event.domain) === event.domain &&
  !/[A-Z]/u.test(event.domain) &&
  outcomes[event.outcome].split(" ").includes(event.reason) &&
  [event.client, ...event.addresses].every((address) => address !== "" && canonicalAddress(address) === address) &&
  new Set(event.addresses).size === event.addresses.length &&
  event.filterLists.every((id) => Number.isSafeInteger(id) && id > 0) &&
  Number.isSafeInteger(event.time) &&
  Number.isFinite(event.duration) &&
  event.duration >= 0;
