import { sum } from "./aggregations.js";
import type { InstantVector } from "./expression.js";
import { setLabel } from "./functions.js";
import { or } from "./operators.js";

/**
 * The sum of several vectors with the same labels. A series that one of them lacks is the sum of the others, where `+`
 * would drop it.
 */
export function sumSeries<L extends string>(
  labels: readonly L[],
  first: InstantVector<L>,
  ...others: readonly InstantVector<L>[]
): InstantVector<L> {
  // The label keeps series apart that differ in nothing else.
  const marked = (vector: InstantVector<L>, index: number) => setLabel(vector, "part", String(index));
  const all = others.reduce<InstantVector<L | "part">>(
    (joined, vector, index) => or<L | "part", "gauge", "gauge">(joined, marked(vector, index + 1)),
    marked(first, 0),
  );
  return sum.by<L | "part", "gauge", never, L>(labels, all);
}
