import { arrayOf, numberOf, numbersOf } from "../../registry/snapshot.js";
import { addHash, estimateCardinality, restoreSketch, saveSketch, wordsPerSketch } from "./cardinality-sketch.js";
import { EwmaStats, memoryHours } from "./ewma-stats.js";
import { shareAboveUsual } from "./score.js";

const hourSeconds = 3600;
const quarterSeconds = 900;
/** Quarters of an hour in the last hour, which is therefore exact to a quarter. */
const quarters = 4;

/** Hours that must be known before a score. */
const minHours = 6;
const minNightHours = 4;

/** Fewer queries than these are too small a sample for a share. */
const minQueriesForShare = 10;

/** Hours without queries that are added one by one after a pause. */
const maxIdleHours = memoryHours;

/** Counts of one client in an hour. */
export interface HourCounts {
  readonly queries: number;
  readonly failures: number;
  /** Estimated number of distinct domains. */
  readonly domains: number;
}

/** Kinds of behavior that are scored, as in the contract. */
export type BehaviorKind = "volume" | "diversity" | "night" | "failures";

/** Whether an hour of unix time is between midnight and six in the exporter's time zone. */
export const isNight = (hour: number): boolean => new Date(hour * hourSeconds * 1000).getHours() < 6;

/** Counts of one client in the last hour, and the mean and variance of its earlier hours. */
export class HourlyBaseline {
  readonly volume = new EwmaStats();
  readonly #diversity = new EwmaStats();
  readonly #nights = new EwmaStats();
  /** Decayed queries and failures of the hours before. */
  #usualQueries = 0;
  #usualFailures = 0;
  /** Index of the current quarter of unix time. */
  #quarter = 0;
  readonly #queries = new Float64Array(quarters);
  readonly #failures = new Float64Array(quarters);
  readonly #domains = new Uint32Array(quarters * wordsPerSketch);
  /** Highest score of an hour of the last night, and the queries of that night. */
  #nightScore = 0;
  #nightQueries = 0;
  #wasNight = false;

  /**
   * Adds a query.
   *
   * @param second unix seconds; a late query is counted in the current quarter
   * @param domain hash of its domain
   */
  add(second: number, domain: number, isFailure: boolean): void {
    this.#advance(Math.floor(second / quarterSeconds));
    const place = this.#quarter % quarters;
    this.#queries[place] = (this.#queries[place] ?? 0) + 1;
    if (isFailure) this.#failures[place] = (this.#failures[place] ?? 0) + 1;
    addHash(this.#domains, place * wordsPerSketch, domain);
  }

  /**
   * Scores how far an hour lies above the usual, 0–1, for each kind with enough hours. It changes nothing.
   *
   * @param second unix seconds of the end of the hour
   */
  *scores({ queries, failures, domains }: HourCounts, second: number): Generator<readonly [BehaviorKind, number]> {
    if (this.volume.hours >= minHours) {
      yield ["volume", this.volume.score(queries)];
      yield ["diversity", this.#diversity.score(domains)];
      if (queries >= minQueriesForShare) yield ["failures", shareAboveUsual(failures, queries, this.#usualShare())];
    }
    if (this.#nights.hours >= minNightHours) {
      const now = isNight(Math.floor(second / hourSeconds)) ? this.#nights.score(queries) : 0;
      yield ["night", Math.max(now, this.#nightScore)];
    }
  }

  /** Returns the counts of the hour that ends at a second. */
  lastHour(second: number): HourCounts {
    const now = Math.floor(second / quarterSeconds);
    let queries = 0;
    let failures = 0;
    const starts: number[] = [];
    for (let quarter = Math.max(0, now - quarters + 1); quarter <= Math.min(now, this.#quarter); quarter++) {
      // A later quarter has overwritten it.
      if (this.#quarter - quarter >= quarters) continue;
      const place = quarter % quarters;
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
      this.#quarter,
      [...this.#queries],
      [...this.#failures],
      saveSketch(this.#domains),
      [this.volume, this.#diversity, this.#nights].map((stats) => stats.save()),
      [this.#usualQueries, this.#usualFailures, this.#nightScore, this.#nightQueries, this.#wasNight ? 1 : 0],
    ];
  }

  /** @throws SnapshotError */
  restore(saved: unknown): void {
    const [quarter, queries, failures, domains, stats, rest] = arrayOf(saved);
    this.#quarter = numberOf(quarter);
    this.#queries.set(numbersOf(queries).slice(0, quarters));
    this.#failures.set(numbersOf(failures).slice(0, quarters));
    restoreSketch(this.#domains, numbersOf(domains));
    const [volume, diversity, nights] = arrayOf(stats);
    this.volume.restore(numbersOf(volume));
    this.#diversity.restore(numbersOf(diversity));
    this.#nights.restore(numbersOf(nights));
    const [usualQueries = 0, usualFailures = 0, nightScore = 0, nightQueries = 0, wasNight = 0] = numbersOf(rest);
    this.#usualQueries = usualQueries;
    this.#usualFailures = usualFailures;
    this.#nightScore = nightScore;
    this.#nightQueries = nightQueries;
    this.#wasNight = wasNight === 1;
  }

  /** Returns the usual share of failures. It starts at 1/20, so that the first failure is not unusual. */
  #usualShare(): number {
    return (this.#usualFailures + 1) / (this.#usualQueries + 20);
  }

  #advance(quarter: number): void {
    if (this.#quarter === 0) this.#quarter = quarter;
    if (quarter <= this.#quarter) return;
    const last = Math.max(this.#quarter, quarter - quarters * maxIdleHours);
    if (last > this.#quarter) {
      this.#closeHour(this.#quarter);
      for (const column of [this.#queries, this.#failures, this.#domains]) column.fill(0);
    }
    for (let next = last + 1; next <= quarter; next++) {
      if (next % quarters === 0) this.#closeHour(next - 1);
      const place = next % quarters;
      this.#queries[place] = 0;
      this.#failures[place] = 0;
      this.#domains.fill(0, place * wordsPerSketch, (place + 1) * wordsPerSketch);
    }
    this.#quarter = quarter;
  }

  /** Adds the hour that ends with a quarter to the baseline. */
  #closeHour(quarter: number): void {
    this.#quarter = Math.max(this.#quarter, quarter);
    const second = quarter * quarterSeconds;
    const { queries, failures, domains } = this.lastHour(second);
    if (isNight(Math.floor(second / hourSeconds))) this.#closeNightHour(queries);
    else this.#wasNight = false;
    this.volume.add(queries);
    this.#diversity.add(domains);
    const kept = 1 - 1 / memoryHours;
    this.#usualQueries = kept * this.#usualQueries + queries;
    this.#usualFailures = kept * this.#usualFailures + failures;
  }

  #closeNightHour(queries: number): void {
    if (!this.#wasNight) {
      this.#nightScore = 0;
      this.#nightQueries = 0;
    }
    this.#wasNight = true;
    this.#nightQueries += queries;
    if (this.#nights.hours >= minNightHours) this.#nightScore = Math.max(this.#nightScore, this.#nights.score(queries));
    this.#nights.add(queries);
  }
}
