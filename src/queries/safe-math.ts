/** Arithmetic that gives no sample, rather than NaN or a made-up 0, where there is nothing to divide by. */
import { atLeast, divide, greater, histogramQuantile, multiply, or, type InstantVector } from "../promql/index.js";
import { withWindow, type Filter, type Scope } from "./scope.js";

/**
 * Part divided by whole. No sample where the whole is 0 or absent; 0 where only the part is absent, because a service
 * without a single failure has no series of failures.
 */
export function ratio<L extends string>(part: InstantVector<L>, whole: InstantVector<NoInfer<L>>): InstantVector<L> {
  return divide(orZero<L>(part, whole), greater(whole, 0));
}

/** What shares are drawn of: one failure of three requests is no third. */
const drawn = { minutes: 10, events: 10 } as const;

/** The scope of both figures of {@link drawnShare}. */
export const shareScope = <F extends Filter>(scope: Scope<F>): Scope<F> => withWindow(scope, `${drawn.minutes}m`);

/** The end of a meaning: over which time and of how many events. */
export const shareNote = (events: "requests" | "queries" | "requests or queries"): string =>
  `, over ${String(drawn.minutes)} minutes that have at least ${String(drawn.events)} ${events}`;

/** The fewest events per second of which a share is drawn: a count that rounds to as many. */
const fewestPerSecond = (drawn.events - 0.5) / (60 * drawn.minutes);

/** A rate in {@link shareScope}, where it is one of enough events for a share. */
export const enoughForShare = <L extends string>(whole: InstantVector<L>): InstantVector<L> =>
  atLeast<L, "gauge", never>(whole, fewestPerSecond);

/**
 * A rate divided by another in {@link shareScope}, as {@link ratio}. No sample for too few events: with three requests
 * an hour, a share would jump between 0 and 100 %.
 */
export function drawnShare<L extends string>(
  part: InstantVector<L>,
  whole: InstantVector<NoInfer<L>>,
): InstantVector<L> {
  return divide(orZero<L>(part, whole), enoughForShare(whole));
}

/** A count divided by another, both over the same time. No sample for too few events, as in {@link drawnShare}. */
export function shareOfCounts<L extends string>(
  part: InstantVector<L>,
  whole: InstantVector<NoInfer<L>>,
): InstantVector<L> {
  return divide(orZero<L>(part, whole), atLeast<L, "gauge", never>(whole, drawn.events - 0.5));
}

/** The end of a meaning that names the time: of how many events {@link shareOfCounts} is. */
export const countsNote = (events: "requests" | "queries" | "requests or queries"): string =>
  `, where there are at least ${String(drawn.events)} ${events}`;

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
