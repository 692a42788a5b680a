import { arrayOf, numbersOf, type StringTableReader, type StringTableWriter } from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
import { aboveUsual, between } from "./score.js";

/** Most domains of one client that are tracked. */
const maxDomains = 64;

/** Seconds within which queries are one visit: A, AAAA and HTTPS are queried together. */
const visitSeconds = 2;

/** A multiple of the mean interval above which an interval is a pause, which is not part of the mean. */
const pauseFactor = 3;

/** Intervals of memory, about. */
const memoryIntervals = 64;

/** Intervals that must be known before a score. */
const minIntervals = 8;
/** Intervals from which on the score is full. */
const fullIntervals = 24;

/** Coefficient of variation from which on intervals are not regular at all. */
const irregularVariation = 0.5;

const burstSeconds = 300;

/** Queries for one domain in five minutes that a single page may need. */
const pageQueries = 30;
/** Queries from which on the score of a burst is full. */
const fullBurst = 120;

/** Columns of a row. */
const row = {
  lastVisit: 0,
  intervals: 1,
  mean: 2,
  variance: 3,
  pauses: 4,
  /** Index of the current five minutes of unix time, their queries, and those of the five before. */
  stretch: 5,
  present: 6,
  before: 7,
  width: 8,
} as const;

/** Statistics of the visits of one client to one domain. */
export interface DomainIntervals {
  readonly domain: number;
  /** Unix seconds. */
  readonly lastVisit: number;
  /** Number of intervals, their mean in seconds and their variance, without pauses. */
  readonly intervals: number;
  readonly mean: number;
  readonly variance: number;
  readonly pauses: number;
  /** The larger number of queries: in the current five minutes, or in the five before. */
  readonly burst: number;
}

/**
 * Statistics of the intervals between the visits of one client, by domain. The domain that is overdue for longest is
 * evicted first, so that a regular domain stays, however rare it is.
 */
export class IntervalStats {
  readonly #strings: StringInterner;
  /** Ids of the domains; 0 for a free place. */
  readonly #domains = new Uint32Array(maxDomains);
  /** A row per domain. */
  readonly #rows = new Float64Array(maxDomains * row.width);

  constructor(strings: StringInterner) {
    this.#strings = strings;
  }

  add(domain: number, second: number): void {
    let place = this.#domains.indexOf(domain);
    if (place < 0) place = this.#placeFor(domain, second);
    const start = place * row.width;
    this.#countBurst(start, Math.floor(second / burstSeconds));
    const interval = second - this.#at(start, row.lastVisit);
    if (interval < visitSeconds) return;
    this.#rows[start + row.lastVisit] = second;
    this.#addInterval(start, interval);
  }

  /** Yields the domains that may be regular, or a burst. */
  *candidates(second: number): Generator<DomainIntervals> {
    const stretch = Math.floor(second / burstSeconds);
    for (const [place, domain] of this.#domains.entries()) {
      const start = place * row.width;
      const intervals = this.#at(start, row.intervals);
      const burst = this.#burstAt(start, stretch);
      if (domain === 0 || (intervals < minIntervals && burst <= pageQueries)) continue;
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
    for (const domain of this.#domains) if (domain !== 0) this.#strings.release(domain);
    this.#domains.fill(0);
  }

  save(strings: StringTableWriter): readonly (readonly number[])[] {
    return Array.from(this.#domains, (domain, place) =>
      domain === 0 ? [] : [strings.index(domain), ...this.#rows.subarray(place * row.width, (place + 1) * row.width)],
    );
  }

  /** @throws SnapshotError */
  restore(saved: unknown, strings: StringTableReader): void {
    for (const [place, entry] of arrayOf(saved).slice(0, maxDomains).entries()) {
      const [domain, ...numbers] = numbersOf(entry);
      if (domain === undefined) continue;
      const id = strings.idOf(domain);
      this.#domains[place] = id;
      this.#strings.retain(id);
      this.#rows.set(numbers.slice(0, row.width), place * row.width);
    }
  }

  #at(start: number, column: number): number {
    return this.#rows[start + column] ?? 0;
  }

  #placeFor(domain: number, second: number): number {
    let place = this.#domains.indexOf(0);
    if (place < 0) {
      place = this.#mostOverdue();
      this.#strings.release(this.#domains[place] ?? 0);
    }
    this.#domains[place] = domain;
    this.#strings.retain(domain);
    const start = place * row.width;
    this.#rows.fill(0, start, start + row.width);
    this.#rows[start + row.lastVisit] = second;
    return place;
  }

  /** Returns the place of the domain that is overdue for longest. A domain with one visit is overdue at once. */
  #mostOverdue(): number {
    const rows = this.#rows;
    let found = 0;
    let earliest = Infinity;
    for (let place = 0; place < maxDomains; place++) {
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

  #addInterval(start: number, interval: number): void {
    const rows = this.#rows;
    const mean = this.#at(start, row.mean);
    const known = this.#at(start, row.intervals);
    if (known >= 4 && interval > pauseFactor * mean) {
      rows[start + row.pauses] = this.#at(start, row.pauses) + 1;
      return;
    }
    const weight = Math.max(1 / (known + 1), 1 / memoryIntervals);
    const difference = interval - mean;
    rows[start + row.intervals] = known + 1;
    rows[start + row.mean] = thousandths(mean + weight * difference);
    const variance = (1 - weight) * (this.#at(start, row.variance) + weight * difference * difference);
    rows[start + row.variance] = thousandths(variance);
  }
}

/** Rounds to thousandths, which keeps the saved state short. */
const thousandths = (value: number): number => Math.round(1000 * value) / 1000;

/**
 * Scores the resemblance of a client's queries for a domain to a program that calls home, 0–1: by the coefficient of
 * variation of the intervals (1 for a random stream; 0.1 scores 0.8), their number, and the number of pauses.
 *
 * A program that checks for updates is as regular as malware, and scores the same.
 *
 * @param second unix seconds
 */
export function beaconScore(stats: DomainIntervals, second: number): number {
  const { intervals, mean, variance, pauses, lastVisit } = stats;
  if (intervals < minIntervals || second - lastVisit > pauseFactor * mean) return 0;
  const regular = 1 - between(Math.sqrt(variance) / mean, 0, irregularVariation);
  const enough = between(intervals, 0, fullIntervals);
  const steady = intervals / (intervals + 4 * pauses);
  return regular * enough * steady;
}

/**
 * Scores how far the queries of a client for one domain in five minutes lie above its usual queries for all domains, 0–1;
 * see {@link aboveUsual}. As many queries as a page may need score 0.
 *
 * @param mean mean of the client's queries in an hour
 * @param variance their variance
 */
export function burstScore(stats: DomainIntervals, mean: number, variance: number): number {
  const perHour = 3600 / burstSeconds;
  return between(stats.burst, pageQueries, fullBurst) * aboveUsual(stats.burst, mean / perHour, variance / perHour);
}
