import type { ParseResult, QueryEvent, RejectionReason } from "../events.js";
import { expectPlausible, type FieldErrors } from "../line/fields.js";
import { parseTimestamp } from "../line/timestamp.js";
import { canonicalAddress, parseAddress } from "../network/address.js";
import { normalizeName } from "../network/domains.js";
import type { DnsAnswer } from "./dns-answer.js";
import { normalizeType } from "./dns-names.js";
import { isNullAddress } from "./null-address.js";
import type { Verdict } from "./verdict.js";

/** A name has at most 253 bytes; an escaped byte takes four characters. */
export const maxDomainLength = 1012;

/** The fields that an entry of the API and a line of the file have in common. */
export interface QueryFields {
  readonly time: string;
  readonly client: string;
  readonly clientId: string;
  readonly domain: string;
  readonly type: string;
  readonly verdict: Verdict;
  readonly filterLists: readonly number[];
  readonly blockedService: string;
  readonly isCached: boolean;
  readonly upstream: string;
  /** Seconds. */
  readonly duration: number;
}

/** Whether the addresses of the answer are counted. */
export const needsAddresses = (type: string, verdict: Verdict): boolean =>
  verdict.reason === "" && (type === "A" || type === "AAAA");

function sourceOf({ reason, isRewritten }: Verdict, isCached: boolean, upstream: string): QueryEvent["source"] {
  if (reason !== "") return "filter";
  if (isRewritten) return "rewrite";
  if (isCached) return "cache";
  return upstream === "" ? "filter" : "upstream";
}

/** The addresses at which something can answer, where a hosts file answers some types with none of its own. */
function addressesOf({ isByHostsRule }: Verdict, { addresses }: DnsAnswer): readonly string[] {
  if (!isByHostsRule) return addresses;
  return addresses.filter((text) => {
    const address = parseAddress(text);
    return address !== undefined && !isNullAddress(address);
  });
}

/**
 * Creates the event of an entry.
 *
 * @param answer its DNS answer, or why that can't be parsed
 */
export function toQueryEvent(
  fields: QueryFields,
  answer: DnsAnswer | RejectionReason,
  errors: FieldErrors,
): ParseResult<QueryEvent> {
  const time = parseTimestamp(fields.time);
  const client = canonicalAddress(fields.client);
  expectPlausible(!Number.isNaN(time) && client !== "", errors);
  if (errors.first !== undefined) return { rejected: errors.first };
  if (typeof answer === "string") return { rejected: answer };
  const { verdict, upstream } = fields;
  return {
    event: {
      time,
      client,
      clientId: fields.clientId,
      domain: normalizeName(fields.domain),
      type: normalizeType(fields.type),
      outcome: verdict.reason === "" ? "allowed" : "blocked",
      reason: verdict.reason,
      filterLists: fields.filterLists,
      blockedService: fields.blockedService,
      source: sourceOf(verdict, fields.isCached, upstream),
      upstream,
      duration: fields.duration,
      rcode: answer.rcode,
      addresses: addressesOf(verdict, answer),
    },
  };
}
