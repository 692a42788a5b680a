/**
 * Vectors with labels as data. The compiler has checked the labels of each declaration; types can't follow the queries
 * that are made of it.
 */
import { group, multiply, or, type AnyInstantVector, type InstantVector } from "../../promql/index.js";

export type Vector = InstantVector<string>;

export const asVector = (vector: AnyInstantVector): Vector => vector;

/** All vectors joined by `or`, or by `or on (labels)`: the first one with a series wins. */
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
