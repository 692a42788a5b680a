import { type AdguardMetadata, emptyMetadata } from "../network/adguard-metadata.js";
import type { LoadedState, StateFile } from "../state/state-file.js";
import { decodeHeader, decodeScrapeMark, encodeHeader, savedOf } from "./checkpoint-header.js";
import type { LogPipeline, SavedAggregate } from "./log-pipeline.js";
import type { LogName } from "./source-definition.js";

/** The saved state of a log. */
export interface RestoredLog extends SavedAggregate {
  /** Undefined if the log was read in another mode. */
  readonly position: unknown;
  /** The metadata by which the events were counted. */
  readonly metadata: AdguardMetadata;
  /** Whether the log is read from its end on: it has no position, or one of another mode. */
  readonly skipExisting: boolean;
  /** What of the saved state can't be used, for people; undefined where all of it can. */
  readonly problem: string | undefined;
}

/** The state of a log that can't be used: its aggregator refuses it, and the log is read from its end on. */
const unusable: RestoredLog = {
  parts: [],
  position: undefined,
  metadata: emptyMetadata,
  skipExisting: true,
  scrapeMarks: [],
  problem: undefined,
};

/**
 * The saved state of a log; undefined if none was saved.
 *
 * @param mode how the log is read now
 */
export function restoreLog(loaded: LoadedState, name: LogName, mode: string): RestoredLog | undefined {
  if (loaded.kind !== "saved") return undefined;
  const { state } = loaded;
  const [section] = state.section("head");
  const saved = savedOf(section, name);
  if (saved === undefined) return undefined;
  const header = decodeHeader(saved);
  if (header === undefined) return unusable;
  const isSameMode = header.mode === mode;
  const appended = state.appended.flatMap((entry) => decodeScrapeMark(savedOf(entry, name)) ?? []);
  return {
    skipExisting: !isSameMode || header.skipExisting,
    metadata: header.metadata,
    problem: header.problem,
    parts: state.section(name),
    position: isSameMode ? header.position : undefined,
    scrapeMarks: isSameMode ? [...header.scrapeMarks, ...appended] : [],
  };
}

/** A pipeline, how its log is read, and the metadata by which its events are counted. */
export interface PipelineEntry {
  readonly pipeline: LogPipeline;
  readonly mode: string;
  readonly metadata: AdguardMetadata;
  /** Whether the log is read from its end on, where it has no position yet. */
  readonly skipExisting: boolean;
}

/**
 * Writes counters, positions and pending scrape marks of all logs in one step. No event may be counted meanwhile.
 *
 * @throws Error of the operating system; the file then holds the last checkpoint
 */
export async function writeCheckpoint(file: StateFile, entries: ReadonlyMap<LogName, PipelineEntry>): Promise<void> {
  const headers = [...entries].map(([name, { pipeline, mode, metadata, skipExisting }]) => {
    const { position, scrapeMarks } = pipeline;
    return [name, { mode, position, metadata, scrapeMarks, skipExisting }] as const;
  });
  await file.save({
    head: [Object.fromEntries(headers.map(([name, header]) => [name, encodeHeader(header)]))],
    ...Object.fromEntries([...entries].map(([name, { pipeline }]) => [name, pipeline.save()])),
  });
  for (const [name, { position }] of headers) await entries.get(name)?.pipeline.onCheckpointed(position);
}
