import { restoreMetadata } from "../adguard/metadata-collector.js";
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

export const encodeScrapeMark = ({ events, knownUntil, scrapedAt, isOfVersion1 }: ScrapeMark): SavedScrapeMark => ({
  counted: events,
  known: knownUntil,
  at: scrapedAt,
  ...(isOfVersion1 !== true && { zeros: true }),
});

/** Undefined for a value that is no mark. */
export function decodeScrapeMark(saved: unknown): ScrapeMark | undefined {
  const { counted, known, at, zeros } = fieldsOf(saved);
  if (typeof counted !== "number" || typeof known !== "number" || typeof at !== "number") return undefined;
  return { events: counted, knownUntil: known, scrapedAt: at, ...(zeros !== true && { isOfVersion1: true }) };
}

export const encodeHeader = ({ mode, position, metadata, scrapeMarks, skipExisting }: LogHeader): SavedLogHeader => ({
  way: mode,
  known: metadata,
  position,
  marks: scrapeMarks.map(encodeScrapeMark),
  ...(skipExisting && position === undefined && { end: true }),
});

/** A header of a state file, and what of it can't be used, for people; undefined where all of it can. */
export interface DecodedHeader extends LogHeader {
  readonly problem: string | undefined;
}

/** Undefined for a value that is no header. */
export function decodeHeader(saved: unknown): DecodedHeader | undefined {
  const { way, known, position, marks, end } = fieldsOf(saved);
  if (typeof way !== "string" || !Array.isArray(marks)) return undefined;
  const scrapeMarks = marks.map(decodeScrapeMark).filter((mark) => mark !== undefined);
  const { metadata, isComplete } = restoreMetadata(known);
  return {
    mode: way,
    position,
    metadata,
    scrapeMarks,
    skipExisting: end === true,
    problem: isComplete ? undefined : "a part of AdGuard Home's metadata isn't used",
  };
}

/** The value of a log in a section or an appended entry of the state file. */
export const savedOf = (value: unknown, name: LogName): unknown => fieldsOf(value)[name];

const fieldsOf = (value: unknown): Readonly<Partial<Record<string, unknown>>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
