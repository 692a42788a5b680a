import { createHash } from "node:crypto";
import { parseTimestamp } from "./timestamp.js";

/** An entry of the query log with what tells it from all others. */
export interface LogEntry {
  /** When it was logged, in nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** The same for the same entry, however it came; of one moment hardly any two are alike. */
  readonly id: string;
  /** As the API gave it, without what AdGuard Home knows of the client: that changes, and the entry doesn't. */
  readonly fields: object;
}

type Fields = Readonly<Partial<Record<string, unknown>>>;

/** What was logged before can only be damage: AdGuard Home gives a line that it can't read the year 1. */
const earliest = 946_684_800_000_000_000n;

/** An entry of the API with its place in time; undefined for what has none. */
export function toEntry(value: unknown): LogEntry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { client_info: _info, ...entry }: Fields = { ...value };
  const moment = parseTimestamp(entry["time"]);
  return moment === undefined || moment < earliest ? undefined : { timestamp: moment, id: idOf(entry), fields: entry };
}

/**
 * Fields by which entries of one moment differ; the moment itself may be written in another time zone. The client's
 * address isn't one of them: once it is told to, AdGuard Home gives those of older entries without their ends, too.
 */
const identifyingFields = [
  "client_id",
  "client_proto",
  "question",
  "elapsedMs",
  "reason",
  "upstream",
  "cached",
] as const;

const idOf = (entry: Fields): string =>
  createHash("sha1")
    .update(JSON.stringify(identifyingFields.map((field) => entry[field])))
    .digest("base64url")
    .slice(0, 16);

/** By moment, and within one always in the same order. */
export function compareEntries(one: LogEntry, other: LogEntry): number {
  if (one.timestamp !== other.timestamp) return one.timestamp < other.timestamp ? -1 : 1;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}
