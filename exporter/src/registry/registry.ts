import type { MetricDefinition } from "homelab-dashboards/metrics";
import { CounterFamily } from "./counter.js";
import type { Family, FamilyDefinition } from "./family.js";
import { GaugeFamily, InfoFamily } from "./gauge.js";
import { HistogramFamily } from "./histogram.js";
import type { Counter, DefinitionOf, Gauge, Histogram, Info, LabelsOf, SlidingWindowGauge } from "./metric-handles.js";
import { restoreSeries, saveSeries } from "./registry-snapshot.js";
import type { BudgetKind, SampleBudget } from "./sample-budget.js";
import { keptForever, SeriesTable } from "./series-table.js";
import { SlidingWindowGaugeFamily, type WindowAggregate } from "./sliding-window-gauge.js";
import type { SlidingWindow } from "./sliding-window.js";
import type { SnapshotPart, StringTableReader, StringTableWriter } from "./snapshot.js";
import { StringInterner } from "./string-interner.js";
import { countZeroPhases, endScrapedZeroPhases, endZeroPhases, recordScrapedZeros } from "./zero-phase.js";

/** How long the exposition keeps a change visible, so that every scraper sees it. In seconds. */
export interface ScrapeTimes {
  /** Least time for which an evicted series stays exposed, and then omitted. */
  readonly minVisibility: number;
  /** Least time for which a new series is exposed as 0, from the first complete scrape on. */
  readonly zeroTime: number;
}

/** TTL of a series that never expires. */
const neverExpires = 0xffff_ffff;

/** Idle times in seconds that `evictLongestIdle` tries in this order. */
const idleSteps = [3600, 1800, 900, 450, 225];

/** Metric families and their series, within a budget of samples. */
export class Registry {
  readonly strings = new StringInterner();
  readonly #table: SeriesTable;
  readonly #families: Family[] = [];
  readonly #slidingWindows: SlidingWindowGaugeFamily[] = [];

  constructor(budget: SampleBudget) {
    this.#table = new SeriesTable(this.strings, budget);
  }

  /** Number of samples of the series in use. */
  get samples(): number {
    const { counters, histograms, gauges } = this.used;
    return counters + histograms + gauges;
  }

  /** Number of samples per kind of budget. */
  get used(): SampleBudget {
    return this.#table.used;
  }

  /** Number of series in use. A histogram is one. */
  get series(): number {
    return this.#table.series;
  }

  get budget(): SampleBudget {
    return this.#table.budget;
  }

  /** Number of label sets whose eviction has not been scraped. */
  get staleSeries(): number {
    return this.#table.stale.size;
  }

  /** Number of series that were refused, or removed before they were scraped, for lack of budget. */
  get dropped(): number {
    return this.#table.dropped;
  }

  /** The families, in order of registration. */
  get families(): readonly Family[] {
    return this.#families;
  }

  /** Current time in unix seconds. An update renews a series for the TTL of its family from here. */
  get now(): number {
    return this.#table.now;
  }

  set now(second: number) {
    this.#table.now = second;
  }

  /** @param ttl seconds without an update after which a series expires; default: never */
  counter<const D extends DefinitionOf<"counter">>(name: string, definition: D, ttl?: number): Counter<LabelsOf<D>>;
  counter(name: string, definition: MetricDefinition, ttl = neverExpires): CounterFamily {
    return this.#register(new CounterFamily(this.#table, this.#families.length, familyOf(name, definition, ttl)));
  }

  /** @param bounds upper bounds of the buckets, ascending, without `+Inf` */
  histogram<const D extends DefinitionOf<"histogram">>(
    name: string,
    definition: D,
    bounds: readonly number[],
    ttl?: number,
  ): Histogram<LabelsOf<D>>;
  histogram(
    name: string,
    definition: MetricDefinition,
    bounds: readonly number[],
    ttl = neverExpires,
  ): HistogramFamily {
    const family = familyOf(name, definition, ttl);
    return this.#register(new HistogramFamily(this.#table, this.#families.length, family, bounds));
  }

  gauge<const D extends DefinitionOf<"gauge">>(name: string, definition: D, ttl?: number): Gauge<LabelsOf<D>>;
  gauge(name: string, definition: MetricDefinition, ttl = neverExpires): GaugeFamily {
    return this.#register(new GaugeFamily(this.#table, this.#families.length, familyOf(name, definition, ttl)));
  }

  info<const D extends DefinitionOf<"info">>(name: string, definition: D, ttl?: number): Info<LabelsOf<D>>;
  info(name: string, definition: MetricDefinition, ttl = neverExpires): InfoFamily {
    return this.#register(new InfoFamily(this.#table, this.#families.length, familyOf(name, definition, ttl)));
  }

  /**
   * Registers a gauge over a sliding window; {@link Registry.refresh} computes it.
   *
   * @param key distinguishes it from families of the same name; default: the name
   */
  slidingWindowGauge<const D extends DefinitionOf<"gauge">>(
    name: string,
    definition: D,
    window: SlidingWindow,
    aggregate: WindowAggregate,
    ttl?: number,
    key?: string,
  ): SlidingWindowGauge<LabelsOf<D>>;
  slidingWindowGauge(
    name: string,
    definition: MetricDefinition,
    window: SlidingWindow,
    aggregate: WindowAggregate,
    ttl = neverExpires,
    key = name,
  ): SlidingWindowGaugeFamily {
    const family = familyOf(name, definition, ttl, key);
    const gauge = new SlidingWindowGaugeFamily(this.#table, this.#families.length, family, window, aggregate);
    this.#slidingWindows.push(this.#register(gauge));
    return gauge;
  }

  /**
   * Keeps a series from expiring, and creates it with 0 within a share of the budget. Nothing happens where the family is
   * not registered.
   *
   * @param labels ids of the labels' values, in the order of the definition
   */
  keep(key: string, labels: readonly number[]): void {
    this.#families.find(({ definition }) => definition.key === key)?.keep(labels);
  }

  /** Computes the sliding-window gauges for a time in unix seconds. */
  refresh(now: number): void {
    for (const family of this.#slidingWindows) family.refresh(now);
  }

  /**
   * Evicts every series that has these labels, one or two, and for whose values the predicate is true.
   *
   * @returns whether a cumulative series was evicted
   */
  evictWhere(
    labels: readonly [first: string, second?: string],
    isEvicted: (first: number, second: number) => boolean,
  ): boolean {
    const [first, second = first] = labels;
    const table = this.#table;
    let isCumulative = false;
    for (const family of this.#families) {
      const firstPlace = family.definition.labels.indexOf(first);
      const secondPlace = family.definition.labels.indexOf(second);
      if (firstPlace < 0 || secondPlace < 0) continue;
      const evicted = family.evictWhere((slot) =>
        isEvicted(table.label(slot, firstPlace), table.label(slot, secondPlace)),
      );
      if (evicted > 0 && family.isCumulative) isCumulative = true;
    }
    return isCumulative;
  }

  /**
   * Evicts the series whose TTL has expired.
   *
   * @param now unix seconds
   * @returns whether a cumulative series was evicted
   */
  evictExpired(now: number): boolean {
    let isCumulative = false;
    for (const family of this.#families) {
      if (family.evictExpired(now) > 0 && family.isCumulative) isCumulative = true;
    }
    return isCumulative;
  }

  /**
   * Evicts the series that have been idle the longest until no more than a share of their budget is used. A series that
   * was updated in the last minutes stays.
   */
  evictLongestIdle(budgetKind: BudgetKind, share: number, now: number): void {
    const families = this.#families.filter((family) => family.budgetKind === budgetKind);
    // With a budget that is always short this runs every minute, and most steps find nothing.
    const oldest = families.map((family) => family.oldestSeen());
    for (const seconds of idleSteps) {
      if (this.used[budgetKind] <= share * this.budget[budgetKind]) return;
      for (const [index, family] of families.entries()) {
        if ((oldest[index] ?? 0) < now - Math.min(seconds, family.definition.ttl)) family.evictExpired(now, seconds);
      }
    }
  }

  /**
   * From now on, exposes new cumulative series as 0 first, and evicted ones once more: a scraper may have seen the series
   * that exist.
   */
  trackStaleness(): void {
    this.#table.tracksStaleness = true;
  }

  /** Number of series in use or evicted that are exposed as 0 first. */
  get zeroSeries(): number {
    return countZeroPhases(this.#table);
  }

  /**
   * Prepares the exposition for a scrape: series whose 0 was exposed for long enough get their value.
   *
   * @param at unix seconds
   */
  beginScrape(at: number, { zeroTime }: ScrapeTimes): void {
    endZeroPhases(this.#table, at, zeroTime);
  }

  /**
   * Records a complete scrape of the whole exposition.
   *
   * @param at unix seconds at which {@link Registry.beginScrape} was called
   */
  onScraped(at: number, { minVisibility, zeroTime }: ScrapeTimes): void {
    this.trackStaleness();
    endZeroPhases(this.#table, at, zeroTime);
    recordScrapedZeros(this.#table, at);
    this.#table.stale.onScraped(Math.floor(at), minVisibility);
  }

  /** Records a scrape of version 1, which exposed new series with their values. */
  onScrapedByVersion1(at: number, { minVisibility }: ScrapeTimes): void {
    this.trackStaleness();
    endScrapedZeroPhases(this.#table);
    this.#table.stale.onScraped(Math.floor(at), minVisibility);
  }

  /** Sets the clock back, after an event from the future. Sliding windows start empty. */
  rewindClock(now: number): void {
    this.#table.now = now;
    for (const family of this.#families) {
      family.resetWindows();
      const { seen } = this.#table;
      for (const slot of family.slots()) if (seen[slot] !== keptForever) seen[slot] = Math.min(now, seen[slot] ?? now);
    }
  }

  /** Saves all series in parts. Equal registries give equal parts. */
  save(strings: StringTableWriter): Generator<SnapshotPart> {
    return saveSeries({ table: this.#table, families: this.#families }, strings);
  }

  /**
   * Restores a part of {@link Registry.save}. The series of an unknown family are left out.
   *
   * @returns whether the part is the registry's
   * @throws SnapshotError
   */
  restore(part: unknown, strings: StringTableReader): boolean {
    return restoreSeries({ table: this.#table, families: this.#families }, part, strings);
  }

  #register<F extends Family>(family: F): F {
    const { key } = family.definition;
    if (this.#families.some(({ definition }) => definition.key === key))
      throw new Error(`${key} is registered already`);
    this.#families.push(family);
    return family;
  }
}

function familyOf(name: string, definition: MetricDefinition, ttl: number, key = name): FamilyDefinition {
  const { type, labels, help } = definition;
  if (type === "stateset") throw new Error(`${name}: the exporter has no metrics of type stateset`);
  return { name, key, type: type === "info" ? "gauge" : type, labels, help, ttl };
}
