import { setFlagsFromString } from "node:v8";

/**
 * V8 lets garbage grow with the time between two collections, since most programs would rather have speed than memory.
 * This one has the memory of a small machine and a limit: the young generation stays as it begins, and the old one is
 * collected when it has grown by so much, in percent. Both are looked at by each collection, so that it isn't too late
 * for them, however the command was started.
 */
const flags = ["--semi-space-growth-factor=1", "--heap-growing-percent=20", "--optimize-for-size"];

/** Keeps this process small. */
export function staySmall(): void {
  for (const flag of flags) setFlagsFromString(flag);
}
