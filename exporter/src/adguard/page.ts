import type { Adguard } from "./client.js";
import { inOrder, placed, type PlacedEntry } from "./entry.js";
import { TooMuchError } from "./exchange.js";
import { printMoment } from "./moment.js";

/** A piece of the query log. */
export interface Page {
  /** Oldest first. */
  readonly entries: readonly PlacedEntry[];
  /** The one that AdGuard Home gave last: where older ones go on. */
  readonly oldest: PlacedEntry | undefined;
  /** Whether there may be older ones. */
  readonly isFull: boolean;
  /** What AdGuard Home's clock showed, in unix milliseconds. */
  readonly time: number;
}

/** Which piece: what is older than a moment, or what comes after so many newer entries. */
export type Where = { readonly olderThan?: bigint | undefined } | { readonly after: number };

/** Asks for pages of the query log. */
export interface Pages {
  /** How many entries a page holds at most. */
  readonly size: () => number;
  readonly ask: (where: Where, signal: AbortSignal) => Promise<Page>;
}

const smallest = 20;

/**
 * Pages of AdGuard Home's query log. Where a page comes to more bytes than are read, pages become smaller.
 *
 * While AdGuard Home writes its memory to the file, an entry may come twice in one answer, from both. A page with two
 * alike is asked for again: what is twice there again was logged twice.
 */
export function pagesOf(adguard: Adguard, largest: number): Pages {
  let size = largest;

  const askOnce = async (where: Where, signal: AbortSignal): Promise<Page> => {
    const asked = size;
    try {
      const { body, time } = await adguard.ask("querylog", { limit: String(asked), ...parametersOf(where) }, signal);
      const data = dataOf(body);
      const entries = data.map(placed).filter((each) => each !== undefined);
      const oldest = entries.at(-1);
      return { entries: entries.sort(inOrder), oldest, isFull: data.length >= asked, time };
    } catch (error) {
      if (!(error instanceof TooMuchError) || size <= smallest) throw error;
      size = Math.max(smallest, Math.floor(size / 2));
      return askOnce(where, signal);
    }
  };

  return {
    size: () => size,
    ask: async (where, signal) => {
      const page = await askOnce(where, signal);
      if (!hasTwins(page)) return page;
      const again = await askOnce(where, signal);
      return { ...page, entries: inBoth(page.entries, again.entries) };
    },
  };
}

function parametersOf(where: Where): Readonly<Record<string, string>> {
  if ("after" in where) return { offset: String(where.after) };
  return where.olderThan === undefined ? {} : { older_than: printMoment(where.olderThan) };
}

function dataOf(body: unknown): readonly unknown[] {
  const { data }: { readonly data?: unknown } = typeof body === "object" && body !== null ? body : {};
  return Array.isArray(data) ? data : [];
}

/** What tells an entry from all others. */
export const keyOf = ({ moment, id }: PlacedEntry) => `${moment}${id}`;

const hasTwins = ({ entries }: Page) => new Set(entries.map(keyOf)).size < entries.length;

/** As often as in the one that has it less often, if it has it at all: older ones may have made room meanwhile. */
function inBoth(entries: readonly PlacedEntry[], others: readonly PlacedEntry[]): readonly PlacedEntry[] {
  const left = new Map<string, number>();
  for (const each of others) left.set(keyOf(each), (left.get(keyOf(each)) ?? 0) + 1);
  const seen = new Set<string>();
  return entries.filter((each) => {
    const key = keyOf(each);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst || count > 0;
  });
}
