import type { AdguardClient } from "./client.js";
import { compareEntries, toEntry, type LogEntry } from "./log-entry.js";
import { ResponseTooLargeError } from "./http-request.js";
import { formatTimestamp } from "./timestamp.js";

/** A piece of the query log. */
export interface LogPage {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** The one that AdGuard Home gave last: where older ones go on. */
  readonly oldest: LogEntry | undefined;
  /** Whether there may be older ones. */
  readonly isFull: boolean;
  /** What AdGuard Home's clock showed, in unix milliseconds. */
  readonly serverTime: number;
}

/** Which piece: what is older than a moment, or what comes after so many newer entries. */
export type PageRequest = { readonly olderThan?: bigint | undefined } | { readonly after: number };

/** Asks for pages of the query log. */
export interface LogPages {
  /** How many entries a page holds at most. */
  readonly size: () => number;
  readonly fetch: (where: PageRequest, signal: AbortSignal) => Promise<LogPage>;
}

const minPageSize = 20;

/**
 * Pages of AdGuard Home's query log. Where a page comes to more bytes than are read, pages become smaller.
 *
 * While AdGuard Home writes its memory to the file, an entry may come twice in one answer, from both. A page with two
 * alike is asked for again: what is twice there again was logged twice.
 */
export function createLogPages(adguard: AdguardClient, largest: number): LogPages {
  let size = largest;

  const askOnce = async (where: PageRequest, signal: AbortSignal): Promise<LogPage> => {
    const asked = size;
    try {
      const { body, time } = await adguard.get("querylog", { limit: String(asked), ...parametersOf(where) }, signal);
      const data = dataOf(body);
      const entries = data.map(toEntry).filter((each) => each !== undefined);
      const oldest = entries.at(-1);
      return { entries: entries.sort(compareEntries), oldest, isFull: data.length >= asked, serverTime: time };
    } catch (error) {
      if (!(error instanceof ResponseTooLargeError) || size <= minPageSize) throw error;
      size = Math.max(minPageSize, Math.floor(size / 2));
      return askOnce(where, signal);
    }
  };

  return {
    size: () => size,
    fetch: async (where, signal) => {
      const page = await askOnce(where, signal);
      if (!hasTwins(page)) return page;
      const again = await askOnce(where, signal);
      return { ...page, entries: inBoth(page.entries, again.entries) };
    },
  };
}

function parametersOf(where: PageRequest): Readonly<Record<string, string>> {
  if ("after" in where) return { offset: String(where.after) };
  return where.olderThan === undefined ? {} : { older_than: formatTimestamp(where.olderThan) };
}

function dataOf(body: unknown): readonly unknown[] {
  const { data }: { readonly data?: unknown } = typeof body === "object" && body !== null ? body : {};
  return Array.isArray(data) ? data : [];
}

/** What tells an entry from all others. */
export const entryKey = ({ timestamp: moment, id }: LogEntry) => `${moment}${id}`;

const hasTwins = ({ entries }: LogPage) => new Set(entries.map(entryKey)).size < entries.length;

/** As often as in the one that has it less often, if it has it at all: older ones may have made room meanwhile. */
function inBoth(entries: readonly LogEntry[], others: readonly LogEntry[]): readonly LogEntry[] {
  const left = new Map<string, number>();
  for (const each of others) left.set(entryKey(each), (left.get(entryKey(each)) ?? 0) + 1);
  const seen = new Set<string>();
  return entries.filter((each) => {
    const key = entryKey(each);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst || count > 0;
  });
}
