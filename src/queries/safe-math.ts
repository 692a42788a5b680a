/** Arithmetic that gives no sample, rather than NaN or a made-up 0, where there is nothing to divide by. */
import { atLeast, divide, greater, histogramQuantile, multiply, or, type InstantVector } from "../promql/index.js";

/**
 * Part divided by whole. No sample where the whole is 0 or absent; 0 where only the part is absent, because a service
 * without a single failure has no series of failures.
 */
export function ratio<L extends string>(part: InstantVector<L>, whole: InstantVector<NoInfer<L>>): InstantVector<L> {
  return divide(orZero<L>(part, whole), greater(whole, 0));
}

/** The first vector, and 0 for the series that only the second has. */
export function orZero<L extends string>(vector: InstantVector<L>, all: InstantVector<NoInfer<L>>): InstantVector<L> {
  return or<L, "gauge", "gauge">(vector, multiply.scalar<L, "gauge", never>(all, 0));
}

/** A quantile without a sample where nothing was observed: a comparison drops NaN. */
export function quantileOf<L extends string>(share: number, buckets: InstantVector<L | "le">): InstantVector<L> {
  return atLeast(histogramQuantile<L>(share, buckets), 0);
}

/** A mean without a sample where nothing was observed. */
export function meanOf<L extends string>(sum: InstantVector<L>, count: InstantVector<NoInfer<L>>): InstantVector<L> {
  return divide(sum, greater(count, 0));
}
