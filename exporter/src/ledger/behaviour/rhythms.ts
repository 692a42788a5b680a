import { arrayOf, numbersOf, type RestoredNames, type SavedNames } from "../../store/saved.js";
import type { Names } from "../../store/names.js";
import { aboveUsual, between } from "./score.js";

/** Domains of one client whose rhythm is kept. */
const places = 64;

/** Queries of one moment are one visit: A, AAAA and HTTPS are asked for together. In seconds. */
const oneVisit = 2;

/** An interval of more than so many times the mean is a pause, and none of its intervals. */
const pause = 3;

/** Intervals after which the first are forgotten, about. */
const memory = 64;

/** Intervals that must be there before they are regular. */
const intervalsToKnow = 8;
/** From which on there are enough. */
const intervalsToBeSure = 24;

/** Intervals that vary by half of their length, one standard deviation, aren't regular at all. */
const irregular = 0.5;

const burstSeconds = 300;

/** Queries for one domain in five minutes which are no burst, whatever is usual: a page with all that it loads. */
const noBurst = 30;
/** Queries that are one for sure, if they are unusual. */
const sureBurst = 120;

/** What is known of a domain's queries by one client. */
export interface Rhythm {
  readonly domain: number;
  readonly lastVisit: number;
  readonly intervals: number;
  readonly mean: number;
  readonly variance: number;
  readonly pauses: number;
  /** Queries within five minutes, at most, of the present five and those before. */
  readonly burst: number;
}

/**
 * When one client asked for which domains: how regular, and how many at once. Who isn't asked for when he should have
 * been makes way first, so that what is regular stays, however rare.
 */
export class Rhythms {
  readonly #names: Names;
  /** Domains, as numbers of the store's names; 0 for a free place. */
  readonly #domains = new Uint32Array(places);
  readonly #lastVisits = new Uint32Array(places);
  readonly #intervals = new Uint32Array(places);
  readonly #means = new Float64Array(places);
  readonly #variances = new Float64Array(places);
  readonly #pauses = new Uint32Array(places);
  /** Number of the present five minutes, their queries, and those of the five before. */
  readonly #stretches = new Uint32Array(places);
  readonly #present = new Uint32Array(places);
  readonly #before = new Uint32Array(places);

  constructor(names: Names) {
    this.#names = names;
  }

  note(domain: number, second: number): void {
    let place = this.#domains.indexOf(domain);
    if (place < 0) place = this.#takePlace(domain, second);
    this.#countBurst(place, Math.floor(second / burstSeconds));
    const interval = second - (this.#lastVisits[place] ?? 0);
    if (interval < oneVisit) return;
    this.#lastVisits[place] = second;
    this.#noteInterval(place, interval);
  }

  /** Those that may be regular, or a burst. */
  *rhythms(second: number): Generator<Rhythm> {
    for (let place = 0; place < places; place++) {
      const intervals = this.#intervals[place] ?? 0;
      const burst = this.#burstAt(place, Math.floor(second / burstSeconds));
      if (this.#domains[place] === 0 || (intervals < intervalsToKnow && burst <= noBurst)) continue;
      yield {
        domain: this.#domains[place] ?? 0,
        lastVisit: this.#lastVisits[place] ?? 0,
        intervals,
        mean: this.#means[place] ?? 0,
        variance: this.#variances[place] ?? 0,
        pauses: this.#pauses[place] ?? 0,
        burst,
      };
    }
  }

  isKept(domain: number): boolean {
    return this.#domains.includes(domain);
  }

  clear(): void {
    for (const domain of this.#domains) if (domain !== 0) this.#names.release(domain);
    this.#domains.fill(0);
  }

  save(names: SavedNames): readonly (readonly number[])[] {
    return Array.from({ length: places }, (_, place) =>
      this.#domains[place] === 0
        ? []
        : [names.number(this.#domains[place] ?? 0), ...this.#columns().map((column) => column[place] ?? 0)],
    );
  }

  /** @throws SavedStateError */
  restore(saved: unknown, names: RestoredNames): void {
    for (const [place, row] of arrayOf(saved).slice(0, places).entries()) {
      const [domain, ...numbers] = numbersOf(row);
      if (domain === undefined) continue;
      this.#domains[place] = names.number(domain);
      this.#names.hold(this.#domains[place]);
      for (const [index, column] of this.#columns().entries()) column[place] = numbers[index] ?? 0;
    }
  }

  #columns(): readonly (Uint32Array | Float64Array)[] {
    return [
      this.#lastVisits,
      this.#intervals,
      this.#means,
      this.#variances,
      this.#pauses,
      this.#stretches,
      this.#present,
      this.#before,
    ];
  }

  #takePlace(domain: number, second: number): number {
    let place = this.#domains.indexOf(0);
    if (place < 0) {
      place = this.#leastExpected();
      this.#names.release(this.#domains[place] ?? 0);
    }
    this.#domains[place] = domain;
    this.#names.hold(domain);
    for (const column of this.#columns()) column[place] = 0;
    this.#lastVisits[place] = second;
    return place;
  }

  /** Who has been missing for longest; who was asked for once is expected no more. */
  #leastExpected(): number {
    let found = 0;
    let earliest = Infinity;
    for (let place = 0; place < places; place++) {
      const expected = (this.#lastVisits[place] ?? 0) + 2 * (this.#means[place] ?? 0);
      if (expected >= earliest) continue;
      found = place;
      earliest = expected;
    }
    return found;
  }

  #burstAt(place: number, stretch: number): number {
    const ago = stretch - (this.#stretches[place] ?? 0);
    const present = this.#present[place] ?? 0;
    if (ago > 1) return 0;
    return ago === 1 ? present : Math.max(present, this.#before[place] ?? 0);
  }

  #countBurst(place: number, stretch: number): void {
    const ahead = stretch - (this.#stretches[place] ?? 0);
    if (ahead > 0) {
      this.#before[place] = ahead === 1 ? (this.#present[place] ?? 0) : 0;
      this.#present[place] = 0;
      this.#stretches[place] = stretch;
    }
    this.#present[place] = (this.#present[place] ?? 0) + 1;
  }

  #noteInterval(place: number, interval: number): void {
    const mean = this.#means[place] ?? 0;
    const known = this.#intervals[place] ?? 0;
    if (known >= 4 && interval > pause * mean) {
      this.#pauses[place] = (this.#pauses[place] ?? 0) + 1;
      return;
    }
    const intervals = known + 1;
    const weight = Math.max(1 / intervals, 1 / memory);
    const difference = interval - mean;
    this.#intervals[place] = intervals;
    this.#means[place] = thousandths(mean + weight * difference);
    const variance = (1 - weight) * ((this.#variances[place] ?? 0) + weight * difference * difference);
    this.#variances[place] = thousandths(variance);
  }
}

/** So that what is saved is short, and the same as what isn't. */
const thousandths = (value: number): number => Math.round(1000 * value) / 1000;

/**
 * How much the queries of a client for a domain look like a program that calls home, as 0 to 1: by how little the
 * intervals between them vary (their standard deviation over their mean; a random stream has 1, what varies by a tenth
 * scores 0.8), how many there were, and how few pauses.
 *
 * It can't tell a program that calls its master from one that asks for updates: both are what they are, regular.
 *
 * @param second unix seconds
 */
export function beaconScore(rhythm: Rhythm, second: number): number {
  const { intervals, mean, variance, pauses, lastVisit } = rhythm;
  if (intervals < intervalsToKnow || second - lastVisit > pause * mean) return 0;
  const regular = 1 - between(Math.sqrt(variance) / mean, 0, irregular);
  const enough = between(intervals, 0, intervalsToBeSure);
  const steady = intervals / (intervals + 4 * pauses);
  return regular * enough * steady;
}

/**
 * How much more a client asks for one domain in five minutes than it usually asks in all, as 0 to 1; see
 * {@link aboveUsual}. What a page may well take is no burst.
 *
 * @param mean usual queries of an hour, and their variance
 */
export function burstScore(rhythm: Rhythm, mean: number, variance: number): number {
  const perHour = 3600 / burstSeconds;
  return between(rhythm.burst, noBurst, sureBurst) * aboveUsual(rhythm.burst, mean / perHour, variance / perHour);
}
