import type { DnsQuery, HttpRequest, Timed } from "./events.js";
import { canonical, figures, type Figures } from "./figures.js";
import { between, firstAfter, type Labels } from "./source.js";
import { samplesAt, type RecordedSeries } from "./scrape.js";

/*
 * What panels ask, answered by counting events. Nothing here knows PromQL or reads an answer of Prometheus.
 *
 * Why the figures are exact: scrapes are aligned, and Prometheus 2's range selector holds both ends. Asked at the moment
 * of a scrape, `rate(m[w])` therefore sees the counter at t - w and at t, whose difference is the events in (t - w, t].
 * It holds across a restart right after a scrape, and where series exist at t - w (`beforeFirstEvent` is a number). A window must be a
 * multiple of the scrape interval. Prometheus 3 leaves out the older end; there the window has to be a scrape longer.
 */

/** Which label takes which value of an event. */
export type Grouping<E> = Readonly<Record<string, (event: E) => string>>;

/** The labels of the contract that a request of the access log fills. */
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

/** The labels of the contract that a query of the query log fills. */
export const queryLabels = {
  client_ip: ({ client }: DnsQuery) => client,
  client_zone: ({ zone }: DnsQuery) => zone,
  network_zone: ({ zone }: DnsQuery) => zone,
  source_zone: ({ zone }: DnsQuery) => zone,
  query_type: ({ type }: DnsQuery) => type,
  blocked: ({ blocked }: DnsQuery) => String(blocked),
  domain: ({ domain }: DnsQuery) => domain,
  reason: ({ reason }: DnsQuery) => reason,
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

export interface EventQuery<E extends Timed> {
  readonly events: readonly E[];
  readonly by?: Grouping<E>;
  readonly where?: (event: E) => boolean;
  /** 1 unless given: bytes, seconds. */
  readonly amount?: (event: E) => number;
  /** The answer is for (at - window, at]. Unix seconds, seconds. */
  readonly at: number;
  readonly window: number;
  /**
   * Which groups are there: `ever` (default), all that occur in any event, as series that exist from the start;
   * `so-far`, those with an event up to now; `window`, those with an event in the window.
   */
  readonly groups?: "ever" | "so-far" | "window";
}

interface Group {
  readonly labels: Labels;
  total: number;
}

/** What a label says of each event, as numbers. */
interface Column {
  readonly codes: readonly number[];
  /** How many different texts there are. */
  readonly size: number;
}

/** By events and label: the same are asked for at every moment of every figure. */
const columns = new WeakMap<readonly Timed[], WeakMap<object, Column>>();

function columnOf<E extends Timed>(events: readonly E[], label: (event: E) => string): Column {
  const known = columns.get(events) ?? new WeakMap<object, Column>();
  columns.set(events, known);
  const ready = known.get(label);
  if (ready !== undefined) return ready;
  const codeOf = new Map<string, number>();
  const codes = events.map((event) => {
    const text = label(event);
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  const column = { codes, size: codeOf.size };
  known.set(label, column);
  return column;
}

function totals<E extends Timed>(question: EventQuery<E>): ReadonlyMap<string, Group> {
  const { events, at, window, where = () => true, amount = () => 1, groups = "ever" } = question;
  const by = Object.entries(question.by ?? {});
  const told = by.map(([, label]) => columnOf(events, label));
  const codeAt = (index: number) => told.reduce((code, { codes, size }) => code * size + (codes[index] ?? 0), 0);
  const found = new Map<string, Group>();
  const byCode = new Map<number, Group>();
  const groupOf = (code: number, event: E) => {
    const labels = Object.fromEntries(by.map(([name, value]) => [name, value(event)]));
    const key = canonical(labels);
    const group = found.get(key) ?? { labels, total: 0 };
    found.set(key, group);
    byCode.set(code, group);
    return group;
  };
  const now = firstAfter(events, at);
  const shown = groups === "ever" ? events.length : groups === "so-far" ? now : 0;
  for (let index = 0; index < shown; index += 1) {
    const code = codeAt(index);
    const event = events[index];
    if (event !== undefined && !byCode.has(code) && where(event)) groupOf(code, event);
  }
  for (let index = firstAfter(events, at - window); index < now; index += 1) {
    const event = events[index];
    if (event === undefined || !where(event)) continue;
    const code = codeAt(index);
    (byCode.get(code) ?? groupOf(code, event)).total += amount(event);
  }
  return found;
}

/** How much came together in the window: the true `increase`. */
export function increase<E extends Timed>(question: EventQuery<E>): Figures {
  return figures([...totals(question).values()].map(({ labels, total }) => [labels, total]));
}

/** Per second. */
export function rate<E extends Timed>(question: EventQuery<E>): Figures {
  return figures([...totals(question).values()].map(({ labels, total }) => [labels, total / question.window]));
}

/** How many events there were in the window, whatever `amount` says. */
export function count<E extends Timed>(question: EventQuery<E>): Figures {
  return increase({ ...question, amount: () => 1 });
}

/** Part of the whole, 0–1. A group without any event in the window has no figure: no traffic is not 0 %. */
export function share<E extends Timed>(question: EventQuery<E> & { readonly part: (event: E) => boolean }): Figures {
  const { part, where = () => true } = question;
  const all = totals(question);
  const parts = totals({ ...question, where: (event) => where(event) && part(event) });
  return figures(
    [...all].flatMap(([key, { labels, total }]) =>
      total === 0 ? [] : [[labels, (parts.get(key)?.total ?? 0) / total] as const],
    ),
  );
}

/** Mean of a value over the events of the window. A group without events has no figure. */
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
 * The quantile of a value as an answer made from buckets gives it: on a straight line through the bucket in which it
 * lies, as the documentation of `histogram_quantile` says. Above the last bound it is that bound. Each is a pair of equal
 * numbers, but where the rank lies exactly between two buckets: there a rounding decides, and either end is right. A
 * group without events has none.
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
      // The first bucket that holds at least this many of the values, which is how a quantile of a histogram is defined.
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

/** The largest figures; of equal ones all, so there may be more than asked for. */
export function topN(given: Figures, howMany: number): Figures {
  const sorted = [...given].toSorted(([, a], [, b]) => b - a);
  const least = sorted[Math.min(howMany, sorted.length) - 1]?.[1] ?? Infinity;
  return new Map(sorted.filter(([, value]) => value >= least));
}

/** Adds figures up to one number. */
export function sum(given: Figures): number {
  return [...given.values()].reduce((total, value) => total + value, 0);
}

export type GaugeAggregation = "max" | "min" | "sum" | "count" | "group";

const folds: Readonly<Record<GaugeAggregation, (values: readonly number[]) => number>> = {
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  sum: (values) => values.reduce((total, value) => total + value, 0),
  count: (values) => values.length,
  group: () => 1,
};

/** What gauges, states and info metrics hold at a moment, folded to some labels. */
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
    // A label that a series lacks is empty, and an empty label is none.
    const kept = Object.fromEntries(by.flatMap((label) => (labels[label] ? [[label, labels[label]] as const] : [])));
    const key = canonical(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return figures([...groups.values()].map(({ labels, values }) => [labels, folds[fold](values)]));
}

/** A counter that no event stands behind (a host's): its growth per second between two samples, all series apart. */
export function growth(
  series: readonly RecordedSeries[],
  name: string,
  question: { readonly at: number; readonly window: number; readonly by: readonly string[] },
): Figures {
  const ends = gaugeAt(series, name, { at: question.at, by: question.by, fold: "sum" });
  const starts = gaugeAt(series, name, { at: question.at - question.window, by: question.by, fold: "sum" });
  return new Map([...ends].map(([key, value]) => [key, (value - (starts.get(key) ?? 0)) / question.window]));
}

/** Combines figures of the same label sets; what one of them lacks is left out. */
export function combine(a: Figures, b: Figures, operation: (a: number, b: number) => number): Figures {
  const both: [string, number][] = [];
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other !== undefined) both.push([key, operation(value, other)]);
  }
  return new Map(both);
}
