/** Shares of events that were counted, not of rates. */
import { atLeast, divide, type InstantVector } from "../promql/index.js";
import { orZero } from "./safe-math.js";

/** A count that rounds to ten: `increase` extrapolates a little. */
const fewestEvents = 9.5;

/** The end of a meaning. */
export const eventShareNote = ", of at least ten";

/** One count divided by another. No sample for fewer than ten events: one blocked query of one is not 100 %. */
export function shareOfEvents<L extends string>(
  part: InstantVector<L>,
  whole: InstantVector<NoInfer<L>>,
): InstantVector<L> {
  return divide(orZero<L>(part, whole), atLeast<L, "gauge", never>(whole, fewestEvents));
}
