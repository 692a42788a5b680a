import type { QueryEvent, Read, RefusalReason } from "../events.js";
import {
  expectComplete,
  type Faults,
  integer,
  longestDuration,
  name,
  neededInteger,
  neededName,
} from "../line/fields.js";
import { parseLine } from "../line/parse.js";
import { readAnswer } from "./answer.js";
import { eventOf, hasAddresses, longestDomain, type Resolution } from "./event.js";
import { readRules } from "./rules.js";
import { refined, type Verdict, verdictOfNumber } from "./vocabulary.js";

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
export const isFileEntry = (entry: object): boolean => "QH" in entry && "T" in entry;

const nothing: Result = {};

function resultOf(value: unknown, faults: Faults): Result {
  if (value === undefined) return nothing;
  const isResult = typeof value === "object" && value !== null;
  expectComplete(isResult, faults);
  return isResult ? value : nothing;
}

const idOfRule = (rule: { readonly FilterListID?: unknown }): unknown => rule.FilterListID;

function resolutionOf(answer: unknown, type: string, verdict: Verdict): Resolution | RefusalReason {
  if (answer === undefined || answer === null) return { rcode: "", addresses: [] };
  if (typeof answer !== "string") return "incomplete";
  return readAnswer(answer, hasAddresses(type, verdict)) ?? "answer";
}

function readEntry(entry: FileEntry): Read<QueryEvent> {
  const faults: Faults = { first: undefined };
  const result = resultOf(entry.Result, faults);
  const rules = readRules(result.Rules, idOfRule, faults);
  const number = integer(result.Reason, faults, 0, 255);
  const verdict = refined(verdictOfNumber(number, result.IsFiltered === true), rules.isUsers);
  const type = neededName(entry.QT, faults);
  const read = {
    time: neededName(entry.T, faults),
    client: neededName(entry.IP, faults),
    clientId: name(entry.CID, faults),
    domain: neededName(entry.QH, faults, longestDomain),
    type,
    verdict,
    filterLists: rules.lists,
    blockedService: name(result.ServiceName, faults),
    isCached: entry.Cached === true,
    upstream: name(entry.Upstream, faults),
    duration: neededInteger(entry.Elapsed, faults, 0, longestDuration) / 1e9,
  };
  const resolution = faults.first ?? resolutionOf(entry.Answer, type, verdict);
  return eventOf(read, resolution, faults);
}

/** Reads a line of AdGuard Home's querylog.json. It never throws. */
export function readQueryLine(line: Buffer): Read<QueryEvent> {
  const entry = parseLine(line);
  return typeof entry === "string" ? { refused: entry } : readEntry(entry);
}
