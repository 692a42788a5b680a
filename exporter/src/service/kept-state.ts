import type { AdguardMetadata } from "../network/adguard-metadata.js";
import type { LoadedState, StateFile } from "../state/state-file.js";
import { headFromState, marksFromState } from "./boundary.js";
import type { CountedLog, Mark, SavedLog } from "./counted-log.js";

/** The names of the logs, under which their counts are kept. */
export type LogName = "access-log" | "query-log";

/** What the state says of a log besides its counts. */
export interface LogHead {
  /** How it was read: a position is good for the same way alone. */
  readonly way: string;
  readonly position: unknown;
  /** What AdGuard Home had told, when it was counted. */
  readonly known: AdguardMetadata;
  readonly marks: readonly Mark[];
}

/** The first part of the state. */
export type Head = Readonly<Partial<Record<LogName, LogHead>>>;

/** Marks of logs at one moment. */
export type Marks = Readonly<Partial<Record<LogName, Mark>>>;

export interface KeptLog extends SavedLog {
  readonly position: unknown;
  readonly known: AdguardMetadata;
  /** Whether the log was read in the same way. */
  readonly isSameWay: boolean;
}

/**
 * What was kept of a log when the exporter last ran; undefined where nothing was.
 *
 * @param way how the log is read now
 */
export function keptOf(loaded: LoadedState, name: LogName, way: string): KeptLog | undefined {
  if (loaded.kind !== "saved") return undefined;
  const { state } = loaded;
  const [head] = state.section("head");
  const own = headFromState(head)[name];
  if (own === undefined) return undefined;
  const isSameWay = own.way === way;
  const added = state.added.flatMap((marks) => marksFromState(marks)[name] ?? []);
  return {
    isSameWay,
    known: own.known,
    ledger: state.section(name),
    position: isSameWay ? own.position : undefined,
    marks: isSameWay ? [...own.marks, ...added] : [],
  };
}

/** A log, how it is read, and by what it is counted. */
export interface KeptAs {
  readonly log: CountedLog;
  readonly way: string;
  readonly known: AdguardMetadata;
}

/**
 * Writes what is to be kept, in one step. Nothing may be counted meanwhile.
 *
 * @throws Error of the operating system; what was kept before is still there
 */
export async function keep(file: StateFile, logs: ReadonlyMap<LogName, KeptAs>): Promise<void> {
  const heads = [...logs].map(([name, { log, way, known }]) => {
    const head: LogHead = { way, known, position: log.position, marks: log.marks };
    return [name, head] as const;
  });
  await file.save({
    head: [Object.fromEntries(heads)],
    ...Object.fromEntries([...logs].map(([name, { log }]) => [name, log.save()])),
  });
  for (const [name, { position }] of heads) await logs.get(name)?.log.saved(position);
}
