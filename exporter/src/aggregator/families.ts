import { metrics, type MetricName, type Metrics } from "homelab-dashboards/metrics";
import type { Counter, Gauge, Histogram, Info, LabelIds, SlidingWindowGauge } from "../registry/metric-handles.js";
import type { Registry } from "../registry/registry.js";
import type { WindowAggregate } from "../registry/sliding-window-gauge.js";
import type { SlidingWindow } from "../registry/sliding-window.js";

type NameOf<Type extends string> = {
  [Name in MetricName]: Metrics[Name]["type"] extends Type ? Name : never;
}[MetricName];

type LabelsOf<Name extends MetricName> = LabelIds<Metrics[Name]["labels"]>;

/**
 * Registers a metric of the contract, which defines type, labels and help. Labels are passed in its order.
 *
 * @param ttl seconds without an update after which a series expires
 */
export function counterOf<Name extends NameOf<"counter">>(
  registry: Registry,
  name: Name,
  ttl: number,
): Counter<LabelsOf<Name>>;
export function counterOf(registry: Registry, name: NameOf<"counter">, ttl: number) {
  return registry.counter(name, metrics[name], ttl);
}

/** As {@link counterOf}, with the upper bounds of the buckets. */
export function histogramOf<Name extends NameOf<"histogram">>(
  registry: Registry,
  name: Name,
  bounds: readonly number[],
  ttl: number,
): Histogram<LabelsOf<Name>>;
export function histogramOf(registry: Registry, name: NameOf<"histogram">, bounds: readonly number[], ttl: number) {
  return registry.histogram(name, metrics[name], bounds, ttl);
}

/** As {@link counterOf}. */
export function infoOf<Name extends NameOf<"info">>(registry: Registry, name: Name, ttl: number): Info<LabelsOf<Name>>;
export function infoOf(registry: Registry, name: NameOf<"info">, ttl: number) {
  return registry.info(name, metrics[name], ttl);
}

/** As {@link counterOf}. */
export function gaugeOf<Name extends NameOf<"gauge">>(
  registry: Registry,
  name: Name,
  ttl: number,
): Gauge<LabelsOf<Name>>;
export function gaugeOf(registry: Registry, name: NameOf<"gauge">, ttl: number) {
  return registry.gauge(name, metrics[name], ttl);
}

/** As {@link counterOf}, over a sliding window; with a key where there are several of one name. */
export function slidingWindowGaugeOf<Name extends NameOf<"gauge">>(
  registry: Registry,
  name: Name,
  window: SlidingWindow,
  aggregate: WindowAggregate,
  ttl: number,
  key?: string,
): SlidingWindowGauge<LabelsOf<Name>>;
export function slidingWindowGaugeOf(
  registry: Registry,
  name: NameOf<"gauge">,
  window: SlidingWindow,
  aggregate: WindowAggregate,
  ttl: number,
  key: string = name,
) {
  return registry.slidingWindowGauge(name, metrics[name], window, aggregate, ttl, key);
}

/** The last minute, to the second. */
export const lastMinute: SlidingWindow = { cells: 60, seconds: 1 };

/** Seconds of requests per second: the mean number of requests in flight in the last minute. */
export const averageConcurrency: WindowAggregate = { per: 60 };
