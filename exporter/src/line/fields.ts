import type { RejectionReason } from "../events.js";

/** The first error in the fields of an entry. */
export interface FieldErrors {
  first: RejectionReason | undefined;
}

/** Control characters, line separators and lone surrogates. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

const addError = (errors: FieldErrors, reason: RejectionReason): void => {
  errors.first ??= reason;
};

/** Longer than the names in real logs. */
const maxTextLength = 1024;

/** Reads a text that may become a label; `""` if it is missing. */
export function optionalText(value: unknown, errors: FieldErrors, maxLength = maxTextLength): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") addError(errors, "incomplete");
  else if (value.length > maxLength) addError(errors, "implausible");
  else if (unprintable.test(value)) addError(errors, "characters");
  else return value;
  return "";
}

/** Like {@link optionalText}, for a required field. */
export function requiredText(value: unknown, errors: FieldErrors, maxLength = maxTextLength): string {
  if (typeof value !== "string") addError(errors, "incomplete");
  return optionalText(value, errors, maxLength);
}

/** Reads an integer from `min` to `max`. */
export function requiredInteger(value: unknown, errors: FieldErrors, min: number, max: number): number {
  if (typeof value !== "number") addError(errors, "incomplete");
  else if (!Number.isInteger(value) || value < min || value > max) addError(errors, "implausible");
  else return value;
  return 0;
}

/** Like {@link requiredInteger}; 0 if it is missing. */
export const optionalInteger = (value: unknown, errors: FieldErrors, min: number, max: number): number =>
  value === undefined || value === null ? 0 : requiredInteger(value, errors, min, max);

/** Like {@link optionalInteger}, but undefined if it is missing. */
export const integerOrUnknown = (value: unknown, errors: FieldErrors, min: number, max: number): number | undefined =>
  value === undefined || value === null ? undefined : requiredInteger(value, errors, min, max);

export function expectPlausible(isPlausible: boolean, errors: FieldErrors): void {
  if (!isPlausible) addError(errors, "implausible");
}

export function expectComplete(isComplete: boolean, errors: FieldErrors): void {
  if (!isComplete) addError(errors, "incomplete");
}

/** Longest plausible duration, in nanoseconds: a connection may stay open for months, but not for years. */
export const maxDuration = 400 * 24 * 3600 * 1e9;
