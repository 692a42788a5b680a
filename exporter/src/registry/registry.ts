import type { MetricDefinition } from "homelab-dashboards/metrics";
import {
  CounterFamily,
  GaugeFamily,
  HistogramFamily,
  InfoFamily,
  SlidingWindowGaugeFamily,
  type Family,
  type FamilyDefinition,
  type WindowAggregate,
} from "./family.js";
import { StringInterner } from "./string-interner.js";
import { noSlot, type SampleBudget } from "./series-family.js";
import { SeriesTable } from "./series-table.js";
import { arrayOf, numberOf, numbersOf, recordOf, SnapshotError } from "./snapshot.js";
import type { StringTableReader, StringTableWriter, SnapshotPart } from "./snapshot.js";
import type { SlidingWindow } from "./sliding-window.js";

export type { SampleBudget } from "./series-family.js";

/** Number of the value of each label, in the order of the definition. */
export type LabelIds<Labels extends readonly string[]> = { readonly [Index in keyof Labels]: number };

type LabelsOf<D extends MetricDefinition> = LabelIds<D["labels"]>;
type Defined<Type extends MetricDefinition["type"]> = MetricDefinition & { readonly type: Type };

/** Labels are numbers of {@link Registry.strings}, in the order of the definition. */
export interface Counter<Labels extends readonly number[]> {
  add(amount: number, ...labels: Labels): void;
}

export interface Histogram<Labels extends readonly number[]> {
  observe(amount: number, ...labels: Labels): void;
  /** As `observe`, unless that takes a new series where this share of the room is taken. Returns whether it did. */
  observeWithin(share: number, amount: number, ...labels: Labels): boolean;
}

export interface Gauge<Labels extends readonly number[]> {
  set(value: number, ...labels: Labels): void;
  /** Ends every series that `set` isn't called for meanwhile. */
  replace(set: () => void): void;
}

export interface Info<Labels extends readonly number[]> {
  set(...labels: Labels): void;
}

export interface SlidingWindowGauge<Labels extends readonly number[]> {
  /** @param second when it happened, in unix seconds */
  add(second: number, amount: number, ...labels: Labels): void;
}

/** Whatever series are counted as: never ended for being idle. */
const neverExpires = 0xffff_ffff;

/** How long a series may have been idle if there is need of its room, in seconds: the longest idle go first. */
const idleSteps = [3600, 1800, 900, 450, 225];

const seriesPerPart = 256;

/** Series and their values, within bounds. */
export class Registry {
  readonly strings = new StringInterner();
  readonly #table: SeriesTable;
  readonly #families: Family[] = [];
  readonly #slidingWindows: SlidingWindowGaugeFamily[] = [];

  constructor(budget: SampleBudget) {
    this.#table = new SeriesTable(this.strings, budget);
  }

  /** How many samples a scrape sees. */
  get samples(): number {
    const { counters, histograms, gauges } = this.used;
    return counters + histograms + gauges;
  }

  /** How much of its room is taken. */
  get used(): SampleBudget {
    return this.#table.used;
  }

  /** How many series there are; a histogram is one. */
  get series(): number {
    return this.#table.series;
  }

  get budget(): SampleBudget {
    return this.#table.budget;
  }

  /** How many have ended and have still to be seen to end. */
  get staleSeries(): number {
    return this.#table.stale.size;
  }

  /** How often something wasn't counted or shown because there was no room for its series. */
  get dropped(): number {
    return this.#table.dropped;
  }

  /** The families, in the order in which they were made. */
  get families(): readonly Family[] {
    return this.#families;
  }

  /** The present, in unix seconds: what happens to a series now keeps it for as long as its family may be idle. */
  get now(): number {
    return this.#table.now;
  }

  set now(second: number) {
    this.#table.now = second;
  }

  /** @param idle seconds after which a series ends to which nothing happens; default: never */
  counter<const D extends Defined<"counter">>(name: string, definition: D, idle?: number): Counter<LabelsOf<D>>;
  counter(name: string, definition: MetricDefinition, idle = neverExpires): CounterFamily {
    return this.#register(new CounterFamily(this.#table, this.#families.length, described(name, definition, idle)));
  }

  /** @param bounds upper bounds of its buckets, growing; that of the rest is understood */
  histogram<const D extends Defined<"histogram">>(
    name: string,
    definition: D,
    bounds: readonly number[],
    idle?: number,
  ): Histogram<LabelsOf<D>>;
  histogram(
    name: string,
    definition: MetricDefinition,
    bounds: readonly number[],
    idle = neverExpires,
  ): HistogramFamily {
    const family = described(name, definition, idle);
    return this.#register(new HistogramFamily(this.#table, this.#families.length, family, bounds));
  }

  gauge<const D extends Defined<"gauge">>(name: string, definition: D, idle?: number): Gauge<LabelsOf<D>>;
  gauge(name: string, definition: MetricDefinition, idle = neverExpires): GaugeFamily {
    return this.#register(new GaugeFamily(this.#table, this.#families.length, described(name, definition, idle)));
  }

  info<const D extends Defined<"info">>(name: string, definition: D, idle?: number): Info<LabelsOf<D>>;
  info(name: string, definition: MetricDefinition, idle = neverExpires): InfoFamily {
    return this.#register(new InfoFamily(this.#table, this.#families.length, described(name, definition, idle)));
  }

  /**
   * A gauge over the last stretch of time; {@link Registry.refresh} brings it to a moment.
   *
   * @param key tells it from others of the same name, over other stretches; default: the name
   */
  slidingWindowGauge<const D extends Defined<"gauge">>(
    name: string,
    definition: D,
    window: SlidingWindow,
    reading: WindowAggregate,
    idle?: number,
    key?: string,
  ): SlidingWindowGauge<LabelsOf<D>>;
  slidingWindowGauge(
    name: string,
    definition: MetricDefinition,
    window: SlidingWindow,
    reading: WindowAggregate,
    idle = neverExpires,
    key = name,
  ): SlidingWindowGaugeFamily {
    const family = described(name, definition, idle, key);
    const moving = this.#register(
      new SlidingWindowGaugeFamily(this.#table, this.#families.length, family, window, reading),
    );
    this.#slidingWindows.push(moving);
    return moving;
  }

  /** Brings the gauges over stretches of time to a moment, in unix seconds. */
  refresh(now: number): void {
    for (const family of this.#slidingWindows) family.refresh(now);
  }

  /**
   * Ends every series that carries these labels, one or two, where the function is true of the numbers of their values.
   *
   * @returns whether a count ended
   */
  evictWhere(
    labels: readonly [first: string, second?: string],
    isOver: (first: number, second: number) => boolean,
  ): boolean {
    const [first, second = first] = labels;
    let countEnded = false;
    for (const family of this.#families) {
      const firstPlace = family.definition.labels.indexOf(first);
      const secondPlace = family.definition.labels.indexOf(second);
      if (firstPlace < 0 || secondPlace < 0) continue;
      const table = this.#table;
      const ended = family.evictWhere((slot) => isOver(table.label(slot, firstPlace), table.label(slot, secondPlace)));
      if (ended > 0 && family.isCumulative) countEnded = true;
    }
    return countEnded;
  }

  /**
   * Ends what nothing has happened to for longer than its family allows.
   *
   * @param now unix seconds
   * @returns whether a count ended
   */
  evictExpired(now: number): boolean {
    let countEnded = false;
    for (const family of this.#families) {
      if (family.evictExpired(now) > 0 && family.isCumulative) countEnded = true;
    }
    return countEnded;
  }

  /**
   * Ends what has been idle the longest, in one kind of room, until that is no fuller than a share of it; nothing that
   * something happened to in the last minutes.
   */
  evictLongestIdle(room: keyof SampleBudget, share: number, now: number): void {
    const families = this.#families.filter((family) => family.budgetKind === room);
    // Where there is never enough room this is tried every minute, and most steps are to no avail.
    const oldest = families.map((family) => family.oldestSeen());
    for (const seconds of idleSteps) {
      if (this.used[room] <= share * this.budget[room]) return;
      for (const [index, family] of families.entries()) {
        if ((oldest[index] ?? 0) < now - Math.min(seconds, family.definition.ttl)) family.evictExpired(now, seconds);
      }
    }
  }

  /** From now on somebody may see what is told: what ends is told once more, and then missing. */
  trackStaleness(): void {
    this.#table.tracksStaleness = true;
  }

  /**
   * All that is told now has been seen: what has ended may be missing from the next time on, and what began anew be told.
   *
   * @param at when it was seen, in unix seconds
   * @param patience seconds for which, at least, an end stays to be seen; others may look, too
   */
  onScraped(at: number, patience: number): void {
    this.trackStaleness();
    this.#table.stale.onScraped(at, patience);
  }

  /** Takes back a present that wasn't: what is over the last stretch of time starts anew. */
  rewindClock(now: number): void {
    this.#table.now = now;
    for (const family of this.#families) {
      family.resetWindows();
      for (const slot of family.slots()) this.#table.seen[slot] = Math.min(now, this.#table.seen[slot] ?? now);
    }
  }

  /** All series, in parts; the same ones are always the same parts. */
  *save(names: StringTableWriter): Generator<SnapshotPart> {
    const { tracksStaleness: isWatched } = this.#table;
    yield { part: "store", names: names.takeNew(), now: this.now, dropped: this.dropped, isWatched };
    for (const family of this.#families) {
      let series: (readonly number[])[] = [];
      for (const slot of family.slots()) {
        series.push(this.#saved(family, slot, names));
        if (series.length < seriesPerPart) continue;
        yield seriesPart(family, names, series);
        series = [];
      }
      if (series.length > 0) yield seriesPart(family, names, series);
    }
    yield* this.#savedRests(names);
  }

  /**
   * Takes back a part that `save` gave; a family that is no more is left out.
   *
   * @returns whether it was the store's
   * @throws {@link SavedStateError}
   */
  restore(value: unknown, names: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] === "store") {
      this.#table.now = numberOf(part["now"]);
      this.#table.dropped = numberOf(part["dropped"]);
      this.#table.tracksStaleness = part["isWatched"] === true;
      return true;
    }
    if (part["part"] === "rests") {
      this.#restoreRests(part, names);
      return true;
    }
    if (part["part"] !== "series") return false;
    const family = this.#families.find(({ definition }) => definition.key === part["family"]);
    if (family) for (const series of arrayOf(part["series"])) this.#restoreSeries(family, numbersOf(series), names);
    return true;
  }

  #saved(family: Family, slot: number, names: StringTableWriter): readonly number[] {
    const { seen, values } = this.#table;
    const labels = family.definition.labels.map((_, place) => names.index(this.#table.label(slot, place)));
    const value = values[slot] ?? 0;
    return [...labels, seen[slot] ?? 0, Number.isNaN(value) ? 0 : value, ...family.saveRow(slot)];
  }

  #restoreSeries(family: Family, numbers: readonly number[], names: StringTableReader): void {
    const count = family.definition.labels.length;
    if (numbers.length < count + 2) throw new SnapshotError("a series of the saved state lacks its value");
    const label = (place: number) => (place < count ? names.idOf(numbers[place]) : 0);
    const slot = this.#table.getOrCreate(family, label(0), label(1), label(2), label(3), label(4), label(5));
    if (slot >= 0) this.#restoreValues(family, slot, numbers, count);
  }

  *#savedRests(names: StringTableWriter): Generator<SnapshotPart> {
    for (const rest of this.#table.stale.all()) {
      const family = this.#families[rest.family.index];
      if (family === undefined) continue;
      const ended = rest.slot === noSlot ? rest.successors : [rest.slot, ...rest.successors];
      yield {
        part: "rests",
        labels: rest.labels.map((name) => names.index(name)),
        names: names.takeNew(),
        family: family.definition.key,
        isTold: rest.slot !== noSlot,
        since: rest.since ?? null,
        ended: ended.map((slot) => this.#saved(family, slot, names)),
      };
    }
  }

  #restoreRests(part: Readonly<Record<string, unknown>>, names: StringTableReader): void {
    const family = this.#families.find(({ definition }) => definition.key === part["family"]);
    if (family === undefined) return;
    const labels = numbersOf(part["labels"]).map((name) => names.idOf(name));
    const count = family.definition.labels.length;
    const ended = arrayOf(part["ended"]).map((series) => {
      const slot = this.#table.addStale(family, labels);
      this.#restoreValues(family, slot, numbersOf(series), count);
      return slot;
    });
    const [slot = noSlot] = part["isTold"] === true ? ended.splice(0, 1) : [];
    const since = part["since"] === null ? undefined : numberOf(part["since"]);
    this.#table.stale.restore({ family: family, labels, slot, since, successors: ended });
  }

  #restoreValues(family: Family, slot: number, numbers: readonly number[], count: number): void {
    this.#table.seen[slot] = numbers[count] ?? 0;
    this.#table.values[slot] = numbers[count + 1] ?? 0;
    family.restoreRow(slot, numbers.slice(count + 2));
  }

  #register<F extends Family>(family: F): F {
    if (this.#families.some(({ definition }) => definition.key === family.definition.key))
      throw new Error(`${family.definition.key} is in the store already`);
    this.#families.push(family);
    return family;
  }
}

function described(name: string, definition: MetricDefinition, idle: number, key = name): FamilyDefinition {
  const { type, labels, help } = definition;
  if (type === "stateset") throw new Error(`${name}: no source of the exporter's gives a stateset`);
  return { name, key, type: type === "info" ? "gauge" : type, labels, help, ttl: idle };
}

function seriesPart(family: Family, names: StringTableWriter, series: readonly (readonly number[])[]): SnapshotPart {
  return { part: "series", names: names.takeNew(), family: family.definition.key, series };
}
