import { AdguardError } from "./http-request.js";
import type { LogEntry } from "./log-entry.js";
import { entryKey, type LogPage, type LogPages } from "./log-pages.js";

/** A stretch of the query log, with all entries that it holds. */
export interface Batch {
  /** Oldest first; the first ones may have been in the stretch before already. */
  readonly entries: readonly LogEntry[];
  /** What AdGuard Home's clock showed before it was asked, in unix milliseconds. */
  readonly serverTime: number;
  /** Whether the log begins with it. */
  readonly isFirst: boolean;
  /** All that is older than this was in it or in a stretch before; undefined for the last, with which the log ends. */
  readonly upTo: bigint | undefined;
}

/**
 * How many entries pages have in common at most; small pages have a fifth. AdGuard Home writes entries that come at once
 * out of order (by up to 31 places with 32 askers), and reads pages by place but leaves out by time: at the seam of two
 * pages, what is out of order would be in neither. All that is said here of pages being whole holds as long as no line
 * is followed by as many lines of earlier moments.
 */
const maxOverlap = 100;

/** How many pages that could only be found by counting are kept meanwhile. */
const maxHeldPages = 8;

/** A page on the way back. */
interface Step {
  /** What it is older than; undefined for the newest, and where it is held. */
  readonly olderThan?: bigint | undefined;
  /** Itself, where it can't be asked for again by a moment. */
  readonly held?: LogPage | undefined;
  /** The key of its oldest entry. */
  readonly oldest: string | undefined;
  /** It holds all that is older than this, back to its own edge; undefined for the newest. */
  readonly upTo: bigint | undefined;
}

/**
 * The query log from a moment on, in stretches, oldest first. It goes back page by page, keeping only where each began,
 * and then forth: memory holds one page, however long ago the moment is. Where much was logged meanwhile, or a page isn't
 * found again, the last stretch isn't the log's last, and whoever asks again gets the rest.
 *
 * What AdGuard Home (0.107) makes hard, as seen on a real one:
 * - It looks for `older_than` by halving a file whose lines aren't in order. A moment that is no line's, and now and then
 *   one that is, isn't found, and the answer is then empty, or has what is in memory alone, as at the log's beginning.
 *   Here a page counts only if it is full and holds the oldest entry of the page before it; otherwise others of its
 *   moments are tried, and at last it is asked for by counting.
 * - What was found on the way back need not be on the way forth: the file has grown, and is halved elsewhere. Then what
 *   follows is left to whoever asks again.
 * - Entries may have the same moment. Of those at the edge of a page some may be in none that is asked for by it, so
 *   only newer moments are asked by.
 * - Lines that it can't read come last, as of the year 1; nothing is asked for by them.
 *
 * @param since nanoseconds since 1970
 * @throws AdguardError
 */
export async function* batchesSince(pages: LogPages, since: bigint, signal: AbortSignal): AsyncGenerator<Batch> {
  let page = await pages.fetch({}, signal);
  // Lines that can't be read come last, whatever is asked for, so they aren't counted.
  let depth = page.entries.length;
  const steps: Step[] = [{ oldest: oldestOf(page), upTo: undefined }];
  while (!reaches(page, since)) {
    const older = await pageBefore(pages, page, depth, signal);
    if (steps.filter(({ held }) => held !== undefined).length > maxHeldPages)
      throw new AdguardError("AdGuard Home's query log is too much out of order to be read back");
    const known = new Set(page.entries.map(entryKey));
    depth += older.page.entries.filter((each) => !known.has(entryKey(each))).length;
    page = older.page;
    steps.push(older.step);
  }
  yield { entries: page.entries, serverTime: page.serverTime, isFirst: !page.isFull, upTo: steps.at(-1)?.upTo };
  for (let index = steps.length - 2; index >= 0; index -= 1) {
    const [step, older] = [steps[index], steps[index + 1]];
    if (step === undefined || older === undefined) return;
    const again = step.held ?? (await pages.fetch({ olderThan: step.olderThan }, signal));
    if (step.held === undefined && !isWhole(again, step, older)) return;
    yield { entries: again.entries, serverTime: again.serverTime, isFirst: false, upTo: step.upTo };
  }
}

const overlapOf = ({ entries }: LogPage): number => Math.max(1, Math.min(maxOverlap, Math.floor(entries.length / 5)));

/**
 * What is newer than this is in the page, if it goes on to an older one; undefined where nothing can be read. A line
 * before the page that is newer would be followed by all the entries up to here, which are older.
 */
const edgeOf = (page: LogPage): bigint | undefined => page.entries[overlapOf(page) - 1]?.timestamp;

/** Whether it holds all that is newer than a moment. */
function reaches(page: LogPage, since: bigint): boolean {
  const edge = edgeOf(page);
  return !page.isFull || (edge !== undefined && edge <= since);
}

/** Whether a page that was asked for again begins where it did, or leaves out only what the older one holds. */
function isWhole(again: LogPage, { oldest }: Step, older: Step): boolean {
  const edge = edgeOf(again);
  if (!again.isFull || edge === undefined) return false;
  return edge < (older.upTo ?? 0n) || again.entries.some((each) => entryKey(each) === oldest);
}

const oldestOf = ({ oldest }: LogPage): string | undefined => oldest && entryKey(oldest);

interface Older {
  readonly page: LogPage;
  readonly step: Step;
}

async function pageBefore(pages: LogPages, page: LogPage, depth: number, signal: AbortSignal): Promise<Older> {
  for (const olderThan of timestampsIn(page)) {
    const found = await pages.fetch({ olderThan }, signal);
    if (!overlaps(found, page)) continue;
    if (found.isFull) return { page: found, step: { olderThan, oldest: oldestOf(found), upTo: olderThan } };
    // It is the log's beginning, or what is in memory alone. Counting leads to the beginning in either case.
    break;
  }
  const counted = await countedBefore(pages, page, depth, signal);
  const upTo = counted.entries.at(-1)?.timestamp ?? 0n;
  return { page: counted, step: { held: counted, oldest: oldestOf(counted), upTo } };
}

/** The page that goes on after so many entries, and after as many as came since they were counted. */
async function countedBefore(pages: LogPages, page: LogPage, depth: number, signal: AbortSignal): Promise<LogPage> {
  for (let after = Math.max(0, depth - overlapOf(page)), tries = 0; tries < 20; tries += 1) {
    const found = await pages.fetch({ after }, signal);
    if (overlaps(found, page)) return found;
    // Only where it is newer yet there is a reason to count on.
    if ((found.oldest?.timestamp ?? 0n) < (page.oldest?.timestamp ?? 0n)) break;
    after += found.entries.length - overlapOf(found);
  }
  throw new AdguardError("AdGuard Home doesn't find its query log's older entries");
}

/** Moments to ask by: the first beyond the edge, then newer ones. What was out of order there needn't be elsewhere. */
function timestampsIn(page: LogPage): readonly bigint[] {
  const edge = edgeOf(page) ?? 0n;
  const distinct = new Set(page.entries.map(({ timestamp: moment }) => moment).filter((moment) => moment > edge));
  return [...distinct].filter((_, index) => index % 7 === 0).slice(0, 8);
}

const overlaps = ({ entries }: LogPage, { oldest }: LogPage): boolean =>
  oldest === undefined || entries.some((each) => entryKey(each) === entryKey(oldest));
