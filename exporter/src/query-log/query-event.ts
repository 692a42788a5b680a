import type { QueryEvent, ParseResult, RejectionReason } from "../events.js";
import { expectPlausible, type FieldErrors } from "../line/fields.js";
import { parseTimestamp } from "../line/timestamp.js";
import { canonicalAddress } from "../network/address.js";
import { normalizeName } from "../network/domains.js";
import { normalizeType, type Verdict } from "./verdict.js";

/** Names on the wire have 253 characters, and four for each byte that is no letter. */
export const maxDomainLength = 1012;

/** What both shapes of an entry say, before it is made an event. */
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

/** What the answer says. */
export interface DnsResponse {
  readonly rcode: string;
  readonly addresses: readonly string[];
}

/** Addresses are asked for by these types; nobody needs them of another answer. */
export const needsAddresses = (type: string, verdict: Verdict): boolean =>
  verdict.reason === "" && (type === "A" || type === "AAAA");

function sourceOf({ reason, isRewritten }: Verdict, isCached: boolean, upstream: string): QueryEvent["source"] {
  if (reason !== "") return "filter";
  if (isRewritten) return "rewrite";
  if (isCached) return "cache";
  return upstream === "" ? "filter" : "upstream";
}

/** Makes an event of an entry and its answer, unless something is wrong with either. */
export function toQueryEvent(
  entry: QueryFields,
  resolution: DnsResponse | RejectionReason,
  faults: FieldErrors,
): ParseResult<QueryEvent> {
  const time = parseTimestamp(entry.time);
  const client = canonicalAddress(entry.client);
  expectPlausible(!Number.isNaN(time) && client !== "", faults);
  if (faults.first !== undefined) return { rejected: faults.first };
  if (typeof resolution === "string") return { rejected: resolution };
  const { verdict, upstream } = entry;
  return {
    event: {
      time,
      client,
      clientId: entry.clientId,
      domain: normalizeName(entry.domain),
      type: normalizeType(entry.type),
      outcome: verdict.reason === "" ? "allowed" : "blocked",
      reason: verdict.reason,
      filterLists: entry.filterLists,
      blockedService: entry.blockedService,
      source: sourceOf(verdict, entry.isCached, upstream),
      upstream,
      duration: entry.duration,
      rcode: resolution.rcode,
      addresses: resolution.addresses,
    },
  };
}
