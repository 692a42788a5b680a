import type { QueryEvent, RejectionReason } from "../../src/events.js";
import { apiEntry } from "../logs/api-entry.js";

/** An entry as nobody should believe it, and why it is refused. */
export interface HostileEntry {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly refused: RejectionReason;
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

/** What a broken AdGuard Home, or somebody in its place, could answer in place of a query. */
export const hostileEntries = (event: QueryEvent): readonly HostileEntry[] =>
  changes.map(([change, refused]) => ({ entry: { ...apiEntry(event), ...change }, refused }));
