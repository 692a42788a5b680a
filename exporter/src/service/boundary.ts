/** Casts of the state file's content. They hold because its checksum and version are verified when it is loaded. */
import type { CheckpointHeader, SavedScrapeMarks } from "./checkpoint-header.js";

/** The first section; empty if the state has none. */
export const headerFromState = (value: unknown): CheckpointHeader => (value as CheckpointHeader | undefined) ?? {};

/** An appended entry. */
export const scrapeMarksFromState = (value: unknown): SavedScrapeMarks => value as SavedScrapeMarks;
