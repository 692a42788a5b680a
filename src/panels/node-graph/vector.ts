/**
 * From here on labels are data. That a declaration names none which its query lost was checked where it was written;
 * what the compiler makes of it can't be followed by types any more.
 */
import { group, multiply, or, type AnyInstantVector, type InstantVector } from "../../promql/index.js";

export type Vector = InstantVector<string>;

/** The same vector, its labels known as data alone. */
export const asVector = (vector: AnyInstantVector): Vector => vector;

/** All of them, joined by `or`, or by `or on (labels)`: what stands first wins. */
export function unionOf(vectors: readonly Vector[], on?: readonly string[]): Vector {
  const [first, ...others] = vectors;
  if (first === undefined) throw new Error("nothing to join");
  return others.reduce((all, next) => (on === undefined ? or(all, next) : or.on(on, all, next)), first);
}

/** The vector, and 0 for those series that only the second has. */
export function orZero(vector: Vector, all: Vector): Vector {
  return or<string, "gauge", "gauge">(vector, multiply.scalar<string, "gauge", never>(all, 0));
}

/** 1 for each combination of these labels. */
export function present(by: readonly string[], vector: Vector): Vector {
  return asVector(group.by(by, vector));
}
