import type { RejectionReason } from "../events.js";

/** What was wrong with the fields of one entry: the first fault counts. */
export interface FieldErrors {
  first: RejectionReason | undefined;
}

/** Control characters, characters that end a line somewhere, and half characters, which no encoding has. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

const addError = (faults: FieldErrors, reason: RejectionReason): void => {
  faults.first ??= reason;
};

/** Names in the logs are shorter, except for what somebody made up. */
const maxTextLength = 1024;

/** A text that may become the value of a label. `""` where it is left out. */
export function optionalText(value: unknown, faults: FieldErrors, longest = maxTextLength): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") addError(faults, "incomplete");
  else if (value.length > longest) addError(faults, "implausible");
  else if (unprintable.test(value)) addError(faults, "characters");
  else return value;
  return "";
}

/** As {@link optionalText}, of a field that must be there. */
export function requiredText(value: unknown, faults: FieldErrors, longest = maxTextLength): string {
  if (typeof value !== "string") addError(faults, "incomplete");
  return optionalText(value, faults, longest);
}

/** A whole number from `least` to `most`. */
export function requiredInteger(value: unknown, faults: FieldErrors, least: number, most: number): number {
  if (typeof value !== "number") addError(faults, "incomplete");
  else if (!Number.isInteger(value) || value < least || value > most) addError(faults, "implausible");
  else return value;
  return 0;
}

/** As {@link requiredInteger}; 0 where it is left out. */
export const optionalInteger = (value: unknown, faults: FieldErrors, least: number, most: number): number =>
  value === undefined || value === null ? 0 : requiredInteger(value, faults, least, most);

/** Refuses what isn't so. */
export function expectPlausible(isPlausible: boolean, faults: FieldErrors): void {
  if (!isPlausible) addError(faults, "implausible");
}

/** Refuses what lacks something. */
export function expectComplete(isComplete: boolean, faults: FieldErrors): void {
  if (!isComplete) addError(faults, "incomplete");
}

/** Longest duration that is believed, in nanoseconds: a connection may stay open for months, nothing for years. */
export const maxDuration = 400 * 24 * 3600 * 1e9;
