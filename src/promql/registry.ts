import type { MetricKind } from "./expression.js";

/** The properties of a metric by which expressions are checked. */
export interface MetricShape {
  readonly type: "counter" | "gauge" | "histogram" | "info" | "stateset";
  /** Labels of all series. */
  readonly labels: readonly string[];
  /** Labels that a source may fill or leave out. Expressions can't name them. */
  readonly optional?: readonly string[];
  /** All values that a label can have. */
  readonly values?: { readonly [label: string]: readonly string[] };
  /** Whether series have the labels `job` and `instance`, as all scraped ones do. Default: true. */
  readonly instances?: boolean;
}

/** Metrics by name. A constraint on itself, so that interfaces fit, whose names shorten messages of the compiler. */
export type Registry<R> = { readonly [M in keyof R]: MetricShape };

/** Names of series: those of metrics, and `_bucket`, `_sum` and `_count` in place of a histogram. */
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

/** Labels of all series with this name. */
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
