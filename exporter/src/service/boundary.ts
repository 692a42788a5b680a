/**
 * What the state says, as it was written: the casts hold because the state's checksum says that it is whole, and its
 * version that it was written like this.
 */
import type { CheckpointHeader, ScrapeMarks } from "./checkpoint-header.js";

/** The first part. A state without it, of no log, says nothing. */
export const headerFromState = (value: unknown): CheckpointHeader => (value as CheckpointHeader | undefined) ?? {};

/** What was added. */
export const scrapeMarksFromState = (value: unknown): ScrapeMarks => value as ScrapeMarks;
