import type { LogEntry } from "./log-entry.js";
import { nanosecondsPerSecond } from "./timestamp.js";

/** Which entries were taken, as JSON. Moments are nanoseconds since 1970. */
export interface DedupWindowState {
  /** Of the newest; 0 before the first one. */
  readonly newest: string;
  /** All up to here were taken, or are past it. */
  readonly floor: string;
  /** What was taken after the floor: moment, id, and how often. */
  readonly after: readonly (readonly [moment: string, id: string, count: number])[];
}

/** Remembers which entries were taken, so that none is taken twice and none is left out. */
export interface DedupWindow {
  /** When the newest was logged; 0 before the first one. */
  readonly newest: bigint;
  /** Whatever is at or before it isn't asked for again. */
  readonly floor: bigint;
  readonly state: DedupWindowState;
  /** Those among entries that weren't taken yet; two alike are two. */
  unseen(entries: readonly LogEntry[]): readonly LogEntry[];
  add(entry: LogEntry): void;
}

/**
 * For how long after an entry older ones may still turn up. While AdGuard Home writes its memory to the file, entries
 * are in neither; on a slow card that takes seconds.
 */
const maxLateness = 10n * nanosecondsPerSecond;

/** How many entries are remembered one by one; where more came within the time, it is shorter. */
const maxEntries = 250;

interface Remembered {
  readonly moment: bigint;
  readonly id: string;
  readonly count: number;
}

/** Goes on from what was saved, or begins after a moment. */
export function createDedupWindow(start: DedupWindowState | bigint): DedupWindow {
  let newest = typeof start === "bigint" ? 0n : BigInt(start.newest);
  let floor = typeof start === "bigint" ? start : BigInt(start.floor);
  const remembered = new Map<string, Remembered>();
  if (typeof start !== "bigint")
    for (const [moment, id, count] of start.after)
      remembered.set(keyOf(BigInt(moment), id), { moment: BigInt(moment), id, count });

  // For many at a time: it goes over all of them.
  const forget = () => {
    const moments = [...remembered.values()].map(({ moment }) => moment).sort((one, other) => (one < other ? 1 : -1));
    const past = moments[maxEntries];
    if (newest - maxLateness > floor) floor = newest - maxLateness;
    if (past !== undefined && past > floor) floor = past;
    for (const [key, { moment }] of remembered) if (moment <= floor) remembered.delete(key);
  };

  return {
    get newest() {
      return newest;
    },
    get floor() {
      forget();
      return floor;
    },
    get state() {
      forget();
      return {
        newest: String(newest),
        floor: String(floor),
        after: [...remembered.values()].map(({ moment, id, count }) => [String(moment), id, count] as const),
      };
    },
    unseen: (entries) => {
      const left = new Map([...remembered].map(([key, { count }]) => [key, count]));
      return entries.filter(({ timestamp: moment, id }) => {
        if (moment <= floor) return false;
        const key = keyOf(moment, id);
        const count = left.get(key) ?? 0;
        left.set(key, count - 1);
        return count <= 0;
      });
    },
    add: ({ timestamp: moment, id }) => {
      if (moment > newest) newest = moment;
      const key = keyOf(moment, id);
      remembered.set(key, { moment, id, count: (remembered.get(key)?.count ?? 0) + 1 });
    },
  };
}

const keyOf = (moment: bigint, id: string) => `${moment}${id}`;

/** What was saved, if it is that. */
export function parseDedupWindow(saved: unknown): DedupWindowState | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { newest, floor, after }: Partial<Record<string, unknown>> = { ...saved };
  return isMoment(newest) && isMoment(floor) && Array.isArray(after) && after.every(isRemembered)
    ? { newest, floor, after }
    : undefined;
}

const isMoment = (value: unknown): value is string => typeof value === "string" && /^\d{1,30}$/.test(value);

const isRemembered = (value: unknown): value is readonly [string, string, number] =>
  isList(value) && isMoment(value[0]) && typeof value[1] === "string" && Number.isSafeInteger(value[2]);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
