import {
  instantVector,
  rangeVector,
  type InstantVector,
  type RangeVector,
  type MetricKind,
  type Selector,
} from "./expression.js";
import { minOverTime } from "./functions.js";
import type { Duration, Shift } from "./node.js";

/** The samples of a selector within a window: `selector[window]`. */
export function range<L extends string, S extends MetricKind, O extends string>(
  selector: Selector<L, S, O>,
  window: Duration,
): RangeVector<L, S, O> {
  return rangeVector({ type: "range", selector: selector.node, window }, selector.labels);
}

/**
 * The values of an expression within a window: `expression[window:step]`. A counter doesn't compile: a rate of a subquery
 * misses resets between two evaluations.
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

/** The selector at an earlier or a fixed time: `offset`, `@ end()`. */
export function shift<L extends string, S extends MetricKind, O extends string>(
  selector: Selector<L, S, O>,
  by: Shift,
): Selector<L, S, O> {
  return { ...selector, node: { ...selector.node, ...by } };
}

/**
 * The increase of a counter from its lowest value in the window: whole events, since nothing is extrapolated. After a reset
 * it has only those since the reset, and never more than there were. Absent for a series that has ended.
 */
export function wholeIncrease<L extends string, O extends string>(
  counter: Selector<L, "counter", O>,
  window: Duration,
): InstantVector<L, "gauge", O> {
  const lowest = minOverTime(range(counter, window));
  return instantVector(
    { type: "binary", operator: "-", bool: false, left: counter.node, right: lowest.node },
    counter.labels,
  );
}

/** A counter as a gauge that can be shown: the count since the start of its source, which a restart resets to 0. */
export function rawCounter<L extends string, O extends string>(
  vector: InstantVector<L, "counter", O>,
): InstantVector<L, "gauge", O> {
  return instantVector(vector.node, vector.labels);
}
