import type { QueryEvent, ParseResult } from "../events.js";
import {
  expectComplete,
  expectPlausible,
  type FieldErrors,
  maxDuration,
  optionalText,
  requiredText,
} from "../line/fields.js";
import { canonicalAddress } from "../network/address.js";
import { toQueryEvent, needsAddresses, maxDomainLength } from "./query-event.js";
import { parseRules } from "./rules.js";
import { normalizeRcode, refineVerdict, type Verdict, verdictFromName } from "./verdict.js";

/** An entry as AdGuard Home's API gives it. */
interface ApiEntry {
  readonly time?: unknown;
  readonly client?: unknown;
  readonly client_id?: unknown;
  readonly question?: unknown;
  readonly reason?: unknown;
  readonly rules?: unknown;
  readonly service_name?: unknown;
  readonly cached?: unknown;
  readonly upstream?: unknown;
  /** Milliseconds, as a text. */
  readonly elapsedMs?: unknown;
  readonly status?: unknown;
  readonly answer?: unknown;
}

interface Question {
  readonly name?: unknown;
  readonly type?: unknown;
}

interface ApiRecord {
  readonly type?: unknown;
  readonly value?: unknown;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const idOfRule = (rule: { readonly filter_list_id?: unknown }): unknown => rule.filter_list_id;

const noQuestion: Question = {};

function questionOf(value: unknown, faults: FieldErrors): Question {
  expectComplete(isObject(value), faults);
  return isObject(value) ? value : noQuestion;
}

/** AdGuard Home writes all digits that its number has, though only six decimals mean something. */
const decimal = /^\d{1,12}(?:\.\d{1,30})?$/u;

/** Milliseconds in decimal, in seconds. */
function secondsOf(value: unknown, faults: FieldErrors): number {
  const text = requiredText(value, faults);
  const nanoseconds = Math.round(Number(text) * 1e6);
  expectPlausible(decimal.test(text) && nanoseconds <= maxDuration, faults);
  return nanoseconds / 1e9;
}

/** As many as a message holds that isn't read for want of a bound. */
const mostRecords = 512;

function addressesOf(value: unknown, type: string, verdict: Verdict, faults: FieldErrors): readonly string[] {
  expectComplete(value === undefined || value === null || Array.isArray(value), faults);
  if (!Array.isArray(value) || !needsAddresses(type, verdict)) return [];
  const addresses = new Set<string>();
  const records: readonly unknown[] = value.slice(0, mostRecords);
  for (const record of records) {
    expectComplete(isObject(record), faults);
    const { type: kind, value: data }: ApiRecord = isObject(record) ? record : {};
    if ((kind === "A" || kind === "AAAA") && typeof data === "string") addresses.add(canonicalAddress(data));
  }
  addresses.delete("");
  return [...addresses];
}

function readObject(entry: ApiEntry): ParseResult<QueryEvent> {
  const faults: FieldErrors = { first: undefined };
  const question = questionOf(entry.question, faults);
  const rules = parseRules(entry.rules, idOfRule, faults);
  const verdict = refineVerdict(verdictFromName(requiredText(entry.reason, faults)), rules.isUsers);
  const type = requiredText(question.type, faults);
  const read = {
    time: requiredText(entry.time, faults),
    client: requiredText(entry.client, faults),
    clientId: optionalText(entry.client_id, faults),
    domain: requiredText(question.name, faults, maxDomainLength),
    type,
    verdict,
    filterLists: rules.lists,
    blockedService: optionalText(entry.service_name, faults),
    isCached: entry.cached === true,
    upstream: optionalText(entry.upstream, faults),
    duration: secondsOf(entry.elapsedMs, faults),
  };
  const rcode = normalizeRcode(optionalText(entry.status, faults));
  return toQueryEvent(read, { rcode, addresses: addressesOf(entry.answer, type, verdict, faults) }, faults);
}

/** Reads an entry of AdGuard Home's query log as its API gives it, already parsed. It never throws. */
export function parseQueryEntry(entry: unknown): ParseResult<QueryEvent> {
  return isObject(entry) && !Array.isArray(entry) ? readObject(entry) : { rejected: "not-json" };
}
