import type { QueryEvent, ParseResult, RejectionReason } from "../events.js";
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
import { parseDnsAnswer } from "./dns-answer.js";
import { toQueryEvent, needsAddresses, maxDomainLength, type DnsResponse } from "./query-event.js";
import { parseRules } from "./rules.js";
import { refineVerdict, type Verdict, verdictFromNumber } from "./verdict.js";

/** A line of querylog.json. AdGuard Home leaves out what is empty or zero. */
interface FileEntry {
  readonly T?: unknown;
  readonly QH?: unknown;
  readonly QT?: unknown;
  readonly CID?: unknown;
  readonly Upstream?: unknown;
  /** A DNS message in base64. */
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
  readonly ServiceName?: unknown;
}

/** Whether an object is of AdGuard Home's query log, whatever its values. */
export const isQueryLogEntry = (entry: object): boolean => "QH" in entry && "T" in entry;

const nothing: Result = {};

function resultOf(value: unknown, faults: FieldErrors): Result {
  if (value === undefined) return nothing;
  const isResult = typeof value === "object" && value !== null;
  expectComplete(isResult, faults);
  return isResult ? value : nothing;
}

const idOfRule = (rule: { readonly FilterListID?: unknown }): unknown => rule.FilterListID;

function resolutionOf(answer: unknown, type: string, verdict: Verdict): DnsResponse | RejectionReason {
  if (answer === undefined || answer === null) return { rcode: "", addresses: [] };
  if (typeof answer !== "string") return "incomplete";
  return parseDnsAnswer(answer, needsAddresses(type, verdict)) ?? "answer";
}

function readEntry(entry: FileEntry): ParseResult<QueryEvent> {
  const faults: FieldErrors = { first: undefined };
  const result = resultOf(entry.Result, faults);
  const rules = parseRules(result.Rules, idOfRule, faults);
  const number = optionalInteger(result.Reason, faults, 0, 255);
  const verdict = refineVerdict(verdictFromNumber(number, result.IsFiltered === true), rules.isUsers);
  const type = requiredText(entry.QT, faults);
  const read = {
    time: requiredText(entry.T, faults),
    client: requiredText(entry.IP, faults),
    clientId: optionalText(entry.CID, faults),
    domain: requiredText(entry.QH, faults, maxDomainLength),
    type,
    verdict,
    filterLists: rules.lists,
    blockedService: optionalText(result.ServiceName, faults),
    isCached: entry.Cached === true,
    upstream: optionalText(entry.Upstream, faults),
    duration: requiredInteger(entry.Elapsed, faults, 0, maxDuration) / 1e9,
  };
  const resolution = faults.first ?? resolutionOf(entry.Answer, type, verdict);
  return toQueryEvent(read, resolution, faults);
}

/** Reads a line of AdGuard Home's querylog.json. It never throws. */
export function parseQueryLine(line: Buffer): ParseResult<QueryEvent> {
  const entry = parseJsonLine(line);
  return typeof entry === "string" ? { rejected: entry } : readEntry(entry);
}
