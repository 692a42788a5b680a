import { type Known, nothingKnown } from "../network/known.js";
import type { LoadedState, StateFile } from "../state/state-file.js";
import { knownFromState, marksFromState } from "./boundary.js";
import type { CountedLog, Mark, SavedLog } from "./counted-log.js";

/** The names of the logs, under which their counts are kept. */
export type LogName = "access-log" | "query-log";

/** What was kept when the exporter last ran. */
export interface Kept {
  /** What AdGuard Home had told. */
  readonly known: Known;
  /**
   * What was kept of a log; undefined where it wasn't.
   *
   * @param way how the log is read now: where it was read in another way, its position says nothing
   */
  log(name: LogName, way: string): KeptLog | undefined;
}

export interface KeptLog extends SavedLog {
  /** Whether the log was read in the same way. */
  readonly isSameWay: boolean;
}

/** What the first part of the state says; the counts follow. */
interface Head {
  readonly known?: unknown;
  readonly positions?: Readonly<Record<string, { readonly way?: unknown; readonly position?: unknown } | undefined>>;
}

const isHead = (value: unknown): value is Head => typeof value === "object" && value !== null;

/** Reads what was kept. */
export function keptIn(loaded: LoadedState): Kept {
  if (loaded.kind !== "saved") return { known: nothingKnown, log: () => undefined };
  const { state } = loaded;
  const [first] = state.section("head");
  const head: Head = isHead(first) ? first : {};
  return {
    known: knownFromState(head.known),
    log: (name, way) => {
      const place = head.positions?.[name];
      if (place === undefined) return undefined;
      const isSameWay = place.way === way;
      const marks = isSameWay ? marksOf(name, state.added) : [];
      return { isSameWay, position: isSameWay ? place.position : undefined, ledger: state.section(name), marks };
    },
  };
}

/** Marks of logs at one moment. */
export type Marks = Readonly<Partial<Record<LogName, Mark>>>;

const marksOf = (name: LogName, added: readonly unknown[]): readonly Mark[] =>
  added.flatMap((marks) => marksFromState(marks)[name] ?? []);

/** A log and the way in which it is read. */
export interface KeptAs {
  readonly log: CountedLog;
  readonly way: string;
}

/**
 * Writes what is to be kept, in one step. Nothing may be counted meanwhile.
 *
 * @throws Error of the operating system; what was kept before is still there
 */
export async function keep(file: StateFile, known: Known, logs: ReadonlyMap<LogName, KeptAs>): Promise<void> {
  const positions = [...logs].map(([name, { log, way }]) => [name, { way, position: log.position }] as const);
  await file.save({
    head: [{ known, positions: Object.fromEntries(positions) }],
    ...Object.fromEntries([...logs].map(([name, { log }]) => [name, log.save()])),
  });
  for (const [name, { position }] of positions) await logs.get(name)?.log.saved(position);
}
