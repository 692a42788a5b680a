import type { Marks } from "./kept-state.js";
import { type Known, nothingKnown } from "../network/known.js";

/**
 * What was known of the network, as the state has it: the cast holds because the state's checksum says that it is what
 * was written, and its version that it was written like this. A state without it knows nothing.
 */
export const knownFromState = (value: unknown): Known => (value as Known | undefined) ?? nothingKnown;

/** Marks as they were added to the state: the cast holds for the same reasons. */
export const marksFromState = (value: unknown): Marks => value as Marks;
