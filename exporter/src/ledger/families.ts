import { metrics, type MetricName, type Metrics } from "homelab-dashboards/metrics";
import type { Counter, Gauge, Histogram, Ids, Info, Moving, Store } from "../store/store.js";
import type { Reading } from "../store/family.js";
import type { Window } from "../store/window.js";

type Named<Type extends string> = {
  [Name in MetricName]: Metrics[Name]["type"] extends Type ? Name : never;
}[MetricName];

type LabelsOf<Name extends MetricName> = Ids<Metrics[Name]["labels"]>;

/**
 * The families of the contract, by name: type, labels and help are what it says. Labels are given in its order.
 *
 * @param idle seconds after which a series ends to which nothing happens
 */
export function counterOf<Name extends Named<"counter">>(
  store: Store,
  name: Name,
  idle: number,
): Counter<LabelsOf<Name>>;
export function counterOf(store: Store, name: Named<"counter">, idle: number) {
  return store.counter(name, metrics[name], idle);
}

/** As {@link counterOf}, with the upper bounds of the buckets. */
export function histogramOf<Name extends Named<"histogram">>(
  store: Store,
  name: Name,
  bounds: readonly number[],
  idle: number,
): Histogram<LabelsOf<Name>>;
export function histogramOf(store: Store, name: Named<"histogram">, bounds: readonly number[], idle: number) {
  return store.histogram(name, metrics[name], bounds, idle);
}

/** As {@link counterOf}. */
export function infoOf<Name extends Named<"info">>(store: Store, name: Name, idle: number): Info<LabelsOf<Name>>;
export function infoOf(store: Store, name: Named<"info">, idle: number) {
  return store.info(name, metrics[name], idle);
}

/** As {@link counterOf}. */
export function gaugeOf<Name extends Named<"gauge">>(store: Store, name: Name, idle: number): Gauge<LabelsOf<Name>>;
export function gaugeOf(store: Store, name: Named<"gauge">, idle: number) {
  return store.gauge(name, metrics[name], idle);
}

/** As {@link counterOf}, over the last stretch of time; with a key where there are several of one name. */
export function movingOf<Name extends Named<"gauge">>(
  store: Store,
  name: Name,
  window: Window,
  reading: Reading,
  idle: number,
  key?: string,
): Moving<LabelsOf<Name>>;
export function movingOf(
  store: Store,
  name: Named<"gauge">,
  window: Window,
  reading: Reading,
  idle: number,
  key: string = name,
) {
  return store.moving(name, metrics[name], window, reading, idle, key);
}

/** The last minute, to the second. */
export const lastMinute: Window = { cells: 60, seconds: 1 };
