import type { MetricKind } from "./expression.js";

/** What this package must know of a metric to check the expressions that read it. */
export interface MetricShape {
  readonly type: "counter" | "gauge" | "histogram" | "info" | "stateset";
  /** Labels that every series carries. */
  readonly labels: readonly string[];
  /** Labels that a source may fill or leave out; no expression can name them. */
  readonly optional?: readonly string[];
  /** The only values that a label takes. */
  readonly values?: { readonly [label: string]: readonly string[] };
  /** Whether the series also carry `job` and `instance`, as everything does that Prometheus scrapes. Default: true. */
  readonly instances?: boolean;
}

/** Metrics by name. Written as a constraint on itself, so that an interface, whose name errors can show, is one too. */
export type Registry<R> = { readonly [M in keyof R]: MetricShape };

/** Names that stand for series: a histogram is only there as its `_bucket`, `_sum` and `_count`. */
export type SeriesName<R> = {
  [M in Extract<keyof R, string>]: R[M] extends { readonly type: "histogram" }
    ? `${M}_bucket` | `${M}_sum` | `${M}_count`
    : M;
}[Extract<keyof R, string>];

type MetricOf<R, N extends string> = N extends keyof R
  ? R[N]
  : N extends `${infer M}_${"bucket" | "sum" | "count"}`
    ? M extends keyof R
      ? R[M]
      : never
    : never;

export type InstanceLabel = "job" | "instance";

type Carried<M> = M extends { readonly labels: readonly (infer L extends string)[] } ? L : never;
type Instances<M> = M extends { readonly instances: false } ? never : InstanceLabel;
type Bounds<R, N extends string> = N extends keyof R ? never : N extends `${string}_bucket` ? "le" : never;

/** Labels that every series of this name carries. */
export type LabelOf<R, N extends string> = Carried<MetricOf<R, N>> | Instances<MetricOf<R, N>> | Bounds<R, N>;

export type OptionalLabelOf<R, N extends string> =
  MetricOf<R, N> extends { readonly optional: readonly (infer O extends string)[] } ? O : never;

export type MetricKindOf<R, N extends string> =
  MetricOf<R, N> extends { readonly type: infer T }
    ? T extends "histogram"
      ? "counter"
      : Extract<T, MetricKind>
    : never;

export type ValueOf<R, N extends string, L extends string> =
  MetricOf<R, N> extends { readonly values: { readonly [P in L]: readonly (infer V extends string)[] } } ? V : string;
