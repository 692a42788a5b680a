import type { QueryEvent, Read } from "../events.js";
import { expectComplete, expectPlausible, type Faults, longestDuration, name, neededName } from "../line/fields.js";
import { canonicalAddress } from "../network/address.js";
import { eventOf, hasAddresses, longestDomain } from "./event.js";
import { readRules } from "./rules.js";
import { readRcode, refined, type Verdict, verdictOfName } from "./vocabulary.js";

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

function questionOf(value: unknown, faults: Faults): Question {
  expectComplete(isObject(value), faults);
  return isObject(value) ? value : noQuestion;
}

/** AdGuard Home writes all digits that its number has, though only six decimals mean something. */
const decimal = /^\d{1,12}(?:\.\d{1,30})?$/u;

/** Milliseconds in decimal, in seconds. */
function secondsOf(value: unknown, faults: Faults): number {
  const text = neededName(value, faults);
  const nanoseconds = Math.round(Number(text) * 1e6);
  expectPlausible(decimal.test(text) && nanoseconds <= longestDuration, faults);
  return nanoseconds / 1e9;
}

/** As many as a message holds that isn't read for want of a bound. */
const mostRecords = 512;

function addressesOf(value: unknown, type: string, verdict: Verdict, faults: Faults): readonly string[] {
  expectComplete(value === undefined || value === null || Array.isArray(value), faults);
  if (!Array.isArray(value) || !hasAddresses(type, verdict)) return [];
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

function readObject(entry: ApiEntry): Read<QueryEvent> {
  const faults: Faults = { first: undefined };
  const question = questionOf(entry.question, faults);
  const rules = readRules(entry.rules, idOfRule, faults);
  const verdict = refined(verdictOfName(neededName(entry.reason, faults)), rules.isUsers);
  const type = neededName(question.type, faults);
  const read = {
    time: neededName(entry.time, faults),
    client: neededName(entry.client, faults),
    clientId: name(entry.client_id, faults),
    domain: neededName(question.name, faults, longestDomain),
    type,
    verdict,
    filterLists: rules.lists,
    blockedService: name(entry.service_name, faults),
    isCached: entry.cached === true,
    upstream: name(entry.upstream, faults),
    duration: secondsOf(entry.elapsedMs, faults),
  };
  const rcode = readRcode(name(entry.status, faults));
  return eventOf(read, { rcode, addresses: addressesOf(entry.answer, type, verdict, faults) }, faults);
}

/** Reads an entry of AdGuard Home's query log as its API gives it, already parsed. It never throws. */
export function readQueryEntry(entry: unknown): Read<QueryEvent> {
  return isObject(entry) && !Array.isArray(entry) ? readObject(entry) : { refused: "not-json" };
}
