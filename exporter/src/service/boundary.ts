/**
 * What the state says, as it was written: the casts hold because the state's checksum says that it is whole, and its
 * version that it was written like this.
 */
import type { Head, Marks } from "./kept-state.js";

/** The first part. A state without it, of no log, says nothing. */
export const headFromState = (value: unknown): Head => (value as Head | undefined) ?? {};

/** What was added. */
export const marksFromState = (value: unknown): Marks => value as Marks;
