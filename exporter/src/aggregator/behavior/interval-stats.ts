import { arrayOf, numbersOf, type StringTableReader, type StringTableWriter } from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
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

/** Where in a row a number stands. */
const row = {
  lastVisit: 0,
  intervals: 1,
  mean: 2,
  variance: 3,
  pauses: 4,
  /** Number of the present five minutes, their queries, and those of the five before. */
  stretch: 5,
  present: 6,
  before: 7,
  width: 8,
} as const;

/** What is known of a domain's queries by one client. */
export interface DomainIntervals {
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
export class IntervalStats {
  readonly #names: StringInterner;
  /** Domains, as numbers of the store's names; 0 for a free place. */
  readonly #domains = new Uint32Array(places);
  /** What is known of each, in a row. */
  readonly #rows = new Float64Array(places * row.width);

  constructor(names: StringInterner) {
    this.#names = names;
  }

  add(domain: number, second: number): void {
    let place = this.#domains.indexOf(domain);
    if (place < 0) place = this.#takePlace(domain, second);
    const start = place * row.width;
    this.#countBurst(start, Math.floor(second / burstSeconds));
    const interval = second - this.#at(start, row.lastVisit);
    if (interval < oneVisit) return;
    this.#rows[start + row.lastVisit] = second;
    this.#noteInterval(start, interval);
  }

  /** Those that may be regular, or a burst. */
  *candidates(second: number): Generator<DomainIntervals> {
    const stretch = Math.floor(second / burstSeconds);
    for (const [place, domain] of this.#domains.entries()) {
      const start = place * row.width;
      const intervals = this.#at(start, row.intervals);
      const burst = this.#burstAt(start, stretch);
      if (domain === 0 || (intervals < intervalsToKnow && burst <= noBurst)) continue;
      yield {
        domain,
        lastVisit: this.#at(start, row.lastVisit),
        intervals,
        mean: this.#at(start, row.mean),
        variance: this.#at(start, row.variance),
        pauses: this.#at(start, row.pauses),
        burst,
      };
    }
  }

  has(domain: number): boolean {
    return this.#domains.includes(domain);
  }

  clear(): void {
    for (const domain of this.#domains) if (domain !== 0) this.#names.release(domain);
    this.#domains.fill(0);
  }

  save(names: StringTableWriter): readonly (readonly number[])[] {
    return Array.from(this.#domains, (domain, place) =>
      domain === 0 ? [] : [names.index(domain), ...this.#rows.subarray(place * row.width, (place + 1) * row.width)],
    );
  }

  /** @throws SavedStateError */
  restore(saved: unknown, names: StringTableReader): void {
    for (const [place, entry] of arrayOf(saved).slice(0, places).entries()) {
      const [domain, ...numbers] = numbersOf(entry);
      if (domain === undefined) continue;
      const number = names.idOf(domain);
      this.#domains[place] = number;
      this.#names.retain(number);
      this.#rows.set(numbers.slice(0, row.width), place * row.width);
    }
  }

  #at(start: number, column: number): number {
    return this.#rows[start + column] ?? 0;
  }

  #takePlace(domain: number, second: number): number {
    let place = this.#domains.indexOf(0);
    if (place < 0) {
      place = this.#leastExpected();
      this.#names.release(this.#domains[place] ?? 0);
    }
    this.#domains[place] = domain;
    this.#names.retain(domain);
    const start = place * row.width;
    this.#rows.fill(0, start, start + row.width);
    this.#rows[start + row.lastVisit] = second;
    return place;
  }

  /** Who has been missing for longest; who was asked for once is expected no more. */
  #leastExpected(): number {
    const rows = this.#rows;
    let found = 0;
    let earliest = Infinity;
    for (let place = 0; place < places; place++) {
      const start = place * row.width;
      const expected = (rows[start + row.lastVisit] ?? 0) + 2 * (rows[start + row.mean] ?? 0);
      if (expected >= earliest) continue;
      found = place;
      earliest = expected;
    }
    return found;
  }

  #burstAt(start: number, stretch: number): number {
    const ago = stretch - this.#at(start, row.stretch);
    const present = this.#at(start, row.present);
    if (ago > 1) return 0;
    return ago === 1 ? present : Math.max(present, this.#at(start, row.before));
  }

  #countBurst(start: number, stretch: number): void {
    const rows = this.#rows;
    const ahead = stretch - this.#at(start, row.stretch);
    if (ahead > 0) {
      rows[start + row.before] = ahead === 1 ? this.#at(start, row.present) : 0;
      rows[start + row.present] = 0;
      rows[start + row.stretch] = stretch;
    }
    rows[start + row.present] = this.#at(start, row.present) + 1;
  }

  #noteInterval(start: number, interval: number): void {
    const rows = this.#rows;
    const mean = this.#at(start, row.mean);
    const known = this.#at(start, row.intervals);
    if (known >= 4 && interval > pause * mean) {
      rows[start + row.pauses] = this.#at(start, row.pauses) + 1;
      return;
    }
    const weight = Math.max(1 / (known + 1), 1 / memory);
    const difference = interval - mean;
    rows[start + row.intervals] = known + 1;
    rows[start + row.mean] = thousandths(mean + weight * difference);
    const variance = (1 - weight) * (this.#at(start, row.variance) + weight * difference * difference);
    rows[start + row.variance] = thousandths(variance);
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
export function beaconScore(rhythm: DomainIntervals, second: number): number {
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
export function burstScore(rhythm: DomainIntervals, mean: number, variance: number): number {
  const perHour = 3600 / burstSeconds;
  return between(rhythm.burst, noBurst, sureBurst) * aboveUsual(rhythm.burst, mean / perHour, variance / perHour);
}
