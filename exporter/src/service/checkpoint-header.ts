import type { AdguardMetadata } from "../network/adguard-metadata.js";
import type { ScrapeMark } from "./log-pipeline.js";

/** The names of the logs, under which their counts are kept. */
export type LogName = "access-log" | "query-log";

/** What the state says of a log besides its counts. */
export interface LogHeader {
  /** How it was read: a position is good for the same way alone. */
  readonly way: string;
  readonly position: unknown;
  /** What AdGuard Home had told, when it was counted. */
  readonly known: AdguardMetadata;
  readonly marks: readonly ScrapeMark[];
}

/** The first part of the state. */
export type CheckpointHeader = Readonly<Partial<Record<LogName, LogHeader>>>;

/** Marks of logs at one moment. */
export type ScrapeMarks = Readonly<Partial<Record<LogName, ScrapeMark>>>;
