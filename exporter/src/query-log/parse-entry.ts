import type { ParseResult, QueryEvent } from "../events.js";
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
import { parseRules, type Rule } from "./rules.js";
import { normalizeRcode } from "./dns-names.js";
import { refineVerdict, type Verdict, verdictFromName } from "./verdict.js";

/** An entry of AdGuard Home's API. */
interface ApiEntry {
  readonly time?: unknown;
  readonly client?: unknown;
  readonly client_id?: unknown;
  readonly question?: unknown;
  readonly reason?: unknown;
  readonly rules?: unknown;
  /** The only rule, and the id of its list, in AdGuard Home before version 0.105. */
  readonly rule?: unknown;
  readonly filterId?: unknown;
  readonly service_name?: unknown;
  readonly cached?: unknown;
  readonly upstream?: unknown;
  /** Milliseconds as text. */
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

const ruleOf = (rule: { readonly filter_list_id?: unknown; readonly text?: unknown }): Rule => ({
  list: rule.filter_list_id,
  text: rule.text,
});

const noQuestion: Question = {};

function questionOf(value: unknown, errors: FieldErrors): Question {
  expectComplete(isObject(value), errors);
  return isObject(value) ? value : noQuestion;
}

/** AdGuard Home writes all decimals of a floating-point number; six of them are significant. */
const decimal = /^\d{1,12}(?:\.\d{1,30})?$/u;

/** Parses decimal milliseconds to seconds. */
function parseElapsed(value: unknown, errors: FieldErrors): number {
  const text = requiredText(value, errors);
  const nanoseconds = Math.round(Number(text) * 1e6);
  expectPlausible(decimal.test(text) && nanoseconds <= maxDuration, errors);
  return nanoseconds / 1e9;
}

/** As many addresses as fit into a DNS message, so that the API and the file give the same. */
const maxRecords = 4400;

function addressesOf(value: unknown, type: string, verdict: Verdict, errors: FieldErrors): readonly string[] {
  expectComplete(value === undefined || value === null || Array.isArray(value), errors);
  if (!Array.isArray(value) || !needsAddresses(type, verdict)) return [];
  const addresses = new Set<string>();
  const records: readonly unknown[] = value.slice(0, maxRecords);
  for (const record of records) {
    expectComplete(isObject(record), errors);
    const { type: kind, value: data }: ApiRecord = isObject(record) ? record : {};
    if ((kind === "A" || kind === "AAAA") && typeof data === "string") addresses.add(canonicalAddress(data));
  }
  addresses.delete("");
  return [...addresses];
}

function parseObject(entry: ApiEntry): ParseResult<QueryEvent> {
  const errors: FieldErrors = { first: undefined };
  const question = questionOf(entry.question, errors);
  const rules = parseRules(entry.rules, ruleOf, { list: entry.filterId, text: entry.rule }, errors);
  const verdict = refineVerdict(verdictFromName(requiredText(entry.reason, errors)), rules);
  const type = requiredText(question.type, errors);
  const fields = {
    time: requiredText(entry.time, errors),
    client: requiredText(entry.client, errors),
    clientId: optionalText(entry.client_id, errors),
    domain: requiredText(question.name, errors, maxDomainLength),
    type,
    verdict,
    filterLists: rules.lists,
    blockedService: optionalText(entry.service_name, errors),
    isCached: entry.cached === true,
    upstream: optionalText(entry.upstream, errors),
    duration: parseElapsed(entry.elapsedMs, errors),
  };
  const rcode = normalizeRcode(optionalText(entry.status, errors));
  return toQueryEvent(fields, { rcode, addresses: addressesOf(entry.answer, type, verdict, errors) }, errors);
}

/** Parses an entry of AdGuard Home's API, after its JSON was parsed. It never throws. */
export function parseQueryEntry(entry: unknown): ParseResult<QueryEvent> {
  return isObject(entry) && !Array.isArray(entry) ? parseObject(entry) : { rejected: "not-json" };
}
