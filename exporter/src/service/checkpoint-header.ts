import type { AdguardMetadata } from "../network/adguard-metadata.js";
import type { ScrapeMark } from "./scrape-marks.js";
import type { LogName } from "./source-definition.js";

/** The state of a log besides its counters. */
export interface LogHeader {
  /** How the log was read. The position is valid for the same mode only. */
  readonly mode: string;
  readonly position: unknown;
  /** The metadata by which the events were counted. */
  readonly metadata: AdguardMetadata;
  /** Scrape marks that were not applied yet. */
  readonly scrapeMarks: readonly ScrapeMark[];
  /** Whether the log is read from its end on, where it has no position yet. */
  readonly skipExisting: boolean;
}

/** A scrape mark in the state file. */
export interface SavedScrapeMark {
  readonly counted: number;
  readonly known: number;
  readonly at: number;
  /** Whether new series were exposed as 0; absent in version 1. */
  readonly zeros?: true;
}

/** A header in the state file. */
export interface SavedLogHeader {
  readonly way: string;
  readonly known: AdguardMetadata;
  readonly position: unknown;
  readonly marks: readonly SavedScrapeMark[];
  /** Whether the log is read from its end on, where it has no position yet; absent in version 1. */
  readonly end?: true;
}

/** The first section of the state file. */
export type CheckpointHeader = Readonly<Partial<Record<LogName, SavedLogHeader>>>;

/** The scrape marks of one scrape, as they are appended to the state file. */
export type SavedScrapeMarks = Readonly<Partial<Record<LogName, SavedScrapeMark>>>;

export const encodeScrapeMark = ({ events, knownUntil, scrapedAt, isOfVersion1 }: ScrapeMark): SavedScrapeMark => ({
  counted: events,
  known: knownUntil,
  at: scrapedAt,
  ...(isOfVersion1 !== true && { zeros: true }),
});

export const decodeScrapeMark = ({ counted, known, at, zeros }: SavedScrapeMark): ScrapeMark => ({
  events: counted,
  knownUntil: known,
  scrapedAt: at,
  ...(zeros !== true && { isOfVersion1: true }),
});

export const encodeHeader = ({ mode, position, metadata, scrapeMarks, skipExisting }: LogHeader): SavedLogHeader => ({
  way: mode,
  known: metadata,
  position,
  marks: scrapeMarks.map(encodeScrapeMark),
  ...(skipExisting && position === undefined && { end: true }),
});

export const decodeHeader = ({ way, known, position, marks, end }: SavedLogHeader): LogHeader => ({
  mode: way,
  position,
  metadata: known,
  scrapeMarks: marks.map(decodeScrapeMark),
  skipExisting: end === true,
});
