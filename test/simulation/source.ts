import type { Timed } from "./events.js";

export type Labels = Readonly<Record<string, string>>;
type ExposedType = "counter" | "gauge" | "histogram";

/** An exposed sample. */
interface Sample {
  /** The contract's metric; the samples of a histogram share one. */
  readonly family: string;
  readonly type: ExposedType;
  readonly name: string;
  readonly labels: Labels;
  /** Identifies the series. */
  readonly key: string;
  readonly value: number;
}

/** A source of samples. Times never decrease. */
export interface Source {
  /** Emits every sample at a time. A sample is valid until the next collection. */
  readonly collect: (at: number, tell: (sample: Sample) => void) => void;
  /** Restarts counters at 0, and forgets replaced certificates. */
  readonly restart: (at: number) => void;
}

interface CounterRule<E extends Timed> {
  readonly family: string;
  /** The labels of an event; undefined for an event that doesn't count. */
  readonly labels: (event: E) => Labels | undefined;
  /** Default 1. */
  readonly amount?: (event: E) => number;
  /** Of a histogram: ascending upper bounds without +Inf. */
  readonly buckets?: readonly number[];
}

export const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.6, 1.2, 2.5, 5, 10] as const;
export const queryBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10] as const;

const textsOfKept = new WeakMap<Labels, string>();

/** Caches the canonical text of labels that are exposed at every scrape. */
export function withCachedText(labels: Labels): Labels {
  textsOfKept.set(labels, canonical(labels));
  return labels;
}

// By the labels in their given order: sorting is slow, and the same labels recur at every scrape.
const textsBySpelling = new Map<string, string>();

/** Labels as a text with sorted names. Empty labels are omitted. */
export function canonical(labels: Labels): string {
  const ready = textsOfKept.get(labels);
  if (ready !== undefined) return ready;
  let spelling = "";
  for (const name in labels) {
    const value = labels[name] ?? "";
    spelling += `${name}=${value.length} ${value}`;
  }
  const known = textsBySpelling.get(spelling);
  if (known !== undefined) return known;
  const text = orderedText(labels);
  textsBySpelling.set(spelling, text);
  return text;
}

function orderedText(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== "");
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}}`;
}

export function reading(family: string, labels: Labels, value: number, type: ExposedType = "gauge"): Sample {
  return { family, type, name: family, labels, key: family + canonical(labels), value };
}

const once = () => 1;

/** The scrapes at which the exporter exposes a new series with 0. */
const scrapesOfZero = 2;

interface Slot {
  readonly family: string;
  readonly type: ExposedType;
  readonly name: string;
  readonly labels: Labels;
  readonly key: string;
  value: number;
  touched: boolean;
  /** The number of scrapes that have carried the series. */
  scrapes: number;
}

/**
 * Counters and histograms over events. With a number in `before` every series exists from the start with that value. With
 * `zero-first` a series begins at the scrape after its first event, with 0, and has its value from the third scrape on: the
 * exporter waits for a scrape and one and a half intervals. With `absent` it has its value at once.
 */
export function counterSource<E extends Timed>(
  events: readonly E[],
  rules: readonly CounterRule<E>[],
  before: number | "zero-first" | "absent",
): Source {
  const slots: Slot[] = [];
  const indexes = new Map<string, number>();
  const slotOf = (family: string, type: ExposedType, name: string, labels: Labels): number => {
    const key = name + canonical(labels);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const value = typeof before === "number" ? before : 0;
    slots.push({ family, type, name, labels, key, value, touched: false, scrapes: 0 });
    indexes.set(key, slots.length - 1);
    return slots.length - 1;
  };
  // The additions of event i are at [offsets[i], offsets[i + 1]).
  const offsets = [0];
  const added: number[] = [];
  const amounts: number[] = [];
  const histograms = new Map<string, { buckets: readonly number[]; sum: number; count: number }>();
  const histogramOf = (family: string, labels: Labels, bounds: readonly number[]) => {
    const key = family + canonical(labels);
    const known = histograms.get(key);
    if (known) return known;
    const made = {
      buckets: [...bounds.map(String), "+Inf"].map((le) =>
        slotOf(family, "histogram", `${family}_bucket`, { ...labels, le }),
      ),
      sum: slotOf(family, "histogram", `${family}_sum`, labels),
      count: slotOf(family, "histogram", `${family}_count`, labels),
    };
    histograms.set(key, made);
    return made;
  };
  for (const event of events) {
    for (const { family, labels: labelsOf, amount = once, buckets } of rules) {
      const labels = labelsOf(event);
      if (labels === undefined) continue;
      const value = amount(event);
      if (buckets === undefined) {
        added.push(slotOf(family, "counter", family, labels));
        amounts.push(value);
        continue;
      }
      const histogram = histogramOf(family, labels, buckets);
      const above = buckets.filter((bound) => value > bound).length;
      for (const slot of histogram.buckets.slice(above)) {
        added.push(slot);
        amounts.push(1);
      }
      added.push(histogram.sum, histogram.count);
      amounts.push(value, 1);
    }
    offsets.push(added.length);
  }
  // Histograms begin with all buckets: those below the first observation are 0.
  const wholeFrom = new Map<Slot, readonly number[]>();
  for (const { buckets, count } of histograms.values()) {
    const slot = slots[count];
    if (slot) wholeFrom.set(slot, buckets);
  }
  let next = 0;
  return {
    collect: (at, tell) => {
      for (; (events[next]?.time ?? Infinity) <= at; next++) {
        for (let index = offsets[next] ?? 0; index < (offsets[next + 1] ?? 0); index++) {
          const slot = slots[added[index] ?? -1];
          if (slot === undefined) continue;
          slot.value += amounts[index] ?? 0;
          if (!slot.touched) {
            slot.touched = true;
            for (const bucket of wholeFrom.get(slot) ?? []) {
              const sibling = slots[bucket];
              if (sibling) sibling.touched = true;
            }
          }
        }
      }
      for (const slot of slots) {
        if (typeof before !== "number" && !slot.touched) continue;
        tell(before === "zero-first" && slot.scrapes < scrapesOfZero ? { ...slot, value: 0 } : slot);
        slot.scrapes++;
      }
    },
    restart: () => {
      for (const slot of slots) {
        slot.value = 0;
        // A series that goes on begins with 0 again, so that no restart hides behind an equal value.
        slot.scrapes = 0;
        if (before !== "zero-first") slot.touched = false;
      }
    },
  };
}

/** Gauges, states and info metrics at the time of the scrape. */
export function gaugeSource(readings: (at: number) => Iterable<Sample>): Source {
  return {
    collect: (at, tell) => {
      for (const one of readings(at)) tell(one);
    },
    restart: () => undefined,
  };
}

export function combined(sources: readonly Source[]): Source {
  return {
    collect: (at, tell) => {
      for (const source of sources) source.collect(at, tell);
    },
    restart: (at) => sources.forEach((source) => source.restart(at)),
  };
}

/** The events in (from, to], which Prometheus counts between two scrapes. */
export function between<E extends Timed>(events: readonly E[], from: number, to: number): readonly E[] {
  return events.slice(firstAfter(events, from), firstAfter(events, to));
}

/** The index of the first event after a time. Events are in order of time. */
export function firstAfter(events: readonly Timed[], moment: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.time ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
