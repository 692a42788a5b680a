import type { QueryEvent, Read, RefusalReason } from "../events.js";
import { expectPlausible, type Faults } from "../line/fields.js";
import { readTime } from "../line/time.js";
import { canonicalAddress } from "../network/address.js";
import { spellName } from "../network/domains.js";
import { readType, type Verdict } from "./vocabulary.js";

/** Names on the wire have 253 characters, and four for each byte that is no letter. */
export const longestDomain = 1012;

/** What both shapes of an entry say, before it is made an event. */
export interface Entry {
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
export interface Resolution {
  readonly rcode: string;
  readonly addresses: readonly string[];
}

/** Addresses are asked for by these types; nobody needs them of another answer. */
export const hasAddresses = (type: string, verdict: Verdict): boolean =>
  verdict.reason === "" && (type === "A" || type === "AAAA");

function sourceOf({ reason, isRewritten }: Verdict, isCached: boolean, upstream: string): QueryEvent["source"] {
  if (reason !== "") return "filter";
  if (isRewritten) return "rewrite";
  if (isCached) return "cache";
  return upstream === "" ? "filter" : "upstream";
}

/** Makes an event of an entry and its answer, unless something is wrong with either. */
export function eventOf(entry: Entry, resolution: Resolution | RefusalReason, faults: Faults): Read<QueryEvent> {
  const time = readTime(entry.time);
  const client = canonicalAddress(entry.client);
  expectPlausible(!Number.isNaN(time) && client !== "", faults);
  if (faults.first !== undefined) return { refused: faults.first };
  if (typeof resolution === "string") return { refused: resolution };
  const { verdict, upstream } = entry;
  return {
    event: {
      time,
      client,
      clientId: entry.clientId,
      domain: spellName(entry.domain),
      type: readType(entry.type),
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
