import { metrics, type MetricName, type Metrics } from "homelab-dashboards/metrics";
import type { Counter, Gauge, Histogram, LabelIds, Info, SlidingWindowGauge, Registry } from "../registry/registry.js";
import type { WindowAggregate } from "../registry/family.js";
import type { SlidingWindow } from "../registry/sliding-window.js";

type Named<Type extends string> = {
  [Name in MetricName]: Metrics[Name]["type"] extends Type ? Name : never;
}[MetricName];

type LabelsOf<Name extends MetricName> = LabelIds<Metrics[Name]["labels"]>;

/**
 * The families of the contract, by name: type, labels and help are what it says. Labels are given in its order.
 *
 * @param idle seconds after which a series ends to which nothing happens
 */
export function counterOf<Name extends Named<"counter">>(
  store: Registry,
  name: Name,
  idle: number,
): Counter<LabelsOf<Name>>;
export function counterOf(store: Registry, name: Named<"counter">, idle: number) {
  return store.counter(name, metrics[name], idle);
}

/** As {@link counterOf}, with the upper bounds of the buckets. */
export function histogramOf<Name extends Named<"histogram">>(
  store: Registry,
  name: Name,
  bounds: readonly number[],
  idle: number,
): Histogram<LabelsOf<Name>>;
export function histogramOf(store: Registry, name: Named<"histogram">, bounds: readonly number[], idle: number) {
  return store.histogram(name, metrics[name], bounds, idle);
}

/** As {@link counterOf}. */
export function infoOf<Name extends Named<"info">>(store: Registry, name: Name, idle: number): Info<LabelsOf<Name>>;
export function infoOf(store: Registry, name: Named<"info">, idle: number) {
  return store.info(name, metrics[name], idle);
}

/** As {@link counterOf}. */
export function gaugeOf<Name extends Named<"gauge">>(store: Registry, name: Name, idle: number): Gauge<LabelsOf<Name>>;
export function gaugeOf(store: Registry, name: Named<"gauge">, idle: number) {
  return store.gauge(name, metrics[name], idle);
}

/** As {@link counterOf}, over the last stretch of time; with a key where there are several of one name. */
export function slidingWindowGaugeOf<Name extends Named<"gauge">>(
  store: Registry,
  name: Name,
  window: SlidingWindow,
  reading: WindowAggregate,
  idle: number,
  key?: string,
): SlidingWindowGauge<LabelsOf<Name>>;
export function slidingWindowGaugeOf(
  store: Registry,
  name: Named<"gauge">,
  window: SlidingWindow,
  reading: WindowAggregate,
  idle: number,
  key: string = name,
) {
  return store.slidingWindowGauge(name, metrics[name], window, reading, idle, key);
}

/** The last minute, to the second. */
export const lastMinute: SlidingWindow = { cells: 60, seconds: 1 };
