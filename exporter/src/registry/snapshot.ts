import type { StringInterner } from "./string-interner.js";

/** A saved state cannot be restored: it is damaged, or another version, log or set of limits wrote it. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/** Part of a saved state: a JSON object with its kind and the texts that no part before it listed. */
export interface SnapshotPart {
  readonly part: string;
  /** New texts; they get the next indexes of the string table. */
  readonly names: readonly string[];
  readonly [key: string]: unknown;
}

/**
 * Numbers the texts of a state in the order of their first use, so that equal states are saved as equal bytes,
 * independently of their ids.
 */
export class StringTableWriter {
  readonly #strings: StringInterner;
  readonly #indexes = new Map<number, number>();
  #new: string[] = [];

  constructor(strings: StringInterner) {
    this.#strings = strings;
  }

  /** Returns the index of a text in the saved state. */
  index(id: number): number {
    const known = this.#indexes.get(id);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(id, index);
    this.#new.push(this.#strings.text(id));
    return index;
  }

  /** Returns the texts that got an index since the last call. */
  takeNew(): readonly string[] {
    const taken = this.#new;
    this.#new = [];
    return taken;
  }
}

/** Maps the indexes of a saved state to ids. */
export class StringTableReader {
  readonly #strings: StringInterner;
  readonly #ids: number[] = [];

  constructor(strings: StringInterner) {
    this.#strings = strings;
  }

  /** Adds the texts of a part. Call it before anything else of the part is read. */
  addFrom(part: Readonly<Record<string, unknown>>): void {
    for (const text of arrayOf(part["names"])) {
      if (typeof text !== "string") throw new SnapshotError("the saved state has a name that is not a string");
      this.#ids.push(this.#strings.intern(text));
    }
  }

  idOf(index: number | undefined): number {
    const id = index === undefined ? undefined : this.#ids[index];
    if (id === undefined) throw new SnapshotError("the saved state refers to a name that it does not contain");
    return id;
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SnapshotError("the saved state has another value where an object is expected");
  return Object.fromEntries(Object.entries(value));
}

export function arrayOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new SnapshotError("the saved state has another value where an array is expected");
  return value;
}

export function numberOf(value: unknown): number {
  if (typeof value !== "number")
    throw new SnapshotError("the saved state has another value where a number is expected");
  return value;
}

export function numbersOf(value: unknown): readonly number[] {
  const numbers: number[] = [];
  for (const one of arrayOf(value)) numbers.push(numberOf(one));
  return numbers;
}
