import type { RefusalReason } from "../events.js";

/** What was wrong with the fields of one entry: the first fault counts. */
export interface Faults {
  first: RefusalReason | undefined;
}

/** Control characters, characters that end a line somewhere, and half characters, which no encoding has. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

const fault = (faults: Faults, reason: RefusalReason): void => {
  faults.first ??= reason;
};

/** Names in the logs are shorter, except for what somebody made up. */
const longestName = 1024;

/** A text that may become the value of a label. `""` where it is left out. */
export function name(value: unknown, faults: Faults, longest = longestName): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") fault(faults, "incomplete");
  else if (value.length > longest) fault(faults, "implausible");
  else if (unprintable.test(value)) fault(faults, "characters");
  else return value;
  return "";
}

/** As {@link name}, of a field that must be there. */
export function neededName(value: unknown, faults: Faults, longest = longestName): string {
  if (typeof value !== "string") fault(faults, "incomplete");
  return name(value, faults, longest);
}

/** A whole number from `least` to `most`. */
export function neededInteger(value: unknown, faults: Faults, least: number, most: number): number {
  if (typeof value !== "number") fault(faults, "incomplete");
  else if (!Number.isInteger(value) || value < least || value > most) fault(faults, "implausible");
  else return value;
  return 0;
}

/** As {@link neededInteger}; 0 where it is left out. */
export const integer = (value: unknown, faults: Faults, least: number, most: number): number =>
  value === undefined || value === null ? 0 : neededInteger(value, faults, least, most);

/** Refuses what isn't so. */
export function expectPlausible(isPlausible: boolean, faults: Faults): void {
  if (!isPlausible) fault(faults, "implausible");
}

/** Refuses what lacks something. */
export function expectComplete(isComplete: boolean, faults: Faults): void {
  if (!isComplete) fault(faults, "incomplete");
}

/** Longest duration that is believed, in nanoseconds: a connection may stay open for months, nothing for years. */
export const longestDuration = 400 * 24 * 3600 * 1e9;
