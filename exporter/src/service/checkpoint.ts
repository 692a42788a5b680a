import type { AdguardMetadata } from "../network/adguard-metadata.js";
import type { LoadedState, StateFile } from "../state/state-file.js";
import { headerFromState, scrapeMarksFromState } from "./boundary.js";
import type { LogHeader, LogName } from "./checkpoint-header.js";
import type { LogPipeline, SavedAggregate } from "./log-pipeline.js";

export interface RestoredLog extends SavedAggregate {
  readonly position: unknown;
  readonly known: AdguardMetadata;
  /** Whether the log was read in the same way. */
  readonly isSameMode: boolean;
}

/**
 * What was kept of a log when the exporter last ran; undefined where nothing was.
 *
 * @param way how the log is read now
 */
export function restoreLog(loaded: LoadedState, name: LogName, way: string): RestoredLog | undefined {
  if (loaded.kind !== "saved") return undefined;
  const { state } = loaded;
  const [head] = state.section("head");
  const own = headerFromState(head)[name];
  if (own === undefined) return undefined;
  const isSameWay = own.way === way;
  const added = state.appended.flatMap((marks) => scrapeMarksFromState(marks)[name] ?? []);
  return {
    isSameMode: isSameWay,
    known: own.known,
    parts: state.section(name),
    position: isSameWay ? own.position : undefined,
    scrapeMarks: isSameWay ? [...own.marks, ...added] : [],
  };
}

/** A log, how it is read, and by what it is counted. */
export interface PipelineEntry {
  readonly log: LogPipeline;
  readonly way: string;
  readonly known: AdguardMetadata;
}

/**
 * Writes what is to be kept, in one step. Nothing may be counted meanwhile.
 *
 * @throws Error of the operating system; what was kept before is still there
 */
export async function writeCheckpoint(file: StateFile, logs: ReadonlyMap<LogName, PipelineEntry>): Promise<void> {
  const heads = [...logs].map(([name, { log, way, known }]) => {
    const head: LogHeader = { way, known, position: log.position, marks: log.scrapeMarks };
    return [name, head] as const;
  });
  await file.save({
    head: [Object.fromEntries(heads)],
    ...Object.fromEntries([...logs].map(([name, { log }]) => [name, log.save()])),
  });
  for (const [name, { position }] of heads) await logs.get(name)?.log.onCheckpointed(position);
}
