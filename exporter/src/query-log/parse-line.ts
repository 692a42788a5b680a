import type { ParseResult, QueryEvent, RejectionReason } from "../events.js";
import {
  expectComplete,
  type FieldErrors,
  optionalInteger,
  maxDuration,
  optionalText,
  requiredInteger,
  requiredText,
} from "../line/fields.js";
import { parseJsonLine } from "../line/json-line.js";
import { type DnsAnswer, parseDnsAnswer } from "./dns-answer.js";
import { maxDomainLength, needsAddresses, toQueryEvent } from "./query-event.js";
import { parseRules, type Rule } from "./rules.js";
import { refineVerdict, type Verdict, verdictFromNumber } from "./verdict.js";

/** A line of querylog.json. Empty and zero fields are left out. */
interface FileEntry {
  readonly T?: unknown;
  readonly QH?: unknown;
  readonly QT?: unknown;
  readonly CID?: unknown;
  readonly Upstream?: unknown;
  /** DNS message in base64. */
  readonly Answer?: unknown;
  readonly IP?: unknown;
  readonly Result?: unknown;
  /** Nanoseconds. */
  readonly Elapsed?: unknown;
  readonly Cached?: unknown;
}

interface Result {
  readonly IsFiltered?: unknown;
  readonly Reason?: unknown;
  readonly Rules?: unknown;
  /** The only rule, and the id of its list, in AdGuard Home before version 0.105. */
  readonly Rule?: unknown;
  readonly FilterID?: unknown;
  readonly ServiceName?: unknown;
}

/** Whether an object has the form of a line of AdGuard Home's query log. */
export const isQueryLogEntry = (entry: object): boolean => "QH" in entry && "T" in entry;

const noResult: Result = {};

function resultOf(value: unknown, errors: FieldErrors): Result {
  if (value === undefined) return noResult;
  const isResult = typeof value === "object" && value !== null;
  expectComplete(isResult, errors);
  return isResult ? value : noResult;
}

const ruleOf = (rule: { readonly FilterListID?: unknown; readonly Text?: unknown }): Rule => ({
  list: rule.FilterListID,
  text: rule.Text,
});

function answerOf(value: unknown, type: string, verdict: Verdict): DnsAnswer | RejectionReason {
  if (value === undefined || value === null) return { rcode: "", addresses: [] };
  if (typeof value !== "string") return "incomplete";
  return parseDnsAnswer(value, needsAddresses(type, verdict)) ?? "answer";
}

function parseEntry(entry: FileEntry): ParseResult<QueryEvent> {
  const errors: FieldErrors = { first: undefined };
  const result = resultOf(entry.Result, errors);
  const rules = parseRules(result.Rules, ruleOf, { list: result.FilterID, text: result.Rule }, errors);
  const number = optionalInteger(result.Reason, errors, 0, 255);
  const verdict = refineVerdict(verdictFromNumber(number, result.IsFiltered === true), rules);
  const type = requiredText(entry.QT, errors);
  const fields = {
    time: requiredText(entry.T, errors),
    client: requiredText(entry.IP, errors),
    clientId: optionalText(entry.CID, errors),
    domain: requiredText(entry.QH, errors, maxDomainLength),
    type,
    verdict,
    filterLists: rules.lists,
    blockedService: optionalText(result.ServiceName, errors),
    isCached: entry.Cached === true,
    upstream: optionalText(entry.Upstream, errors),
    duration: requiredInteger(entry.Elapsed, errors, 0, maxDuration) / 1e9,
  };
  const answer = errors.first ?? answerOf(entry.Answer, type, verdict);
  return toQueryEvent(fields, answer, errors);
}

/** Parses a line of AdGuard Home's querylog.json. It never throws. */
export function parseQueryLine(line: Buffer): ParseResult<QueryEvent> {
  const entry = parseJsonLine(line);
  return typeof entry === "string" ? { rejected: entry } : parseEntry(entry);
}
