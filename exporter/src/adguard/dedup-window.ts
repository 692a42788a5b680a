import { entryKey, type LogEntry } from "./log-entry.js";
import { nanosecondsPerSecond } from "./timestamp.js";

/** A window as it is saved in the state file. Timestamps are nanoseconds since 1970, in decimal. */
export interface DedupWindowState {
  /** Timestamp of the newest entry; 0 before the first one. */
  readonly newest: string;
  readonly floor: string;
  /** The entries after the floor: timestamp, id, and number of equal entries. */
  readonly after: readonly (readonly [timestamp: string, id: string, count: number])[];
}

/** The entries that were read recently, so that each entry is read exactly once although pages overlap. */
export interface DedupWindow {
  /** Timestamp of the newest entry; 0 before the first one. */
  readonly newest: bigint;
  /** Entries at or before this timestamp are read or too late. Reading it advances the window. */
  readonly floor: bigint;
  /** Reading it advances the window. */
  readonly state: DedupWindowState;
  /** Filters out the entries that were added already; of equal entries as many as were added. */
  unseen(entries: readonly LogEntry[]): readonly LogEntry[];
  add(entry: LogEntry): void;
}

/**
 * Limit by which an entry may be older than the newest one. While AdGuard Home writes its memory to the file, entries
 * are in neither; on a slow card that takes seconds.
 */
const maxLateness = 10n * nanosecondsPerSecond;

/** Limit of the entries kept; above it the window is shorter than {@link maxLateness}. */
const maxEntries = 250;

interface WindowEntry {
  readonly timestamp: bigint;
  readonly id: string;
  readonly count: number;
}

/**
 * Creates a window.
 *
 * @param start a saved window, or the timestamp after which entries are unseen, in nanoseconds since 1970
 */
export function createDedupWindow(start: DedupWindowState | bigint): DedupWindow {
  let newest = typeof start === "bigint" ? 0n : BigInt(start.newest);
  let floor = typeof start === "bigint" ? start : BigInt(start.floor);
  const seen = typeof start === "bigint" ? new Map<string, WindowEntry>() : entriesOf(start);

  // It visits all entries, so it runs once per batch and not per entry.
  const advance = () => {
    const timestamps = [...seen.values()]
      .map(({ timestamp }) => timestamp)
      .sort((one, other) => (one < other ? 1 : -1));
    const overLimit = timestamps[maxEntries];
    if (newest - maxLateness > floor) floor = newest - maxLateness;
    if (overLimit !== undefined && overLimit > floor) floor = overLimit;
    for (const [key, { timestamp }] of seen) if (timestamp <= floor) seen.delete(key);
  };

  return {
    get newest() {
      return newest;
    },
    get floor() {
      advance();
      return floor;
    },
    get state() {
      advance();
      return {
        newest: String(newest),
        floor: String(floor),
        after: [...seen.values()].map(({ timestamp, id, count }) => [String(timestamp), id, count] as const),
      };
    },
    unseen: (entries) => {
      const left = new Map([...seen].map(([key, { count }]) => [key, count]));
      return entries.filter((entry) => {
        if (entry.timestamp <= floor) return false;
        const key = entryKey(entry);
        const count = left.get(key) ?? 0;
        left.set(key, count - 1);
        return count <= 0;
      });
    },
    add: ({ timestamp, id }) => {
      if (timestamp > newest) newest = timestamp;
      const key = entryKey({ timestamp, id });
      seen.set(key, { timestamp, id, count: (seen.get(key)?.count ?? 0) + 1 });
    },
  };
}

function entriesOf({ after }: DedupWindowState): Map<string, WindowEntry> {
  return new Map(
    after.map(([text, id, count]) => {
      const entry: WindowEntry = { timestamp: BigInt(text), id, count };
      return [entryKey(entry), entry];
    }),
  );
}

/** Checks a saved window; undefined for another value. */
export function parseDedupWindow(saved: unknown): DedupWindowState | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { newest, floor, after }: Partial<Record<string, unknown>> = { ...saved };
  return isTimestamp(newest) && isTimestamp(floor) && Array.isArray(after) && after.every(isWindowEntry)
    ? { newest, floor, after }
    : undefined;
}

const isTimestamp = (value: unknown): value is string => typeof value === "string" && /^\d{1,30}$/.test(value);

const isWindowEntry = (value: unknown): value is readonly [string, string, number] =>
  isList(value) && isTimestamp(value[0]) && typeof value[1] === "string" && Number.isSafeInteger(value[2]);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
