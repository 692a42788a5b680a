import { atLeast, divide, greater, histogramQuantile, multiply, or, type InstantVector } from "../promql/index.js";

/**
 * A part of a whole. Where the whole is zero there is no share, not a share of zero; where only the part is missing it
 * is zero, because a service without a single failure has no series of failures.
 */
export function ratio<L extends string>(part: InstantVector<L>, whole: InstantVector<NoInfer<L>>): InstantVector<L> {
  return divide(orZero<L>(part, whole), greater(whole, 0));
}

/** The first vector, and 0 for those series that only the second has. */
export function orZero<L extends string>(vector: InstantVector<L>, all: InstantVector<NoInfer<L>>): InstantVector<L> {
  return or<L, "gauge", "gauge">(vector, multiply.scalar<L, "gauge", never>(all, 0));
}

/** A quantile that is absent, not NaN, where nothing was observed: a comparison with NaN is false. */
export function quantileOf<L extends string>(share: number, buckets: InstantVector<L | "le">): InstantVector<L> {
  return atLeast(histogramQuantile<L>(share, buckets), 0);
}

/** A mean that is absent where nothing was observed. */
export function meanOf<L extends string>(sum: InstantVector<L>, count: InstantVector<NoInfer<L>>): InstantVector<L> {
  return divide(sum, greater(count, 0));
}
