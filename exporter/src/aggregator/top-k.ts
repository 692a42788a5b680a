import { arrayOf, numbersOf, type StringTableReader, type StringTableWriter } from "../registry/snapshot.js";
import type { StringInterner } from "../registry/string-interner.js";

export interface TopKBounds {
  /** How many may be shown. */
  readonly admitted: number;
  /** How many are counted to find out who is worth it; more than may be shown. */
  readonly tracked: number;
}

/** Who waits must have twice the count of who is to go, so that neither comes and goes. */
export const isClearlyMore = (waiting: number, shown: number): boolean => waiting > 2 * shown;

/** Seconds for which who is shown stays so. */
const minResidence = 600;

/**
 * The most frequent of a stream of names, in bounded memory: Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient
 * computation of frequent and top-k elements in data streams", 2005), with counts that fade.
 *
 * A name that finds all places taken gets the place, and the count, of the least frequent one that isn't shown; how much
 * of its count may be another's is kept, and only what is certainly its own brings it up. Who is shown stays shown until
 * {@link TopK.evict}: what becomes of its series is decided by who asks for the review.
 */
export class TopK {
  readonly #names: StringInterner;
  readonly #bounds: TopKBounds;
  #keys = new Uint32Array(8);
  #counts = new Float64Array(8);
  /** How much of the count may be others'. */
  #errors = new Float64Array(8);
  /** Since when it is shown, in unix seconds; 0 while it isn't. */
  #since = new Uint32Array(8);
  #size = 0;
  #admitted = 0;

  constructor(names: StringInterner, bounds: TopKBounds) {
    this.#names = names;
    this.#bounds = bounds;
  }

  /** How many are shown. */
  get admittedCount(): number {
    return this.#admitted;
  }

  get isFull(): boolean {
    return this.#admitted >= this.#bounds.admitted;
  }

  isAdmitted(name: number): boolean {
    const place = this.#placeOf(name);
    return place >= 0 && this.#since[place] !== 0;
  }

  /**
   * Counts a name once more.
   *
   * @param weight how much this time counts: more than what was before, as that fades
   * @param now unix seconds
   * @param mayShow whether it may be shown from now on if there is a place
   * @returns whether it is shown
   */
  add(name: number, weight: number, now: number, mayShow: boolean): boolean {
    const known = this.#placeOf(name);
    const place = known >= 0 ? known : this.#placeFor(name);
    if (place < 0) return false;
    this.#counts[place] = (this.#counts[place] ?? 0) + weight;
    if (this.#since[place] !== 0) return true;
    if (!mayShow || this.isFull) return false;
    this.#admit(place, now);
    return true;
  }

  admit(name: number, now: number): void {
    const place = this.#placeOf(name);
    if (place >= 0 && this.#since[place] === 0) this.#admit(place, now);
  }

  evict(name: number): void {
    const place = this.#placeOf(name);
    if (place < 0 || this.#since[place] === 0) return;
    this.#since[place] = 0;
    this.#admitted--;
  }

  /** What a name has come to, fading, with what may be others'. */
  estimate(name: number): number {
    return this.#counts[this.#placeOf(name)] ?? 0;
  }

  /** What a name has certainly come to, fading. */
  guaranteedCount(name: number): number {
    const place = this.#placeOf(name);
    return place < 0 ? 0 : this.#guaranteed(place);
  }

  /** Who is shown and has the least, among those that have stayed long enough. */
  evictionCandidate(now: number): number | undefined {
    let weakest = -1;
    let least = Infinity;
    for (let place = 0; place < this.#size; place++) {
      const since = this.#since[place] ?? 0;
      const count = this.#counts[place] ?? 0;
      if (since === 0 || now - since < minResidence || count >= least) continue;
      weakest = place;
      least = count;
    }
    return weakest < 0 ? undefined : this.#keys[weakest];
  }

  /** Who isn't shown and certainly has the most. */
  admissionCandidate(): number | undefined {
    let strongest = -1;
    let most = 0;
    for (let place = 0; place < this.#size; place++) {
      if (this.#since[place] !== 0 || this.#guaranteed(place) <= most) continue;
      strongest = place;
      most = this.#guaranteed(place);
    }
    return strongest < 0 ? undefined : this.#keys[strongest];
  }

  /** Lets one that waits take the place of the weakest, if it has clearly more. Returns who had to go. */
  replaceOne(now: number): number | undefined {
    const waiting = this.admissionCandidate();
    const weakest = waiting === undefined ? undefined : this.evictionCandidate(now);
    if (waiting === undefined || weakest === undefined) return undefined;
    if (!isClearlyMore(this.guaranteedCount(waiting), this.estimate(weakest))) return undefined;
    this.evict(weakest);
    this.admit(waiting, now);
    return weakest;
  }

  *admittedKeys(): Generator<number> {
    for (let place = 0; place < this.#size; place++) if (this.#since[place] !== 0) yield this.#keys[place] ?? 0;
  }

  /** Makes all that was counted so many times as much. */
  scale(factor: number): void {
    for (let place = 0; place < this.#size; place++) {
      this.#counts[place] = (this.#counts[place] ?? 0) * factor;
      this.#errors[place] = (this.#errors[place] ?? 0) * factor;
    }
  }

  /** Lets go of all names. */
  clear(): void {
    for (let place = 0; place < this.#size; place++) this.#names.release(this.#keys[place] ?? 0);
    this.#size = 0;
    this.#admitted = 0;
  }

  save(names: StringTableWriter): readonly (readonly number[])[] {
    return Array.from({ length: this.#size }, (_, place) => [
      names.index(this.#keys[place] ?? 0),
      this.#counts[place] ?? 0,
      this.#errors[place] ?? 0,
      this.#since[place] ?? 0,
    ]);
  }

  /** @throws SavedStateError */
  restore(saved: unknown, names: StringTableReader): void {
    this.clear();
    for (const row of arrayOf(saved)) {
      const [number, count = 0, error = 0, since = 0] = numbersOf(row);
      const place = this.#placeFor(names.idOf(number));
      if (place < 0) continue;
      this.#counts[place] = count;
      this.#errors[place] = error;
      if (since !== 0 && !this.isFull) this.#admit(place, since);
    }
  }

  /**
   * Where a name is, or -1. There are hundreds of rankings of some ten names each: to look through them takes no longer
   * than a map, and the maps were the largest part of what was kept of a client.
   */
  #placeOf(name: number): number {
    const place = this.#keys.indexOf(name);
    return place < this.#size ? place : -1;
  }

  #guaranteed(place: number): number {
    return (this.#counts[place] ?? 0) - (this.#errors[place] ?? 0);
  }

  #admit(place: number, now: number): void {
    this.#since[place] = Math.max(1, now);
    this.#admitted++;
  }

  #placeFor(name: number): number {
    let place = this.#size;
    if (place < this.#bounds.tracked) {
      if (place === this.#keys.length) this.#grow();
      this.#size++;
      this.#counts[place] = 0;
    } else {
      place = this.#leastNotAdmitted();
      if (place < 0) return place;
      this.#names.release(this.#keys[place] ?? 0);
    }
    this.#errors[place] = this.#counts[place] ?? 0;
    this.#since[place] = 0;
    this.#keys[place] = name;
    this.#names.retain(name);
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
