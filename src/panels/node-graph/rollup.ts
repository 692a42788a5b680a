import { clamp, divide, greater, max, min, multiply, sum } from "../../promql/index.js";
import type { AggregateFunction, FigureModel } from "./model.js";
import { asVector, orZero, type Vector } from "./vector.js";

/**
 * Gives each series the id of the node or edge that represents it. `members` has series of the same ids; one with fewer
 * series makes a shorter query.
 */
export type AssignId = (vector: Vector, members: Vector) => Vector;

/** The figure of each node or edge, from the series of all members that it represents; `by` are the labels of its id. */
export function rollup(figure: FigureModel, by: readonly string[], assignId: AssignId): Vector {
  if (figure.type === "share") return scaled(summedRatio(figure.part, figure.whole, by, assignId), figure.scale);
  return scaled(aggregated(figure.aggregate, by, assignId(figure.of, figure.of)), figure.scale);
}

/** The share of each node, 0–1, from the parts and the wholes of all members. */
export function rollupShare(part: Vector, whole: Vector, by: readonly string[], assignId: AssignId): Vector {
  return asVector(clamp(summedRatio(part, whole, by, assignId), 0, 1));
}

export function aggregated(aggregate: AggregateFunction, by: readonly string[], vector: Vector): Vector {
  switch (aggregate) {
    case "sum":
      return sum.by(by, vector);
    case "max":
      return max.by(by, vector);
    case "min":
      return min.by(by, vector);
  }
}

/** Part divided by whole. Absent where the whole is 0; 0 where only the part is absent. */
export function ratio(part: Vector, whole: Vector): Vector {
  return divide(orZero(part, whole), greater(whole, 0));
}

function summedRatio(part: Vector, whole: Vector, by: readonly string[], assignId: AssignId): Vector {
  const parts = sum.by(by, assignId(orZero(part, whole), whole));
  return divide(parts, greater(sum.by(by, assignId(whole, whole)), 0));
}

export function scaled(vector: Vector, scale: number): Vector {
  return scale === 1 ? vector : asVector(multiply.scalar(vector, scale));
}
