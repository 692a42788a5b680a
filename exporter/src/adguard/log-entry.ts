import { createHash } from "node:crypto";
import type { RejectionReason } from "../events.js";
import { entryFields, type EntryFields } from "./entry-fields.js";
import { parseNanoseconds } from "./timestamp.js";

/** An entry of the query log, identified by timestamp and id. */
export interface LogEntry {
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  /**
   * Hash of the identifying fields: the same each time the entry is returned, and unique among entries of a timestamp.
   */
  readonly id: string;
  /** Those of {@link entryFields}. */
  readonly fields: object;
}

/** Year 2000 in nanoseconds since 1970. Older entries are damage: the API gives an unreadable line the year 1. */
const earliest = 946_684_800_000_000_000n;

/** Converts an entry of the API; undefined for a value without a plausible timestamp. */
export function toEntry(value: unknown): LogEntry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = entryFields(value);
  const timestamp = parseNanoseconds(fields["time"]);
  return timestamp === undefined || timestamp < earliest ? undefined : { timestamp, id: idOf(fields), fields };
}

/** Why an object is no entry. AdGuard Home returns the year 1 for a line that it can't read, which isn't reported. */
export function noEntryReason({ time }: { readonly time?: unknown }): RejectionReason | undefined {
  if (typeof time !== "string") return "incomplete";
  return time.startsWith("0001-") ? undefined : "implausible";
}

/**
 * Fields that distinguish entries of one timestamp. `time` is missing because its time zone may change, `client` because
 * AdGuard Home also anonymizes the addresses of older entries once that is enabled.
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

const idOf = (fields: EntryFields): string =>
  createHash("sha1")
    .update(JSON.stringify(identifyingFields.map((field) => fields[field])))
    .digest("base64url")
    .slice(0, 16);

/** Identifies an entry among all others. */
export const entryKey = ({ timestamp, id }: Pick<LogEntry, "timestamp" | "id">): string => `${timestamp}${id}`;

/** Compares by timestamp, then by id. */
export function compareEntries(one: LogEntry, other: LogEntry): number {
  if (one.timestamp !== other.timestamp) return one.timestamp < other.timestamp ? -1 : 1;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

/** Bytes of an object besides its texts. */
const objectSize = 64;

/** Estimates the memory of an entry in bytes, generously. */
export function sizeOf({ fields }: LogEntry): number {
  const lists = Object.values(fields).filter((value) => Array.isArray(value));
  const objects = lists.reduce((sum, list) => sum + list.length, 8);
  return objects * objectSize + JSON.stringify(fields).length;
}
