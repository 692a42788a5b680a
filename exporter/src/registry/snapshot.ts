import type { StringInterner } from "./string-interner.js";

/** What was saved can't be read: another version's, or damaged. */
export class SnapshotError extends Error {
  override readonly name = "SavedStateError";
}

/** A part of a saved state: a JSON object that says what it is part of, with the texts that no part before it named. */
export interface SnapshotPart {
  readonly part: string;
  /** They get the next numbers. */
  readonly names: readonly string[];
  readonly [what: string]: unknown;
}

/**
 * Numbers the texts of a state anew, in the order in which they are first met: so the same state is saved as the same
 * bytes, however it came about.
 */
export class StringTableWriter {
  readonly #names: StringInterner;
  readonly #numbers = new Map<number, number>();
  #fresh: string[] = [];

  constructor(names: StringInterner) {
    this.#names = names;
  }

  index(name: number): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(name, number);
    this.#fresh.push(this.#names.text(name));
    return number;
  }

  /** The texts that were numbered since this was last asked. */
  takeNew(): readonly string[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

/** Finds the texts of a saved state again. */
export class StringTableReader {
  readonly #names: StringInterner;
  readonly #numbers: number[] = [];

  constructor(names: StringInterner) {
    this.#names = names;
  }

  /** Takes in the texts of a part; before anything else in it. */
  addFrom(part: Readonly<Record<string, unknown>>): void {
    for (const text of arrayOf(part["names"])) {
      if (typeof text !== "string") throw new SnapshotError("a name in the saved state is no text");
      this.#numbers.push(this.#names.intern(text));
    }
  }

  /** The number that a text has now. */
  idOf(saved: number | undefined): number {
    const number = saved === undefined ? undefined : this.#numbers[saved];
    if (number === undefined) throw new SnapshotError("the saved state refers to a name that it doesn't hold");
    return number;
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SnapshotError("a part of the saved state is no object");
  return Object.fromEntries(Object.entries(value));
}

export function arrayOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new SnapshotError("a part of the saved state is no list");
  return value;
}

export function numberOf(value: unknown): number {
  if (typeof value !== "number") throw new SnapshotError("a part of the saved state is no number");
  return value;
}

export function numbersOf(value: unknown): readonly number[] {
  const numbers: number[] = [];
  for (const one of arrayOf(value)) numbers.push(numberOf(one));
  return numbers;
}
