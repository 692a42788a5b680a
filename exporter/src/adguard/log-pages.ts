import type { RejectionReason } from "../events.js";
import type { AdguardClient } from "./client.js";
import type { ListReader } from "./element-collector.js";
import { ResponseTooLargeError } from "./http-request.js";
import { compareEntries, entryKey, noEntryReason, sizeOf, toEntry, type LogEntry } from "./log-entry.js";
import { formatNanoseconds } from "./timestamp.js";

/** A page of the query log. */
export interface LogPage {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** The last entry of the response, after which older pages continue. */
  readonly oldest: LogEntry | undefined;
  /** Whether the response reached its limit, so that older entries may follow. */
  readonly isFull: boolean;
  /** AdGuard Home's clock, in unix milliseconds. */
  readonly serverTime: number;
}

/** Entries older than a timestamp in nanoseconds, the newest entries, or the entries after so many newer ones. */
export type PageRequest = { readonly olderThan?: bigint | undefined } | { readonly after: number };

/** @throws AdguardError */
export type FetchPage = (request: PageRequest, signal: AbortSignal) => Promise<LogPage>;

const minPageSize = 20;

/** Limit of the entries of a page in memory. An entry has a kilobyte, and one with the longest answer 100: twenty fit. */
const maxPageBytes = 2_097_152;

/**
 * Fetches pages of AdGuard Home's query log. After a response above the size limit, pages are halved.
 *
 * While AdGuard Home writes its memory to the file, it may return an entry twice, from both. A page with equal entries
 * is therefore fetched twice, and only an entry that is repeated in both responses was logged twice.
 *
 * @param onRejected called for each element of a page that is no entry, each time that the page is fetched
 */
export function createPageFetcher(
  client: AdguardClient,
  maxPageSize: number,
  onRejected: (reason: RejectionReason, key: string) => void = () => undefined,
): FetchPage {
  let size = maxPageSize;

  const fetchOnce = async (request: PageRequest, signal: AbortSignal): Promise<LogPage> => {
    const limit = size;
    try {
      const parameters = { limit: String(limit), ...parametersOf(request) };
      const collected = createEntryCollector(onRejected);
      const { serverTime } = await client.get("querylog", parameters, signal, new Map([["data", collected.reader]]));
      const { entries, count } = collected;
      const oldest = entries.at(-1);
      return { entries: entries.sort(compareEntries), oldest, isFull: count() >= limit, serverTime };
    } catch (error) {
      if (!(error instanceof ResponseTooLargeError) || size <= minPageSize) throw error;
      size = Math.max(minPageSize, Math.floor(size / 2));
      return fetchOnce(request, signal);
    }
  };

  return async (request, signal) => {
    const page = await fetchOnce(request, signal);
    if (!hasDuplicates(page)) return page;
    const again = await fetchOnce(request, signal);
    return { ...page, entries: repeatedInBoth(page.entries, again.entries) };
  };
}

function parametersOf(request: PageRequest): Readonly<Record<string, string>> {
  if ("after" in request) return { offset: String(request.after) };
  return request.olderThan === undefined ? {} : { older_than: formatNanoseconds(request.olderThan) };
}

/** Collects the entries of a response, and counts all its elements. */
function createEntryCollector(onRejected: ListReader["rejected"]) {
  const entries: LogEntry[] = [];
  let [others, bytes] = [0, 0];
  const reader: ListReader = {
    element: (value) => {
      const entry = toEntry(value);
      if (entry === undefined) {
        const reason = noEntryReason(value);
        if (reason === undefined) others += 1;
        return reason;
      }
      bytes += sizeOf(entry);
      if (bytes > maxPageBytes) throw new ResponseTooLargeError("AdGuard Home sent too large a page of its query log");
      entries.push(entry);
      return undefined;
    },
    rejected: (reason, key) => {
      others += 1;
      onRejected(reason, key);
    },
  };
  return { entries, reader, count: () => entries.length + others };
}

const hasDuplicates = ({ entries }: LogPage) => new Set(entries.map(entryKey)).size < entries.length;

/**
 * Keeps every first occurrence, and further ones as often as the other response has them. The other response may lack
 * an entry, since newer ones may have pushed it off the page.
 */
function repeatedInBoth(entries: readonly LogEntry[], others: readonly LogEntry[]): readonly LogEntry[] {
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
