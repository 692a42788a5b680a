import { AdguardError } from "./exchange.js";
import type { PlacedEntry } from "./entry.js";
import { keyOf, type Page, type Pages } from "./page.js";

/** A stretch of the query log, with all entries that it holds. */
export interface Stretch {
  /** Oldest first; the first ones may have been in the stretch before already. */
  readonly entries: readonly PlacedEntry[];
  /** What AdGuard Home's clock showed before it was asked, in unix milliseconds. */
  readonly time: number;
  /** Whether the log begins with it. */
  readonly isFirst: boolean;
  /** Whether the log ends with it. */
  readonly isLast: boolean;
}

/**
 * How many entries pages have in common at most; small pages have a fifth. AdGuard Home writes entries that come at once
 * out of order (by up to 31 places with 32 askers), and reads pages by place but leaves out by time: at the seam of two
 * pages, what is out of order would be in neither.
 */
const commonEntries = 100;

/** How many pages that could only be found by counting are kept meanwhile. */
const mostHeld = 8;

/** A page on the way back: it holds all from `from` on, up to where the one before it begins. */
interface Step {
  readonly from: bigint;
  /** What it is older than; undefined for the newest. */
  readonly olderThan?: bigint | undefined;
  /** Itself, where it can't be asked for again by a moment. */
  readonly held?: Page | undefined;
}

/**
 * The query log from a moment on, in stretches, oldest first. It goes back page by page, keeping only where each began,
 * and then forth: memory holds one page, however long ago the moment is. Where much was logged meanwhile, the last
 * stretch isn't the log's last, and whoever asks again gets the rest.
 *
 * What AdGuard Home (0.107) makes hard, as seen on a real one:
 * - It looks for `older_than` by halving a file whose lines aren't in order. A moment that is no line's, and now and then
 *   one that is, isn't found, and the answer is then empty, or has what is in memory alone, as at the log's beginning.
 *   Here a page counts only if it holds the oldest entry of the page before it; otherwise others of its moments are
 *   tried, and at last it is asked for by counting.
 * - A page that isn't full is the log's beginning only if counting leads to nothing older.
 * - Lines that it can't read come last, as of the year 1; nothing is asked for by them.
 *
 * @param since nanoseconds since 1970
 * @throws AdguardError
 */
export async function* stretchesSince(pages: Pages, since: bigint, signal: AbortSignal): AsyncGenerator<Stretch> {
  let page = await pages.ask({}, signal);
  // Lines that can't be read come last, whatever is asked for, so they aren't counted.
  let depth = page.entries.length;
  const steps: Step[] = [{ from: seamOf(page) }];
  while (page.isFull && seamOf(page) > since) {
    const older = await pageBefore(pages, page, depth, signal);
    if (steps.filter(({ held }) => held !== undefined).length > mostHeld)
      throw new AdguardError("AdGuard Home's query log is too much out of order to be read back");
    const known = new Set(page.entries.map(keyOf));
    depth += older.page.entries.filter((each) => !known.has(keyOf(each))).length;
    page = older.page;
    steps.push({ ...older.step, from: seamOf(page) });
  }
  yield { entries: page.entries, time: page.time, isFirst: !page.isFull, isLast: steps.length === 1 };
  for (const step of steps.slice(0, -1).reverse()) {
    const isNewest = step === steps[0];
    const again = step.held ?? (await pages.ask({ olderThan: step.olderThan }, signal));
    const reaches = (again.entries[0]?.moment ?? step.from + 1n) <= step.from;
    // The newest page moves on. Whoever asks again gets what it left behind.
    if (!reaches && isNewest) return;
    if (!reaches) throw new AdguardError("AdGuard Home's query log changed while it was read");
    yield { entries: again.entries, time: again.time, isFirst: false, isLast: isNewest };
  }
}

const commonIn = ({ entries }: Page): number => Math.min(commonEntries, Math.floor(entries.length / 5));

/** From which moment on a page that is followed by another one holds everything. */
const seamOf = (page: Page): bigint => page.entries[commonIn(page)]?.moment ?? 0n;

interface Older {
  readonly page: Page;
  readonly step: Pick<Step, "olderThan" | "held">;
}

async function pageBefore(pages: Pages, page: Page, depth: number, signal: AbortSignal): Promise<Older> {
  let short: Older | undefined;
  for (const olderThan of momentsIn(page)) {
    const found = await pages.ask({ olderThan }, signal);
    if (!goesOn(found, page)) continue;
    if (found.isFull) return { page: found, step: { olderThan } };
    short = { page: found, step: { olderThan } };
    break;
  }
  const counted = await countedBefore(pages, page, depth, signal);
  return short !== undefined && reachesAsFar(short.page, counted) ? short : { page: counted, step: { held: counted } };
}

/** The page that goes on after so many entries, and after as many as came since they were counted. */
async function countedBefore(pages: Pages, page: Page, depth: number, signal: AbortSignal): Promise<Page> {
  for (let after = Math.max(0, depth - commonIn(page)), tries = 0; tries < 20; tries += 1) {
    const found = await pages.ask({ after }, signal);
    if (goesOn(found, page)) return found;
    // Only where it is newer yet there is a reason to count on.
    if ((found.oldest?.moment ?? 0n) < (page.oldest?.moment ?? 0n)) break;
    after += found.entries.length - commonIn(found);
  }
  throw new AdguardError("AdGuard Home doesn't find its query log's older entries");
}

const reachesAsFar = (page: Page, other: Page): boolean =>
  page.oldest !== undefined && other.oldest !== undefined && page.oldest.moment <= other.oldest.moment;

/** Moments to ask by: the one at the seam first, then newer ones. What was out of order there needn't be elsewhere. */
function momentsIn(page: Page): readonly bigint[] {
  const oldest = page.entries[0]?.moment ?? 0n;
  const moments = page.entries.slice(commonIn(page)).map(({ moment }) => moment);
  const distinct = [...new Set(moments)].filter((moment) => moment > oldest);
  return distinct.filter((_, index) => index % 7 === 0).slice(0, 8);
}

const goesOn = ({ entries }: Page, { oldest }: Page): boolean =>
  oldest === undefined || entries.some((each) => keyOf(each) === keyOf(oldest));
