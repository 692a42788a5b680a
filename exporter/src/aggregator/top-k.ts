import { arrayOf, numbersOf, type StringTableReader, type StringTableWriter } from "../registry/snapshot.js";
import type { StringInterner } from "../registry/string-interner.js";

export interface TopKBounds {
  /** Most keys that are admitted. */
  readonly admitted: number;
  /** Most keys that are counted; more than are admitted. */
  readonly tracked: number;
}

/** Whether a candidate has twice the count of an admitted key, so that the two do not replace each other in turn. */
export const isClearlyMore = (candidate: number, admitted: number): boolean => candidate > 2 * admitted;

/** Seconds for which an admitted key cannot be replaced. */
const minResidence = 600;

/**
 * The most frequent keys of a stream in bounded memory: Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient
 * computation of frequent and top-k elements in data streams", 2005), with counts that decay. Keys are ids of strings.
 *
 * A new key that finds all places taken gets the place and the count of the least frequent key that is not admitted. The
 * taken-over count is kept as the error, and only the guaranteed count lets a key be admitted. An admitted key stays
 * until {@link TopK.evict} or {@link TopK.replaceOne}.
 */
export class TopK {
  readonly #strings: StringInterner;
  readonly #bounds: TopKBounds;
  #keys = new Uint32Array(8);
  #counts = new Float64Array(8);
  /** Part of the count that may belong to other keys. */
  #errors = new Float64Array(8);
  /** Unix seconds of the admission; 0 for a key that is not admitted. */
  #since = new Uint32Array(8);
  #size = 0;
  #admitted = 0;

  constructor(strings: StringInterner, bounds: TopKBounds) {
    this.#strings = strings;
    this.#bounds = bounds;
  }

  get admittedCount(): number {
    return this.#admitted;
  }

  /** Whether no other key can be admitted. */
  get isFull(): boolean {
    return this.#admitted >= this.#bounds.admitted;
  }

  isAdmitted(key: number): boolean {
    const place = this.#placeOf(key);
    return place >= 0 && this.#since[place] !== 0;
  }

  /**
   * Counts an event of a key, and admits the key if it may and there is a place.
   *
   * @param weight weight of the event, which grows with time: see `ForwardDecay`
   * @param now unix seconds
   * @returns whether the key is admitted
   */
  add(key: number, weight: number, now: number, mayAdmit: boolean): boolean {
    const known = this.#placeOf(key);
    const place = known >= 0 ? known : this.#placeFor(key);
    if (place < 0) return false;
    this.#counts[place] = (this.#counts[place] ?? 0) + weight;
    if (this.#since[place] !== 0) return true;
    if (!mayAdmit || this.isFull) return false;
    this.#admit(place, now);
    return true;
  }

  admit(key: number, now: number): void {
    const place = this.#placeOf(key);
    if (place >= 0 && this.#since[place] === 0) this.#admit(place, now);
  }

  /** Revokes an admission. The key is still counted. */
  evict(key: number): void {
    const place = this.#placeOf(key);
    if (place < 0 || this.#since[place] === 0) return;
    this.#since[place] = 0;
    this.#admitted--;
  }

  /** Returns the decayed count of a key, which includes its error. */
  estimate(key: number): number {
    return this.#counts[this.#placeOf(key)] ?? 0;
  }

  /** Returns the decayed count that certainly belongs to a key. */
  guaranteedCount(key: number): number {
    const place = this.#placeOf(key);
    return place < 0 ? 0 : this.#guaranteed(place);
  }

  /** Returns the least frequent of the admitted keys that have been admitted for long enough. */
  evictionCandidate(now: number): number | undefined {
    let found = -1;
    let least = Infinity;
    for (let place = 0; place < this.#size; place++) {
      const since = this.#since[place] ?? 0;
      const count = this.#counts[place] ?? 0;
      if (since === 0 || now - since < minResidence || count >= least) continue;
      found = place;
      least = count;
    }
    return found < 0 ? undefined : this.#keys[found];
  }

  /** Returns the key with the highest guaranteed count of those that are not admitted. */
  admissionCandidate(): number | undefined {
    let found = -1;
    let most = 0;
    for (let place = 0; place < this.#size; place++) {
      if (this.#since[place] !== 0 || this.#guaranteed(place) <= most) continue;
      found = place;
      most = this.#guaranteed(place);
    }
    return found < 0 ? undefined : this.#keys[found];
  }

  /** Admits the admission candidate in place of the eviction candidate if it is clearly more frequent. Returns the latter. */
  replaceOne(now: number): number | undefined {
    const waiting = this.admissionCandidate();
    const evicted = waiting === undefined ? undefined : this.evictionCandidate(now);
    if (waiting === undefined || evicted === undefined) return undefined;
    if (!isClearlyMore(this.guaranteedCount(waiting), this.estimate(evicted))) return undefined;
    this.evict(evicted);
    this.admit(waiting, now);
    return evicted;
  }

  *admittedKeys(): Generator<number> {
    for (let place = 0; place < this.#size; place++) if (this.#since[place] !== 0) yield this.#keys[place] ?? 0;
  }

  /** Multiplies all counts by a factor. */
  scale(factor: number): void {
    for (let place = 0; place < this.#size; place++) {
      this.#counts[place] = (this.#counts[place] ?? 0) * factor;
      this.#errors[place] = (this.#errors[place] ?? 0) * factor;
    }
  }

  /** Removes and releases all keys. */
  clear(): void {
    for (let place = 0; place < this.#size; place++) this.#strings.release(this.#keys[place] ?? 0);
    this.#size = 0;
    this.#admitted = 0;
  }

  save(strings: StringTableWriter): readonly (readonly number[])[] {
    return Array.from({ length: this.#size }, (_, place) => [
      strings.index(this.#keys[place] ?? 0),
      this.#counts[place] ?? 0,
      this.#errors[place] ?? 0,
      this.#since[place] ?? 0,
    ]);
  }

  /** @throws SnapshotError */
  restore(saved: unknown, strings: StringTableReader): void {
    this.clear();
    for (const row of arrayOf(saved)) {
      const [index, count = 0, error = 0, since = 0] = numbersOf(row);
      const place = this.#placeFor(strings.idOf(index));
      if (place < 0) continue;
      this.#counts[place] = count;
      this.#errors[place] = error;
      if (since !== 0 && !this.isFull) this.#admit(place, since);
    }
  }

  /**
   * Returns the place of a key, or -1. A linear search over the few keys of a client is as fast as a map, and the maps
   * took most of a client's memory.
   */
  #placeOf(key: number): number {
    const place = this.#keys.indexOf(key);
    return place < this.#size ? place : -1;
  }

  #guaranteed(place: number): number {
    return (this.#counts[place] ?? 0) - (this.#errors[place] ?? 0);
  }

  #admit(place: number, now: number): void {
    this.#since[place] = Math.max(1, now);
    this.#admitted++;
  }

  #placeFor(key: number): number {
    let place = this.#size;
    if (place < this.#bounds.tracked) {
      if (place === this.#keys.length) this.#grow();
      this.#size++;
      this.#counts[place] = 0;
    } else {
      place = this.#leastNotAdmitted();
      if (place < 0) return place;
      this.#strings.release(this.#keys[place] ?? 0);
    }
    this.#errors[place] = this.#counts[place] ?? 0;
    this.#since[place] = 0;
    this.#keys[place] = key;
    this.#strings.retain(key);
    return place;
  }

  #leastNotAdmitted(): number {
    let found = -1;
    let least = Infinity;
    for (let place = 0; place < this.#size; place++) {
      const count = this.#counts[place] ?? 0;
      if (count >= least || this.#since[place] !== 0) continue;
      found = place;
      least = count;
    }
    return found;
  }

  #grow(): void {
    const size = 2 * this.#keys.length;
    const keys = new Uint32Array(size);
    keys.set(this.#keys);
    this.#keys = keys;
    const counts = new Float64Array(size);
    counts.set(this.#counts);
    this.#counts = counts;
    const errors = new Float64Array(size);
    errors.set(this.#errors);
    this.#errors = errors;
    const since = new Uint32Array(size);
    since.set(this.#since);
    this.#since = since;
  }
}
