import {
  instantVector,
  rangeVector,
  type InstantVector,
  type RangeVector,
  type MetricKind,
  type Selector,
} from "./expression.js";
import type { Duration, Shift } from "./node.js";

/** The samples of a selector within a window: `selector[window]`. */
export function range<L extends string, S extends MetricKind, O extends string>(
  selector: Selector<L, S, O>,
  window: Duration,
): RangeVector<L, S, O> {
  return rangeVector({ type: "range", selector: selector.node, window }, selector.labels);
}

/**
 * An expression evaluated again and again within a window: `expression[window:step]`.
 * Refuses counters: a rate over a subquery misses resets between two evaluations.
 */
export function subquery<L extends string, S extends Exclude<MetricKind, "counter">, O extends string>(
  vector: InstantVector<L, S, O>,
  window: Duration,
  step?: Duration,
): RangeVector<L, S, O> {
  return rangeVector(
    { type: "subquery", of: vector.node, window, ...(step === undefined ? {} : { step }) },
    vector.labels,
  );
}

/** The same selector, looking back by this much, or always at a fixed moment: `offset`, `@ end()`. */
export function shift<L extends string, S extends MetricKind, O extends string>(
  selector: Selector<L, S, O>,
  by: Shift,
): Selector<L, S, O> {
  return { ...selector, node: { ...selector.node, ...by } };
}

/**
 * Lets a raw counter be shown, as what it is: the count since its source started, which falls back to 0 at a restart.
 * The name says so at the place where somebody decided it.
 */
export function rawCounter<L extends string, O extends string>(
  vector: InstantVector<L, "counter", O>,
): InstantVector<L, "gauge", O> {
  return instantVector(vector.node, vector.labels);
}
