import { arrayOf, numberOf, numbersOf } from "../../registry/snapshot.js";
import { estimateCardinality, addHash, restoreSketch, saveSketch, wordsPerSketch } from "./cardinality-sketch.js";
import { aboveUsual, shareAboveUsual } from "./score.js";

const hourSeconds = 3600;
const sliceSeconds = 900;
/** The last hour is told in quarters: what is there now may be up to a quarter short of it. */
const slices = 4;

/** Hours after which what is usual has forgotten half of what it was, about: a week. */
const memoryHours = 168;

/** Hours of which something must be known before anything is unusual. */
const hoursToKnow = 6;
const nightHoursToKnow = 4;

/** Fewer queries than these have no share of anything. */
const queriesForShare = 10;

/** How many hours without anything are noted one by one. */
const idleHoursAtMost = memoryHours;

/** Mean and variance of hours, of which the latest count more (exponentially weighted, from the first hour on). */
export class EwmaStats {
  hours = 0;
  mean = 0;
  variance = 0;

  add(value: number): void {
    this.hours++;
    const weight = Math.max(1 / this.hours, 1 / memoryHours);
    const difference = value - this.mean;
    this.mean += weight * difference;
    this.variance = (1 - weight) * (this.variance + weight * difference * difference);
  }

  score(value: number): number {
    return aboveUsual(value, this.mean, this.variance);
  }

  save(): readonly number[] {
    return [this.hours, this.mean, this.variance];
  }

  restore([hours = 0, mean = 0, variance = 0]: readonly number[]): void {
    this.hours = hours;
    this.mean = mean;
    this.variance = variance;
  }
}

/** What a client did in an hour. Domains are about so many. */
export interface HourCounts {
  readonly queries: number;
  readonly failures: number;
  readonly domains: number;
}

/** Aspects of behaviour, in the words of the contract. */
export type BehaviorKind = "volume" | "diversity" | "night" | "failures";

/** Between midnight and six in the morning, where the exporter is. */
export const isNight = (hour: number): boolean => new Date(hour * hourSeconds * 1000).getHours() < 6;

/**
 * What a client does in an hour, and what is usual for it. In bounded memory: four quarters of an hour, and a mean and a
 * variance for each aspect.
 */
export class HourlyBaseline {
  readonly volume = new EwmaStats();
  readonly #diversity = new EwmaStats();
  readonly #nights = new EwmaStats();
  /** Queries and failures of the hours that are over, fading. */
  #usualQueries = 0;
  #usualFailures = 0;
  /** The present slice, and hour, of unix time. */
  #slice = 0;
  readonly #queries = new Float64Array(slices);
  readonly #failures = new Float64Array(slices);
  readonly #domains = new Uint32Array(slices * wordsPerSketch);
  /** The highest score of an hour of the last night, and its queries. */
  #night = 0;
  #nightQueries = 0;
  #wasNight = false;

  /**
   * Notes a query.
   *
   * @param second unix seconds; what is late counts as now
   * @param domain hash of its domain
   */
  add(second: number, domain: number, isFailure: boolean): void {
    this.#move(Math.floor(second / sliceSeconds));
    const place = this.#slice % slices;
    this.#queries[place] = (this.#queries[place] ?? 0) + 1;
    if (isFailure) this.#failures[place] = (this.#failures[place] ?? 0) + 1;
    addHash(this.#domains, place * wordsPerSketch, domain);
  }

  /**
   * How far an hour departs from what is usual, for what is known. It looks at the client and changes nothing.
   *
   * @param second its end, in unix seconds
   */
  *scores({ queries, failures, domains }: HourCounts, second: number): Generator<readonly [BehaviorKind, number]> {
    if (this.volume.hours >= hoursToKnow) {
      yield ["volume", this.volume.score(queries)];
      yield ["diversity", this.#diversity.score(domains)];
      if (queries >= queriesForShare) yield ["failures", shareAboveUsual(failures, queries, this.#usualShare())];
    }
    if (this.#nights.hours >= nightHoursToKnow) {
      const now = isNight(Math.floor(second / hourSeconds)) ? this.#nights.score(queries) : 0;
      yield ["night", Math.max(now, this.#night)];
    }
  }

  lastHour(second: number): HourCounts {
    const now = Math.floor(second / sliceSeconds);
    let queries = 0;
    let failures = 0;
    const starts: number[] = [];
    for (let slice = Math.max(0, now - slices + 1); slice <= Math.min(now, this.#slice); slice++) {
      // A slice that has been overwritten by a later one isn't there any more.
      if (this.#slice - slice >= slices) continue;
      const place = slice % slices;
      queries += this.#queries[place] ?? 0;
      failures += this.#failures[place] ?? 0;
      starts.push(place * wordsPerSketch);
    }
    return { queries, failures, domains: estimateCardinality(this.#domains, starts) };
  }

  /** Queries of this night, or of the last one. */
  get nightQueries(): number {
    return this.#nightQueries;
  }

  save(): readonly unknown[] {
    return [
      this.#slice,
      [...this.#queries],
      [...this.#failures],
      saveSketch(this.#domains),
      [this.volume, this.#diversity, this.#nights].map((usual) => usual.save()),
      [this.#usualQueries, this.#usualFailures, this.#night, this.#nightQueries, this.#wasNight ? 1 : 0],
    ];
  }

  /** @throws SavedStateError */
  restore(saved: unknown): void {
    const [slice, queries, failures, domains, usual, rest] = arrayOf(saved);
    this.#slice = numberOf(slice);
    this.#queries.set(numbersOf(queries).slice(0, slices));
    this.#failures.set(numbersOf(failures).slice(0, slices));
    restoreSketch(this.#domains, numbersOf(domains));
    const [volume, diversity, nights] = arrayOf(usual);
    this.volume.restore(numbersOf(volume));
    this.#diversity.restore(numbersOf(diversity));
    this.#nights.restore(numbersOf(nights));
    const [usualQueries = 0, usualFailures = 0, night = 0, nightQueries = 0, wasNight = 0] = numbersOf(rest);
    this.#usualQueries = usualQueries;
    this.#usualFailures = usualFailures;
    this.#night = night;
    this.#nightQueries = nightQueries;
    this.#wasNight = wasNight === 1;
  }

  /** The usual share of failures: one of twenty before anything is known, so that the first one isn't an alarm. */
  #usualShare(): number {
    return (this.#usualFailures + 1) / (this.#usualQueries + 20);
  }

  #move(slice: number): void {
    if (this.#slice === 0) this.#slice = slice;
    if (slice <= this.#slice) return;
    const last = Math.max(this.#slice, slice - slices * idleHoursAtMost);
    if (last > this.#slice) {
      this.#closeHour(this.#slice);
      for (const column of [this.#queries, this.#failures, this.#domains]) column.fill(0);
    }
    for (let next = last + 1; next <= slice; next++) {
      if (next % slices === 0) this.#closeHour(next - 1);
      const place = next % slices;
      this.#queries[place] = 0;
      this.#failures[place] = 0;
      this.#domains.fill(0, place * wordsPerSketch, (place + 1) * wordsPerSketch);
    }
    this.#slice = slice;
  }

  /** Makes the hour to which a slice belongs, the last one, part of what is usual. */
  #closeHour(slice: number): void {
    const second = slice * sliceSeconds;
    const { queries, failures, domains } = this.#hourOf(slice);
    if (isNight(Math.floor(second / hourSeconds))) {
      if (!this.#wasNight) {
        this.#night = 0;
        this.#nightQueries = 0;
      }
      this.#wasNight = true;
      this.#nightQueries += queries;
      if (this.#nights.hours >= nightHoursToKnow) this.#night = Math.max(this.#night, this.#nights.score(queries));
      this.#nights.add(queries);
    } else this.#wasNight = false;
    this.volume.add(queries);
    this.#diversity.add(domains);
    const kept = 1 - 1 / memoryHours;
    this.#usualQueries = kept * this.#usualQueries + queries;
    this.#usualFailures = kept * this.#usualFailures + failures;
  }

  #hourOf(slice: number): HourCounts {
    this.#slice = Math.max(this.#slice, slice);
    return this.lastHour(slice * sliceSeconds);
  }
}
