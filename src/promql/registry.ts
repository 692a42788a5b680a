import { conditionsOf, labelsOf } from "./boundary.js";
import type { Sample, Selector } from "./expression.js";
import type { Matcher, SelectorNode, Variable } from "./node.js";
import { escapeRegularExpression } from "./quote.js";

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

export type SampleOf<R, N extends string> =
  MetricOf<R, N> extends { readonly type: infer T } ? (T extends "histogram" ? "counter" : Extract<T, Sample>) : never;

type ValueOf<R, N extends string, L extends string> =
  MetricOf<R, N> extends { readonly values: { readonly [P in L]: readonly (infer V extends string)[] } } ? V : string;

/**
 * What a label is compared with: a value, a variable of the dashboard, or one of `not`, `oneOf`, `noneOf`, `matching`,
 * `notMatching`. The label is named for the compiler's messages alone.
 */
export type Condition<V extends string = string, _Label extends string = string> =
  | V
  | Variable
  | { readonly operator: "!="; readonly value: V }
  | { readonly operator: "=~" | "!~"; readonly value: string; readonly names?: readonly V[] };

export type Conditions<R, N extends string> = {
  readonly [L in LabelOf<R, N>]?: Condition<ValueOf<R, N, L>, L>;
};

/** Any other value than this one. */
export function not<const V extends string>(value: V): { operator: "!="; value: V } {
  return { operator: "!=", value };
}

/** One of these values. */
export function oneOf<const V extends string>(
  ...values: readonly V[]
): { operator: "=~"; value: string; names: readonly V[] } {
  return { operator: "=~", value: alternatives(values), names: values };
}

/** None of these values. */
export function noneOf<const V extends string>(
  ...values: readonly V[]
): { operator: "!~"; value: string; names: readonly V[] } {
  return { operator: "!~", value: alternatives(values), names: values };
}

/** A regular expression (RE2) that the whole value matches. */
export function matching(pattern: string): { operator: "=~"; value: string } {
  return { operator: "=~", value: pattern };
}

/** A regular expression (RE2) that the whole value doesn't match. */
export function notMatching(pattern: string): { operator: "!~"; value: string } {
  return { operator: "!~", value: pattern };
}

function alternatives(values: readonly string[]): string {
  return values.map(escapeRegularExpression).join("|");
}

/** Selects series by name and labels; see {@link promql}. */
export type Select<R> = <const N extends SeriesName<R>>(
  name: N,
  conditions?: Conditions<R, N>,
) => Selector<LabelOf<R, N>, SampleOf<R, N>, OptionalLabelOf<R, N>>;

/**
 * PromQL over the metrics of a registry.
 *
 * ```ts
 * const select = promql(metrics);
 * sum.by(["service"], rate(range(select("traefik_requests_total", { code: matching("5..") }), "5m")));
 * ```
 *
 * An unknown metric, an unknown or optional label, and a value outside a label's vocabulary don't compile.
 */
export function promql<const R extends Registry<R>>(registry: R): Select<R> {
  return (name, conditions) => {
    const matchers = conditionsOf(conditions).map(([label, condition]) => toMatcher(label, condition));
    const node: SelectorNode = { type: "selector", metric: name, matchers };
    return { kind: "instant vector", node, labels: labelsOf(registry, name) };
  };
}

/**
 * A selector whose metric and labels nobody checked, for code that chooses metrics at run time and promises by its own
 * signature what comes out. Everywhere else use {@link promql}.
 */
export function uncheckedSelector<S extends Sample>(source: {
  readonly metric: string;
  readonly labels: readonly string[];
  readonly matchers: readonly Matcher[];
}): Selector<string, S, string> {
  const { metric, labels, matchers } = source;
  return { kind: "instant vector", node: { type: "selector", metric, matchers }, labels };
}

/** The matcher that compares a label with a condition. */
export function toMatcher(label: string, condition: Condition): Matcher {
  if (typeof condition === "string") return { label, operator: "=", value: condition };
  if ("type" in condition) return { label, operator: "=~", value: condition };
  return { label, operator: condition.operator, value: condition.value };
}
