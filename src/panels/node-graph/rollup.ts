import { clamp, divide, greater, max, min, multiply, sum } from "../../promql/index.js";
import type { FigureModel, AggregateFunction } from "./model.js";
import { asVector, orZero, type Vector } from "./vector.js";

/** Gives each series of a query the id of the node or edge that stands for it; `members` has series of the same ids. */
export type Place = (vector: Vector, members: Vector) => Vector;

const combined = (folded: AggregateFunction, by: readonly string[], vector: Vector): Vector => {
  switch (folded) {
    case "sum":
      return sum.by(by, vector);
    case "max":
      return max.by(by, vector);
    case "min":
      return min.by(by, vector);
  }
};

/** A figure of each node or edge, whose ids are the labels `by`, from figures of those that it stands for. */
export function rollup(figure: FigureModel, by: readonly string[], place: Place): Vector {
  if (figure.type === "amount")
    return scaled(combined(figure.aggregate, by, place(figure.of, figure.of)), figure.scale);
  return scaled(ratio(figure.part, figure.whole, by, place), figure.scale);
}

/** A share from 0 to 1. */
export function share(part: Vector, whole: Vector, by: readonly string[], place: Place): Vector {
  return asVector(clamp(ratio(part, whole, by, place), 0, 1));
}

function ratio(part: Vector, whole: Vector, by: readonly string[], place: Place): Vector {
  const parts = sum.by(by, place(orZero(part, whole), whole));
  return divide(parts, greater(sum.by(by, place(whole, whole)), 0));
}

function scaled(vector: Vector, scale: number): Vector {
  return scale === 1 ? vector : asVector(multiply.scalar(vector, scale));
}
