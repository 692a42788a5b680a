import { AdguardError } from "./http-request.js";
import { entryKey, sizeOf, type LogEntry } from "./log-entry.js";
import type { FetchPage, LogPage } from "./log-pages.js";

/** Consecutive entries of the query log. */
export interface Batch {
  /** Oldest first; the first ones may be the last ones of the batch before. */
  readonly entries: readonly LogEntry[];
  /** AdGuard Home's clock before the request, in unix milliseconds. */
  readonly serverTime: number;
  /** Whether the log starts with this batch. */
  readonly isFirst: boolean;
  /** Entries older than this are in this batch or in one before; undefined for the last batch of the log. */
  readonly upTo: bigint | undefined;
}

/**
 * Largest number of entries that two consecutive pages share; small pages share a fifth. AdGuard Home writes concurrent
 * entries out of order (by up to 31 places with 32 clients), and selects a page by place but filters it by time:
 * without an overlap, an entry that is out of order at the edge could be in neither page. A page is complete as long as
 * no line is followed by as many lines with earlier timestamps.
 */
const maxOverlap = 100;

/** Limit of the pages that are kept in memory because they can be fetched by offset only. */
const maxHeldPages = 8;

/** Limit of these pages in bytes. */
const maxHeldBytes = 8_388_608;

/** Limit of the pages whose requests are kept: twenty million entries, of which each page adds 400. */
const maxSteps = 50_000;

/** A page that was found while paging back. */
interface Step {
  /** The request's timestamp; undefined for the newest page and for a held one. */
  readonly olderThan?: bigint | undefined;
  /** The page itself, where no timestamp fetches it again. */
  readonly held?: LogPage | undefined;
  /** Key of its oldest entry. */
  readonly oldest: string | undefined;
  /** The page contains all entries older than this, back to its edge; undefined for the newest page. */
  readonly upTo: bigint | undefined;
}

/**
 * Reads the query log since a timestamp, in batches, oldest first. It pages back, keeping only the request of each page,
 * and then forward, so that memory holds one page at a time. It stops early if a page isn't found again, and the next
 * call continues.
 *
 * AdGuard Home 0.107 requires the following care:
 * - It finds `older_than` by binary search in a file whose lines are out of order. A timestamp without a line, and
 *   sometimes one with a line, isn't found; the response is then empty or has only entries in memory, as at the start
 *   of the log. Therefore a page counts only if it is full and overlaps the page before; else other timestamps of that
 *   page are tried, and at last the offset.
 * - A page that was found while paging back may be missing while paging forward, since the file has grown. The rest is
 *   then left to the next call.
 * - Several entries may share a timestamp, and a page by that timestamp may lack some of them. Only timestamps newer
 *   than the edge are used.
 * - Unreadable lines are returned last, with the year 1, and are never used as an edge.
 *
 * @param since nanoseconds since 1970
 * @throws AdguardError
 */
export async function* batchesSince(fetchPage: FetchPage, since: bigint, signal: AbortSignal): AsyncGenerator<Batch> {
  const { steps, page } = await pageBack(fetchPage, since, signal);
  yield { entries: page.entries, serverTime: page.serverTime, isFirst: !page.isFull, upTo: steps.at(-1)?.upTo };
  for (let index = steps.length - 2; index >= 0; index -= 1) {
    const [step, older] = [steps[index], steps[index + 1]];
    if (step === undefined || older === undefined) return;
    const again = step.held ?? (await fetchPage({ olderThan: step.olderThan }, signal));
    if (step.held === undefined && !isSamePage(again, step, older)) return;
    yield { entries: again.entries, serverTime: again.serverTime, isFirst: false, upTo: step.upTo };
  }
}

interface PathBack {
  /** Newest first. */
  readonly steps: readonly Step[];
  /** The page of the last step. */
  readonly page: LogPage;
}

/** Pages back until a page reaches the timestamp or the start of the log. */
async function pageBack(fetchPage: FetchPage, since: bigint, signal: AbortSignal): Promise<PathBack> {
  let page = await fetchPage({}, signal);
  // Parsed entries are counted, not lines: unreadable lines come last on each page.
  let depth = page.entries.length;
  const steps: Step[] = [{ oldest: oldestKey(page), upTo: undefined }];
  const held = { pages: 0, bytes: 0 };
  while (!reaches(page, since)) {
    const older = await fetchOlder(fetchPage, page, depth, signal);
    if (held.pages > maxHeldPages || held.bytes > maxHeldBytes)
      throw new AdguardError("AdGuard Home's query log is too much out of order to be read back");
    if (steps.length >= maxSteps) throw new AdguardError("AdGuard Home's query log is too long to be read back");
    const known = new Set(page.entries.map(entryKey));
    depth += older.page.entries.filter((each) => !known.has(entryKey(each))).length;
    page = older.page;
    steps.push(older.step);
    if (older.step.held === undefined) continue;
    held.pages += 1;
    for (const entry of page.entries) held.bytes += sizeOf(entry);
  }
  return { steps, page };
}

const overlapSize = ({ entries }: LogPage): number => Math.max(1, Math.min(maxOverlap, Math.floor(entries.length / 5)));

/**
 * Timestamp after which the page contains all entries, provided that an older page follows; undefined for a page
 * without entries. A newer line before the page would be followed by all entries up to the edge, which are older.
 */
const edgeOf = (page: LogPage): bigint | undefined => page.entries[overlapSize(page) - 1]?.timestamp;

/** Whether the page contains all entries after a timestamp. */
function reaches(page: LogPage, since: bigint): boolean {
  const edge = edgeOf(page);
  return !page.isFull || (edge !== undefined && edge <= since);
}

/** Whether a page that was fetched again starts with the same entry, or lacks only entries of the older page. */
function isSamePage(again: LogPage, { oldest }: Step, older: Step): boolean {
  const edge = edgeOf(again);
  if (!again.isFull || edge === undefined) return false;
  return edge < (older.upTo ?? 0n) || again.entries.some((each) => entryKey(each) === oldest);
}

const oldestKey = ({ oldest }: LogPage): string | undefined => oldest && entryKey(oldest);

interface OlderPage {
  readonly page: LogPage;
  readonly step: Step;
}

/** @param depth number of entries newer than the end of the page */
async function fetchOlder(fetchPage: FetchPage, page: LogPage, depth: number, signal: AbortSignal): Promise<OlderPage> {
  for (const olderThan of timestampsIn(page)) {
    const found = await fetchPage({ olderThan }, signal);
    if (!overlaps(found, page)) continue;
    if (found.isFull) return { page: found, step: { olderThan, oldest: oldestKey(found), upTo: olderThan } };
    // A short page is the start of the log, or only entries in memory. The offset leads to the start in both cases.
    break;
  }
  const held = await fetchByOffset(fetchPage, page, depth, signal);
  const upTo = held.entries.at(-1)?.timestamp ?? 0n;
  return { page: held, step: { held, oldest: oldestKey(held), upTo } };
}

/** Fetches the older page by offset, and corrects the offset for entries that were logged since they were counted. */
async function fetchByOffset(
  fetchPage: FetchPage,
  page: LogPage,
  depth: number,
  signal: AbortSignal,
): Promise<LogPage> {
  for (let after = Math.max(0, depth - overlapSize(page)), attempt = 0; attempt < 20; attempt += 1) {
    const found = await fetchPage({ after }, signal);
    if (overlaps(found, page)) return found;
    // Only a page that is still newer justifies a larger offset.
    if ((found.oldest?.timestamp ?? 0n) < (page.oldest?.timestamp ?? 0n)) break;
    after += found.entries.length - overlapSize(found);
  }
  throw new AdguardError("AdGuard Home doesn't find its query log's older entries");
}

/** Timestamps to try: the first one after the edge, then newer ones, since the order elsewhere may be intact. */
function timestampsIn(page: LogPage): readonly bigint[] {
  const edge = edgeOf(page) ?? 0n;
  const distinct = new Set(page.entries.map(({ timestamp }) => timestamp).filter((each) => each > edge));
  return [...distinct].filter((_, index) => index % 7 === 0).slice(0, 8);
}

/** Whether a page contains the oldest entry of the newer page. */
const overlaps = ({ entries }: LogPage, { oldest }: LogPage): boolean =>
  oldest === undefined || entries.some((each) => entryKey(each) === entryKey(oldest));
