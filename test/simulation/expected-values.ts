import { listOf, type DnsQuery, type HttpRequest, type Timed } from "./events.js";
import { canonical, figures, type Figures } from "./figures.js";
import { between, firstAfter, type Labels } from "./source.js";
import { samplesAt, type RecordedSeries } from "./scrape.js";

/*
 * Expected values of panels, counted from events without PromQL and without Prometheus.
 *
 * The values are exact, because scrapes are aligned and a range selector of Prometheus 2 includes both ends: at the time t
 * of a scrape, `rate(m[w])` reads the counter at t - w and at t, whose difference is the number of events in (t - w, t].
 * A series that begins within the window begins with 0, from which Prometheus doesn't extrapolate, so that all its events
 * count; times and windows must be whole minutes (`withAlignedBeginnings`). This is also true across a
 * restart directly after a scrape. Prometheus 3 excludes the older end: there the window must be longer by a scrape
 * interval.
 */

/** The values of labels from an event. */
type Grouping<E> = Readonly<Record<string, (event: E) => string>>;

/** The labels of the contract from a request. */
export const requestLabels = {
  service: ({ service }: HttpRequest) => service,
  method: ({ method }: HttpRequest) => method,
  code: ({ code }: HttpRequest) => code,
  backend: ({ backend }: HttpRequest) => backend,
  server: ({ server }: HttpRequest) => server,
  client_zone: ({ zone }: HttpRequest) => zone,
  client_ip: ({ client }: HttpRequest) => client,
  source_zone: ({ zone }: HttpRequest) => zone,
  destination_zone: ({ serviceZone }: HttpRequest) => serviceZone,
  destination_service: ({ service }: HttpRequest) => service,
};

/** The labels of the contract from a DNS query. */
export const queryLabels = {
  client_ip: ({ client }: DnsQuery) => client,
  client_zone: ({ zone }: DnsQuery) => zone,
  network_zone: ({ zone }: DnsQuery) => zone,
  source_zone: ({ zone }: DnsQuery) => zone,
  query_type: ({ type }: DnsQuery) => type,
  blocked: ({ blocked }: DnsQuery) => String(blocked),
  domain: ({ domain }: DnsQuery) => domain,
  reason: ({ reason }: DnsQuery) => reason,
  list: listOf,
  threat_type: ({ threat }: DnsQuery) => threat,
  upstream: ({ upstream }: DnsQuery) => upstream,
  status: ({ status }: DnsQuery) => status,
};

/** `pick(requestLabels, "service", "code")`: a grouping by these labels. */
export function pick<E, K extends string>(
  all: Readonly<Record<K, (event: E) => string>>,
  ...names: readonly NoInfer<K>[]
): Grouping<E> {
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

interface EventQuery<E extends Timed> {
  readonly events: readonly E[];
  readonly by?: Grouping<E>;
  readonly where?: (event: E) => boolean;
  /** Bytes or seconds of an event; default 1. */
  readonly amount?: (event: E) => number;
  /** Unix seconds and seconds: the window is (at - window, at]. */
  readonly at: number;
  readonly window: number;
  /**
   * The groups in the result: `so-far` (default), those with an event up to `at`, whose series have begun; `ever`, those
   * of all events, like series that exist from the start; `window`, those with an event in the window.
   */
  readonly groups?: "ever" | "so-far" | "window";
}

interface Group {
  readonly labels: Labels;
  total: number;
}

/** The values of a label, or of several labels, by event: numbered in the order in which they appear. */
interface Column {
  readonly codes: Uint32Array;
  /** The number of different values. */
  readonly size: number;
}

/** By events and label: every expected value needs them. */
const columns = new WeakMap<readonly Timed[], WeakMap<object, Column>>();

function columnOf<E extends Timed>(events: readonly E[], label: (event: E) => string): Column {
  const known = columns.get(events) ?? new WeakMap<object, Column>();
  columns.set(events, known);
  const ready = known.get(label);
  if (ready !== undefined) return ready;
  const column = numbered(events.length, (index) => {
    const event = events[index];
    return event === undefined ? "" : label(event);
  });
  known.set(label, column);
  return column;
}

/** By a column and the next one: groupings recur, and combining them takes longer than all else. */
const combinations = new WeakMap<Column, WeakMap<Column, Column>>();

/** The column of the pairs of values of two columns. */
function combined(left: Column, right: Column): Column {
  const known = combinations.get(left) ?? new WeakMap<Column, Column>();
  combinations.set(left, known);
  const ready = known.get(right);
  if (ready !== undefined) return ready;
  const column = numbered(
    left.codes.length,
    (index) => (left.codes[index] ?? 0) * right.size + (right.codes[index] ?? 0),
  );
  known.set(right, column);
  return column;
}

function numbered(length: number, valueAt: (index: number) => string | number): Column {
  const codeOf = new Map<string | number, number>();
  const codes = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) {
    const value = valueAt(index);
    const code = codeOf.get(value) ?? codeOf.size;
    codeOf.set(value, code);
    codes[index] = code;
  }
  return { codes, size: codeOf.size };
}

function totals<E extends Timed>(question: EventQuery<E>): ReadonlyMap<string, Group> {
  const { events, at, window, where = () => true, amount = () => 1, groups = "so-far" } = question;
  const by = Object.entries(question.by ?? {});
  const [first, ...others] = by.map(([, label]) => columnOf(events, label));
  const { codes, size } = first === undefined ? { codes: undefined, size: 1 } : others.reduce(combined, first);
  const found = new Map<string, Group>();
  const byCode: Group[] = [];
  const groupOf = (code: number, event: E) => {
    const labels = Object.fromEntries(by.map(([name, value]) => [name, value(event)]));
    const key = canonical(labels);
    const group = found.get(key) ?? { labels, total: 0 };
    found.set(key, group);
    byCode[code] = group;
    return group;
  };
  const now = firstAfter(events, at);
  const shown = groups === "ever" ? events.length : groups === "so-far" ? now : 0;
  for (let index = 0; index < shown && found.size < size; index += 1) {
    const code = codes?.[index] ?? 0;
    if (byCode[code] !== undefined) continue;
    const event = events[index];
    if (event !== undefined && where(event)) groupOf(code, event);
  }
  for (let index = firstAfter(events, at - window); index < now; index += 1) {
    const event = events[index];
    if (event === undefined || !where(event)) continue;
    const code = codes?.[index] ?? 0;
    (byCode[code] ?? groupOf(code, event)).total += amount(event);
  }
  return found;
}

/** The sum over the window: the exact `increase`. */
export function increase<E extends Timed>(question: EventQuery<E>): Figures {
  return figures([...totals(question).values()].map(({ labels, total }) => [labels, total]));
}

/** The rate per second. */
export function rate<E extends Timed>(question: EventQuery<E>): Figures {
  return figures([...totals(question).values()].map(({ labels, total }) => [labels, total / question.window]));
}

/** The number of events in the window; ignores `amount`. */
export function count<E extends Timed>(question: EventQuery<E>): Figures {
  return increase({ ...question, amount: () => 1 });
}

type ShareQuery<E extends Timed> = EventQuery<E> & { readonly part: (event: E) => boolean };

/** A share of ten minutes, whatever the window is. A group with fewer than ten events has none. */
export const drawnShare = <E extends Timed>(question: ShareQuery<E>): Figures =>
  share({ ...question, window: 600, fewest: 10 });

/** The share of a part, 0–1. A group with fewer events in the window has no share, not 0. */
export function share<E extends Timed>(question: ShareQuery<E> & { readonly fewest?: number }): Figures {
  const { part, where = () => true, fewest = 1 } = question;
  const all = totals(question);
  const parts = totals({ ...question, where: (event) => where(event) && part(event) });
  return figures(
    [...all].flatMap(([key, { labels, total }]) =>
      total < fewest ? [] : [[labels, (parts.get(key)?.total ?? 0) / total] as const],
    ),
  );
}

/** The mean of a value over the events in the window. A group without events has none. */
export function mean<E extends Timed>(question: EventQuery<E> & { readonly amount: (event: E) => number }): Figures {
  const sums = totals(question);
  const counts = totals({ ...question, amount: () => 1 });
  return figures(
    [...sums].flatMap(([key, { labels, total }]) => {
      const events = counts.get(key)?.total ?? 0;
      return events === 0 ? [] : [[labels, total / events] as const];
    }),
  );
}

/**
 * Bounds of the quantile of a value as `histogram_quantile` computes it: by linear interpolation within its bucket; above
 * the last bound it is that bound. Both bounds are equal, unless the rank lies exactly between two buckets: there rounding
 * decides. A group without events has none.
 */
export function quantiles<E extends Timed>(
  question: EventQuery<E> & {
    readonly quantile: number;
    readonly amount: (event: E) => number;
    readonly buckets: readonly number[];
  },
): ReadonlyMap<string, readonly [lower: number, upper: number]> {
  const { events, at, window, where = () => true, amount, quantile, buckets } = question;
  const by = Object.entries(question.by ?? {});
  const values = new Map<string, number[]>();
  for (const event of between(events, at - window, at)) {
    if (!where(event)) continue;
    const key = canonical(Object.fromEntries(by.map(([name, value]) => [name, value(event)])));
    const known = values.get(key);
    if (known) known.push(amount(event));
    else values.set(key, [amount(event)]);
  }
  return new Map(
    [...values].map(([key, seen]) => {
      // The quantile lies in the first bucket with at least this many values.
      const rank = quantile * seen.length;
      const below = buckets.map((bound) => seen.filter((value) => value <= bound).length);
      const index = below.findIndex((count) => count >= rank - 1e-9);
      const last = buckets.at(-1) ?? Infinity;
      if (index === -1) return [key, [last, last] as const];
      const lower = index === 0 ? 0 : (buckets[index - 1] ?? 0);
      const upper = buckets[index] ?? last;
      const before = index === 0 ? 0 : (below[index - 1] ?? 0);
      const within = lower + ((upper - lower) * (rank - before)) / ((below[index] ?? 0) - before);
      if (Math.abs((below[index] ?? 0) - rank) > 1e-9) return [key, [within, within] as const];
      const next = below.findIndex((count) => count > rank + 1e-9);
      return [key, [upper, next === -1 ? last : (buckets[next - 1] ?? upper)] as const];
    }),
  );
}

/** The highest figures. All of those equal to the last one are included, so that there may be more. */
export function topN(given: Figures, howMany: number): Figures {
  const sorted = [...given].toSorted(([, a], [, b]) => b - a);
  const least = sorted[Math.min(howMany, sorted.length) - 1]?.[1] ?? Infinity;
  return new Map(sorted.filter(([, value]) => value >= least));
}

type GaugeAggregation = "max" | "min" | "sum" | "count" | "group";

const folds: Readonly<Record<GaugeAggregation, (values: readonly number[]) => number>> = {
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  sum: (values) => values.reduce((total, value) => total + value, 0),
  count: (values) => values.length,
  group: () => 1,
};

/** The values of gauges, states and info metrics at a time, aggregated by some labels. */
export function gaugeAt(
  series: readonly RecordedSeries[],
  name: string,
  question: {
    readonly at: number;
    readonly by: readonly string[];
    readonly fold: GaugeAggregation;
    readonly where?: (labels: Labels) => boolean;
  },
): Figures {
  const { at, by, fold, where = () => true } = question;
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const { labels, value } of samplesAt(series, name, at)) {
    if (!where(labels)) continue;
    // A missing label is the same as an empty one.
    const kept = Object.fromEntries(by.flatMap((label) => (labels[label] ? [[label, labels[label]] as const] : [])));
    const key = canonical(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return figures([...groups.values()].map(({ labels, values }) => [labels, folds[fold](values)]));
}

interface MeanQuery {
  readonly at: number;
  readonly window: number;
  readonly by: readonly string[];
  readonly where?: (labels: Labels) => boolean;
}

/** The means over the samples of gauges in [at - window, at], of which the lowest counts for each group. */
export const lowestMean = (series: readonly RecordedSeries[], name: string, question: MeanQuery): Figures =>
  extremeMean(series, name, question, Math.min);

/** The same means, of which the highest counts. */
export const highestMean = (series: readonly RecordedSeries[], name: string, question: MeanQuery): Figures =>
  extremeMean(series, name, question, Math.max);

function extremeMean(
  series: readonly RecordedSeries[],
  name: string,
  { at, window, by, where = () => true }: MeanQuery,
  extreme: (mean: number, other: number) => number,
): Figures {
  const found = new Map<string, readonly [Labels, number]>();
  for (const { name: own, labels, times, values } of series) {
    if (own !== name || !where(labels)) continue;
    const within = values.filter((value, index) => {
      const time = times[index] ?? -Infinity;
      return at - window <= time && time <= at && !Number.isNaN(value);
    });
    if (within.length === 0) continue;
    const mean = within.reduce((sum, value) => sum + value, 0) / within.length;
    const kept = Object.fromEntries(by.flatMap((label) => (labels[label] ? [[label, labels[label]] as const] : [])));
    const key = canonical(kept);
    found.set(key, [kept, extreme(mean, found.get(key)?.[1] ?? mean)]);
  }
  return figures(found.values());
}

/** The rate per second of a counter without events, such as a host's, from two samples, by series. */
export function growth(
  series: readonly RecordedSeries[],
  name: string,
  question: { readonly at: number; readonly window: number; readonly by: readonly string[] },
): Figures {
  const ends = gaugeAt(series, name, { at: question.at, by: question.by, fold: "sum" });
  const starts = gaugeAt(series, name, { at: question.at - question.window, by: question.by, fold: "sum" });
  return new Map([...ends].map(([key, value]) => [key, (value - (starts.get(key) ?? 0)) / question.window]));
}

/** Combines the figures with the same labels; those without a counterpart are dropped. */
export function combine(a: Figures, b: Figures, operation: (a: number, b: number) => number): Figures {
  const both: [string, number][] = [];
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other !== undefined) both.push([key, operation(value, other)]);
  }
  return new Map(both);
}
