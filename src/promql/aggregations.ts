import { instantVector, nodeOf, string, type InstantVector, type MetricKind, type Scalar } from "./expression.js";
import type { AggregationNode, Node } from "./node.js";

type Result<Gives extends MetricKind | "same", S extends MetricKind> = Gives extends MetricKind ? Gives : S;

interface OverAll<Accepts extends MetricKind, Gives extends MetricKind | "same"> {
  /** Over all series: one result without labels. */
  <L extends string, S extends Accepts, O extends string>(
    vector: InstantVector<L, S, O>,
  ): InstantVector<never, Result<Gives, S>>;
}

interface Grouped<Accepts extends MetricKind, Gives extends MetricKind | "same"> {
  /** One result for each combination of these labels, which the vector must still carry. */
  by<L extends string, S extends Accepts, O extends string, const B extends L>(
    labels: readonly B[],
    vector: InstantVector<L, S, O>,
  ): InstantVector<B, Result<Gives, S>>;
  /** One result for each combination of all other labels. Doesn't compile for a vector with optional labels. */
  without<L extends string, S extends Accepts, const B extends L>(
    labels: readonly B[],
    vector: InstantVector<L, S>,
  ): InstantVector<Exclude<L, B>, Result<Gives, S>>;
}

/** An aggregation of metrics of the kinds `Accepts`. The result is of the kind `Gives`, or of the same kind. */
export interface Aggregation<Accepts extends MetricKind, Gives extends MetricKind | "same">
  extends OverAll<Accepts, Gives>, Grouped<Accepts, Gives> {}

function aggregation<Accepts extends MetricKind, Gives extends MetricKind | "same">(
  operator: string,
  parameter?: Node,
): Aggregation<Accepts, Gives> {
  const node = (of: Node, grouping?: AggregationNode["grouping"]): AggregationNode => ({
    type: "aggregation",
    operator,
    of,
    ...(parameter === undefined ? {} : { parameter }),
    ...(grouping === undefined ? {} : { grouping }),
  });
  const overAll: OverAll<Accepts, Gives> = (vector) => instantVector(node(vector.node), []);
  const grouped: Grouped<Accepts, Gives> = {
    by: (labels, vector) => instantVector(node(vector.node, { keyword: "by", labels }), labels),
    without: (labels, vector) =>
      instantVector(node(vector.node, { keyword: "without", labels }), remaining(vector.labels, labels)),
  };
  return Object.assign(overAll, grouped);
}

function remaining<L extends string, B extends L>(labels: readonly L[], removed: readonly B[]): Exclude<L, B>[] {
  const gone = new Set<string>(removed);
  return labels.filter((label): label is Exclude<L, B> => !gone.has(label));
}

// Info and stateset have no sum, in which each instance would count again. Use `count`, `max` or `group`.
export const sum = aggregation<"counter" | "gauge", "same">("sum");
export const avg = aggregation<"counter" | "gauge", "same">("avg");
export const stddev = aggregation<"gauge", "same">("stddev");
export const stdvar = aggregation<"gauge", "same">("stdvar");
export const min = aggregation<MetricKind, "same">("min");
export const max = aggregation<MetricKind, "same">("max");
/** The number of series. */
export const count = aggregation<MetricKind, "gauge">("count");
/** 1 for each group that has a series. */
export const group = aggregation<MetricKind, "info">("group");
/** The φ-quantile among series, φ from 0 to 1. */
export const quantile = (share: number | Scalar): Aggregation<"gauge", "same"> =>
  aggregation("quantile", nodeOf(share));

interface ChooseOverAll {
  <L extends string, S extends MetricKind, O extends string>(
    amount: number | Scalar,
    vector: InstantVector<L, S, O>,
  ): InstantVector<L, S, O>;
}

interface ChooseGrouped {
  /** A choice for each combination of these labels. */
  by<L extends string, S extends MetricKind, O extends string>(
    labels: readonly NoInfer<L>[],
    amount: number | Scalar,
    vector: InstantVector<L, S, O>,
  ): InstantVector<L, S, O>;
}

/** `topk` and `bottomk` choose series and keep their labels. */
export interface Choice extends ChooseOverAll, ChooseGrouped {}

function choice(operator: "topk" | "bottomk"): Choice {
  const node = (amount: number | Scalar, of: Node): AggregationNode => ({
    type: "aggregation",
    operator,
    parameter: nodeOf(amount),
    of,
  });
  const overAll: ChooseOverAll = (amount, vector) => instantVector(node(amount, vector.node), vector.labels);
  const grouped: ChooseGrouped = {
    by: (labels, amount, vector) =>
      instantVector({ ...node(amount, vector.node), grouping: { keyword: "by", labels } }, vector.labels),
  };
  return Object.assign(overAll, grouped);
}

export const topk = choice("topk");
export const bottomk = choice("bottomk");

/** The number of series for each value, which is in the label `label`. */
export function countValues<const B extends string, L extends string, O extends string>(
  label: B,
  vector: InstantVector<L, MetricKind, O>,
): InstantVector<B> {
  const node: Node = { type: "aggregation", operator: "count_values", parameter: string(label).node, of: vector.node };
  return instantVector(node, [label]);
}

/**
 * The maximum over the instances of a source that are replicas, which all count the same events. Belongs directly on a
 * rate, a gauge or an info, before any sum.
 *
 * Only here `without` accepts optional labels: replicas fill them alike, and `max by` the other labels would merge series
 * that differ in an optional one.
 */
export function deduplicateReplicas<L extends string, S extends Exclude<MetricKind, "counter">, O extends string>(
  vector: InstantVector<L | "job" | "instance", S, O>,
): InstantVector<Exclude<L, "job" | "instance">, S, O> {
  const node: Node = {
    type: "aggregation",
    operator: "max",
    grouping: { keyword: "without", labels: ["job", "instance"] },
    of: vector.node,
  };
  return instantVector(
    node,
    vector.labels.filter((label): label is Exclude<L, "job" | "instance"> => label !== "job" && label !== "instance"),
  );
}
