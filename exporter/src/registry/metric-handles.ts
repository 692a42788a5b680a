import type { MetricDefinition } from "homelab-dashboards/metrics";

/** Ids of the labels' values, in the order of the definition. */
export type LabelIds<Labels extends readonly string[]> = { readonly [Index in keyof Labels]: number };

export type LabelsOf<D extends MetricDefinition> = LabelIds<D["labels"]>;

export type DefinitionOf<Type extends MetricDefinition["type"]> = MetricDefinition & { readonly type: Type };

/** Labels are ids of the registry's strings, in the order of the definition. */
export interface Counter<Labels extends readonly number[]> {
  add(amount: number, ...labels: Labels): void;
}

export interface Histogram<Labels extends readonly number[]> {
  observe(amount: number, ...labels: Labels): void;
  /**
   * Observes an amount unless that needs a new series and more than this share of the budget is used. Returns whether
   * it did.
   */
  observeWithin(share: number, amount: number, ...labels: Labels): boolean;
}

export interface Gauge<Labels extends readonly number[]> {
  set(value: number, ...labels: Labels): void;
  /** Runs the function and evicts every series that it did not set. */
  replace(set: () => void): void;
}

export interface Info<Labels extends readonly number[]> {
  set(...labels: Labels): void;
}

export interface SlidingWindowGauge<Labels extends readonly number[]> {
  /** @param second unix seconds of the event */
  add(second: number, amount: number, ...labels: Labels): void;
  /**
   * Adds to each second of the window the part of an interval that lies inside.
   *
   * @param end unix seconds, with a fraction
   * @param duration seconds
   */
  addInterval(end: number, duration: number, ...labels: Labels): void;
}
