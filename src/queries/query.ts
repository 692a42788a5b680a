import type { InstantVector, NonCounter } from "../promql/index.js";

/** What a figure is measured in. How it is written is for panels to decide. */
export type Unit =
  | "requests per second"
  | "queries per second"
  /** Requests and queries, each of which is one connection. */
  | "connections per second"
  | "bytes per second"
  | "bits per second"
  | "seconds"
  /** A moment: milliseconds since 1970, as Grafana reads dates. */
  | "unix milliseconds"
  | "days"
  | "minutes"
  /** 0 to 1. */
  | "share"
  | "ratio"
  | "bytes"
  | "connections"
  | "requests"
  | "count"
  /** A factor: 2 is twice as much. */
  | "times"
  /** A place in an order of words, which a panel shows instead. */
  | "rank"
  /** 2 healthy, 1 degraded, 0 unhealthy. */
  | "health"
  /** 1 yes, 0 no. */
  | "boolean";

/** A question, ready to be drawn, ruled on or documented: the expression, its unit, and what the figure means. */
export interface Query<L extends string = never, U extends string = Unit> {
  readonly expression: InstantVector<L, NonCounter>;
  readonly unit: U;
  readonly meaning: string;
}

/** A question of ours, or of one's own in a unit of one's own. */
export function query<L extends string, const U extends string = Unit>(
  about: { readonly unit: U; readonly meaning: string },
  expression: InstantVector<L, NonCounter>,
): Query<L, U> {
  return { ...about, expression };
}
