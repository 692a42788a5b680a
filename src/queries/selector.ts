/**
 * The only module that builds selectors of metrics. It maps filters to labels and deduplicates replicas of a source, so
 * that no query has to; recorded series will be chosen here, too.
 */
import type { MetricDefinition } from "../metrics/index.js";
import { conditionsOf, labelsOf } from "../promql/boundary.js";
import { toMatcher } from "../promql/matchers.js";
import {
  avgOverTime,
  count,
  deduplicateReplicas,
  group,
  increase,
  max,
  min,
  minOverTime,
  presentOverTime,
  range,
  rate,
  shift,
  sum,
  uncheckedSelector,
  wholeIncrease,
  type Conditions,
  type Duration,
  type InstantVector,
  type LabelOf,
  type Matcher,
  type Registry,
  type MetricKind,
  type MetricKindOf,
  type Selector,
  type SeriesName,
} from "../promql/index.js";
import type { Filter, Scope } from "./scope.js";

/** Labels that a filter matches: the first one that the metric has. A zone is that of the client. */
const filterLabels = {
  zone: ["client_zone", "network_zone", "source_zone", "zone_name", "zone"],
  client: ["client_ip"],
  service: ["service", "destination_service", "service_name", "source_service"],
  backend: ["backend"],
  domain: ["domain"],
  resolver: ["upstream"],
  instance: ["instance"],
} as const satisfies Readonly<Record<Filter, readonly string[]>>;

/** Metrics whose labels have another meaning than in the other metrics. */
const exceptions = {
  network_anomaly_detection: { zone: "source" },
  // The label "service" of Traefik's health check holds the backend.
  traefik_service_server_up: { backend: "service", service: undefined },
} as const satisfies Readonly<Record<string, { readonly [F in Filter]?: string | undefined }>>;

type Exceptions = typeof exceptions;
type ExceptionOf<N extends string, F extends Filter> = N extends keyof Exceptions
  ? F extends keyof Exceptions[N]
    ? Exceptions[N][F]
    : "none"
  : "none";

type CarriesFilter<R, N extends string, F extends Filter> =
  ExceptionOf<N, F> extends "none"
    ? [Extract<LabelOf<R, N>, (typeof filterLabels)[F][number]>] extends [never]
      ? never
      : F
    : ExceptionOf<N, F> extends string
      ? F
      : never;

/** The filters for which a metric has a label. */
export type FilterOf<R, N extends string> = { [F in Filter]: CarriesFilter<R, N, F> }[Filter];

type Named<R, S extends MetricKind> = { [N in SeriesName<R>]: MetricKindOf<R, N> extends S ? N : never }[SeriesName<R>];

/** A query for metrics with samples of the kind `S`. Its series carry exactly the labels `by`. */
export interface MetricQuery<R, S extends MetricKind, Gives extends MetricKind = "gauge"> {
  <const N extends Named<R, S>, const B extends LabelOf<R, N>>(
    metric: N,
    scope: Scope<FilterOf<R, N>>,
    by: readonly B[],
    conditions?: Conditions<R, N>,
  ): InstantVector<B, Gives>;
}

/** Queries for the metrics of a registry. They aggregate over instances, and deduplicate replicas. */
export interface MetricQueries<R> {
  /** Per second: `sum by (rate)`. */
  readonly rateOf: MetricQuery<R, "counter">;
  /** Within the window of the scope: `sum by (increase)`. */
  readonly increaseOf: MetricQuery<R, "counter">;
  /** Whole events within the window of the scope, none of them extrapolated: `sum by (now - lowest)`. */
  readonly countOf: MetricQuery<R, "counter">;
  /** The sum of a gauge whose instances count different things, such as connections: `sum by`. */
  readonly sumOf: MetricQuery<R, "gauge">;
  /** The maximum of a gauge or state whose instances report the same thing: `max by`. */
  readonly highestOf: MetricQuery<R, "gauge" | "stateset" | "info">;
  /** The minimum: `min by`. */
  readonly lowestOf: MetricQuery<R, "gauge" | "stateset">;
  /** The minimum of the means of a gauge within the window of the scope: `min by (avg_over_time)`. */
  readonly lowestMeanOf: MetricQuery<R, "gauge">;
  /** The maximum of these means: `max by (avg_over_time)`. */
  readonly highestMeanOf: MetricQuery<R, "gauge">;
  /** The minimum within the window of the scope: `min by (min_over_time)`. */
  readonly lowestInWindow: MetricQuery<R, "gauge">;
  /** 1 for each combination of labels that has a series now. */
  readonly present: MetricQuery<R, MetricKind, "info">;
  /** 1 for each combination of labels that had a series within the window of the scope. */
  readonly presentOverWindow: MetricQuery<R, MetricKind, "info">;
  /** The series of a recorded gauge, each of which there is once. */
  readonly recorded: <const N extends Named<R, "gauge">>(
    metric: N,
    scope: Scope<FilterOf<R, N>>,
  ) => InstantVector<LabelOf<R, N>>;
  /** The number of different combinations of the labels `of` for each combination of `by`. */
  readonly countDistinct: <const N extends SeriesName<R>, const C extends LabelOf<R, N>, const B extends C>(
    metric: N,
    scope: Scope<FilterOf<R, N>>,
    of: readonly C[],
    by: readonly B[],
    conditions?: Conditions<R, N>,
  ) => InstantVector<B>;
}

/**
 * Queries for the metrics of a registry, also of an extended one:
 *
 * ```ts
 * const { rateOf } = metricQueries(extendMetrics(metrics, { … }));
 * ```
 */
export function metricQueries<const R extends Registry<R>>(registry: R): MetricQueries<R> {
  const definitions: Readonly<Record<string, Definition>> = registry;

  const select = <S extends MetricKind>(
    metric: string,
    scope: Scope<Filter>,
    conditions: object | undefined,
  ): Selector<string, S, string> => {
    const { labels } = definitionOf(definitions, metric);
    const part = Object.hasOwn(definitions, metric) ? {} : { histogram: metric.replace(histogramPart, "") };
    const matchers: Matcher[] = [
      ...conditionsOf(conditions).map(([label, condition]) => toMatcher(label, condition)),
      ...scope.filters.map(({ filter, value }) => toFilterMatcher(metric, labels, filter, value)),
    ];
    const selector = uncheckedSelector<S>({ metric, ...part, labels, matchers });
    return Object.keys(scope.shift).length === 0 ? selector : shift(selector, scope.shift);
  };

  /** Counts replicas of a source once. Applied to a rate, gauge or info before any aggregation. */
  const deduplicated = <S extends Exclude<MetricKind, "counter">>(
    metric: string,
    scope: Scope<Filter>,
    vector: InstantVector<string, S, string>,
  ): InstantVector<string, S, string> => {
    const { replicas } = definitionOf(definitions, metric);
    return replicas !== undefined && scope.sources[replicas] === "copies" ? deduplicateReplicas(vector) : vector;
  };

  const samples = (metric: string, scope: Scope<Filter>, conditions: object | undefined) =>
    range(select<"gauge">(metric, scope, conditions), scope.window);

  const counted =
    (change: Change): MetricQuery<R, "counter"> =>
    (metric, scope, by, conditions) =>
      sum.by(by, deduplicated(metric, scope, change(select<"counter">(metric, scope, conditions), scope.window)));

  return {
    rateOf: counted((counter, window) => rate(range(counter, window))),
    increaseOf: counted((counter, window) => increase(range(counter, window))),
    countOf: counted(wholeIncrease),
    sumOf: (metric, scope, by, conditions) =>
      sum.by(by, deduplicated(metric, scope, select<"gauge">(metric, scope, conditions))),
    highestOf: (metric, scope, by, conditions) => max.by(by, select<"gauge">(metric, scope, conditions)),
    lowestOf: (metric, scope, by, conditions) => min.by(by, select<"gauge">(metric, scope, conditions)),
    lowestMeanOf: (metric, scope, by, conditions) => min.by(by, avgOverTime(samples(metric, scope, conditions))),
    highestMeanOf: (metric, scope, by, conditions) => max.by(by, avgOverTime(samples(metric, scope, conditions))),
    lowestInWindow: (metric, scope, by, conditions) => min.by(by, minOverTime(samples(metric, scope, conditions))),
    present: (metric, scope, by, conditions) => group.by(by, select<"gauge">(metric, scope, conditions)),
    presentOverWindow: (metric, scope, by, conditions) =>
      group.by(by, presentOverTime(samples(metric, scope, conditions))),
    recorded: (metric, scope) => ({
      kind: "instant vector",
      node: select<"gauge">(metric, scope, undefined).node,
      labels: labelsOf(registry, metric),
    }),
    countDistinct: (metric, scope, of, by, conditions) =>
      count.by(by, group.by(of, select<"gauge">(metric, scope, conditions))),
  };
}

/** What a counter did within a window. */
type Change = (
  counter: Selector<string, "counter", string>,
  window: Duration,
) => InstantVector<string, "gauge", string>;

const histogramPart = /_(bucket|sum|count)$/;

type Definition = Pick<MetricDefinition, "type" | "labels" | "replicas">;

function definitionOf(definitions: Readonly<Record<string, Definition>>, series: string): Definition {
  const definition = definitions[series] ?? definitions[series.replace(histogramPart, "")];
  if (definition === undefined) throw new Error(`"${series}" is not a metric of this registry`);
  return definition;
}

function toFilterMatcher(
  metric: string,
  labels: readonly string[],
  filter: Filter,
  value: Parameters<typeof toMatcher>[1],
): Matcher {
  const special: { readonly [F in Filter]?: string | undefined } = Object.hasOwn(exceptions, metric)
    ? (Object.entries(exceptions).find(([name]) => name === metric)?.[1] ?? {})
    : {};
  const label =
    filter in special
      ? special[filter]
      : filter === "instance"
        ? "instance"
        : filterLabels[filter].find((candidate) => labels.includes(candidate));
  if (label === undefined)
    throw new Error(`${metric} carries no label for the filter "${filter}": drop it from the scope`);
  return toMatcher(label, value);
}
