import type { DrawableQuery } from "../../grafana/index.js";
import type { AggregateFunction, FigureModel } from "./model.js";
import { asVector } from "./vector.js";

/** A figure that can be aggregated: the overflow node shows the sum, maximum or minimum of its members. */
export interface Amount<L extends string> {
  readonly query: DrawableQuery<L>;
  /** Default: `sum`. */
  readonly aggregate?: AggregateFunction;
  /** A factor. Grafana writes units as they are: `0.001` turns bytes into kB. */
  readonly scale?: number;
}

/** A part of a whole. The overflow node shows the sum of the parts by the sum of the wholes. Absent at a whole of 0. */
export interface Share<L extends string> {
  readonly part: DrawableQuery<L>;
  readonly whole: DrawableQuery<L>;
  /** A factor. Default: 100, for per cent. */
  readonly scale?: number;
}

export type Figure<L extends string> = Amount<L> | Share<L>;

export function isFigure<L extends string>(value: Figure<L> | string | object): value is Figure<L> {
  return typeof value === "object" && ("query" in value || "part" in value);
}

export function figureModel<L extends string>(figure: Figure<L>): FigureModel {
  if ("query" in figure) {
    const { query, aggregate = "sum", scale = 1 } = figure;
    return { type: "amount", of: asVector(query.expression), aggregate, scale };
  }
  const { part, whole, scale = 100 } = figure;
  return { type: "share", part: asVector(part.expression), whole: asVector(whole.expression), scale };
}
