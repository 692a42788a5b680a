import type { InstantVector, NonCounter } from "../promql/index.js";

/** The unit of a figure, in words. Panels write it as Grafana does. */
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

/** The text in place of a figure, by the reason why there is none. An absent figure is never shown as 0. */
export const emptyText = {
  /** The metric has no series. */
  noData: "no data",
  /** Nothing has recorded the metric, most likely. */
  notRecorded: "no data: are the recording rules loaded?",
  /** A share, mean or quantile of nothing. */
  noTraffic: "no traffic",
  /** A share of too few events. */
  littleTraffic: "too little traffic",
  /** A list of events of which none occurred. */
  noneInRange: "none in this range",
  /** A fact that no source reports. */
  noneKnown: "–",
} as const;

/** An expression with its unit, its meaning and the text for an empty answer. `L` are the labels of its series. */
export interface Query<L extends string = never, U extends string = Unit, S extends NonCounter = NonCounter> {
  readonly expression: InstantVector<L, S>;
  readonly unit: U;
  /** A sentence without its full stop: `Requests per second that Traefik answered`. */
  readonly meaning: string;
  /** The text in place of a figure where the answer is empty. */
  readonly noValue: string;
}

/** A query whose samples are gauges, for sums and other arithmetic. */
export type GaugeQuery<L extends string = never> = Query<L, Unit, "gauge">;

/**
 * A query in a unit of the library, or in one of its user's own: in words, `plays per hour`, or an id of Grafana.
 * `noValue` is `no data` by default.
 */
export function query<L extends string, const U extends string = Unit, S extends NonCounter = NonCounter>(
  about: { readonly unit: U; readonly meaning: string; readonly noValue?: string },
  expression: InstantVector<L, S>,
): Query<L, U, S> {
  return { noValue: emptyText.noData, ...about, expression };
}
