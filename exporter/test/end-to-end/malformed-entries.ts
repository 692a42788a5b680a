import type { QueryEvent, RejectionReason } from "../../src/events.js";
import { apiEntry } from "../logs/api-entry.js";
import { goTime } from "../logs/go-format.js";

/** A malformed entry and the reason of its rejection. */
export interface MalformedEntry {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly rejected: RejectionReason;
}

const question = { class: "IN", name: "example.org", type: "A" };

const changes: readonly (readonly [Readonly<Record<string, unknown>>, RejectionReason])[] = [
  [{ question: null }, "incomplete"],
  [{ reason: 7 }, "incomplete"],
  [{ elapsedMs: "-1" }, "implausible"],
  [{ client: "nobody" }, "implausible"],
  [{ question: { ...question, name: "a.".repeat(2000) } }, "implausible"],
  [{ question: { ...question, name: "ding\u0007.lab" } }, "characters"],
];

/**
 * Malformed variants of the entry of a query, each with a nanosecond of its own, as in a real log: entries that differ in
 * the client alone are equal for the exporter, which may then count one of them twice and not the other.
 */
export const malformedEntries = (event: QueryEvent): readonly MalformedEntry[] =>
  changes.map(([change, rejected], index) => ({
    entry: { ...apiEntry(event), time: goTime(event.time, index, 60), ...change },
    rejected,
  }));
