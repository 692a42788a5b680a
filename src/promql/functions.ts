/**
 * The functions of PromQL: the name, the kinds that it accepts, the kind of its result.
 * Source: the function table of Prometheus 2.42 (promql/parser/functions.go) and its documentation.
 */
import {
  instantVector,
  nodeOf,
  scalarOf,
  string,
  type InstantVector,
  type RangeVector,
  type MetricKind,
  type Scalar,
} from "./expression.js";
import type { Node } from "./node.js";

type Numeric = number | Scalar;
type Given<Gives extends MetricKind | "same", S extends MetricKind> = Gives extends MetricKind ? Gives : S;

const call = (name: string, ...parameters: (number | { readonly node: Node })[]): Node => ({
  type: "call",
  name,
  parameters: parameters.map(nodeOf),
});

/** A function of a range vector. Series keep their labels. */
const overTime =
  <Accepts extends MetricKind, Gives extends MetricKind | "same">(name: string) =>
  <L extends string, S extends Accepts, O extends string>(
    range: RangeVector<L, S, O>,
  ): InstantVector<L, Given<Gives, S>, O> =>
    instantVector(call(name, range), range.labels);

/** Increase per second. Corrects for resets. */
export const rate = overTime<"counter", "gauge">("rate");
/** Increase per second between the last two samples. */
export const irate = overTime<"counter", "gauge">("irate");
/** Increase in the window. Corrects for resets, and misses the first value of a new series. */
export const increase = overTime<"counter", "gauge">("increase");
export const resets = overTime<"counter", "gauge">("resets");
export const delta = overTime<"gauge", "gauge">("delta");
export const idelta = overTime<"gauge", "gauge">("idelta");
export const deriv = overTime<"gauge", "gauge">("deriv");
export const changes = overTime<MetricKind, "gauge">("changes");
export const avgOverTime = overTime<Exclude<MetricKind, "counter">, "gauge">("avg_over_time");
export const sumOverTime = overTime<"gauge", "gauge">("sum_over_time");
export const stddevOverTime = overTime<"gauge", "gauge">("stddev_over_time");
export const stdvarOverTime = overTime<"gauge", "gauge">("stdvar_over_time");
export const minOverTime = overTime<MetricKind, "same">("min_over_time");
export const maxOverTime = overTime<MetricKind, "same">("max_over_time");
export const lastOverTime = overTime<MetricKind, "same">("last_over_time");
export const countOverTime = overTime<MetricKind, "gauge">("count_over_time");
/** 1 for each series that had a sample in the window. */
export const presentOverTime = overTime<MetricKind, "info">("present_over_time");

/** The φ-quantile of the samples in the window, φ from 0 to 1. */
export function quantileOverTime<L extends string, O extends string>(
  share: Numeric,
  range: RangeVector<L, "gauge", O>,
): InstantVector<L, "gauge", O> {
  return instantVector(call("quantile_over_time", share, range), range.labels);
}

/** The value in a number of seconds, by linear regression over the window. */
export function predictLinear<L extends string, O extends string>(
  range: RangeVector<L, "gauge", O>,
  seconds: Numeric,
): InstantVector<L, "gauge", O> {
  return instantVector(call("predict_linear", range, seconds), range.labels);
}

/** A function of an instant vector, followed by numbers. Series keep their labels. */
const ofSample =
  <
    Accepts extends MetricKind,
    Gives extends MetricKind | "same",
    Parameters extends readonly (Numeric | undefined)[] = [],
  >(
    name: string,
  ) =>
  <L extends string, S extends Accepts, O extends string>(
    vector: InstantVector<L, S, O>,
    ...parameters: Parameters
  ): InstantVector<L, Given<Gives, S>, O> =>
    instantVector(call(name, vector, ...parameters.filter((parameter) => parameter !== undefined)), vector.labels);

export const abs = ofSample<"gauge", "gauge">("abs");
export const ceil = ofSample<"gauge", "gauge">("ceil");
export const floor = ofSample<"gauge", "gauge">("floor");
export const round = ofSample<"gauge", "gauge", [toNearest?: Numeric]>("round");
export const clamp = ofSample<"gauge", "gauge", [minimum: Numeric, maximum: Numeric]>("clamp");
export const clampMin = ofSample<"gauge", "gauge", [minimum: Numeric]>("clamp_min");
export const clampMax = ofSample<"gauge", "gauge", [maximum: Numeric]>("clamp_max");
export const exp = ofSample<"gauge", "gauge">("exp");
export const ln = ofSample<"gauge", "gauge">("ln");
export const log2 = ofSample<"gauge", "gauge">("log2");
export const log10 = ofSample<"gauge", "gauge">("log10");
export const sqrt = ofSample<"gauge", "gauge">("sqrt");
/** −1, 0 or 1. */
export const sgn = ofSample<"gauge", "gauge">("sgn");
/** Ascending. Range queries ignore the order. */
export const sort = ofSample<MetricKind, "same">("sort");
/** Descending. Range queries ignore the order. */
export const sortDesc = ofSample<MetricKind, "same">("sort_desc");
/** The time of the sample in Unix seconds. */
export const timestamp = ofSample<MetricKind, "gauge">("timestamp");
export const minute = ofSample<"gauge", "gauge">("minute");
export const hour = ofSample<"gauge", "gauge">("hour");
export const dayOfWeek = ofSample<"gauge", "gauge">("day_of_week");
export const dayOfMonth = ofSample<"gauge", "gauge">("day_of_month");
export const month = ofSample<"gauge", "gauge">("month");
export const year = ofSample<"gauge", "gauge">("year");

/** 1 if the vector is empty, else empty. */
export function absent<L extends string, S extends MetricKind, O extends string>(
  vector: InstantVector<L, S, O>,
): InstantVector {
  return instantVector(call("absent", vector), []);
}

/**
 * The φ-quantile of a histogram, φ from 0 to 1, from its buckets. The vector must carry `le`, which the result lacks.
 * Interpolates within a bucket; the result is at most the highest finite bound.
 */
export function histogramQuantile<L extends string>(
  share: Numeric,
  buckets: InstantVector<L | "le">,
): InstantVector<L> {
  return instantVector(
    call("histogram_quantile", share, buckets),
    buckets.labels.filter((label): label is L => label !== "le"),
  );
}

/** The sample of a vector without labels as a number, NaN if the vector is empty. */
export function scalar<S extends MetricKind>(vector: InstantVector<never, S>): Scalar {
  return scalarOf(call("scalar", vector));
}

/** A number as a vector of one series without labels. */
export function vector(value: Numeric): InstantVector {
  return instantVector(call("vector", value), []);
}

/** The time of evaluation in Unix seconds. */
export function time(): Scalar {
  return scalarOf(call("time"));
}

/** Sets the label `to` if the pattern matches the whole value of `from`. `$1` in the value is the first group. */
export function labelReplace<L extends string, S extends MetricKind, O extends string, const To extends string>(
  vector: InstantVector<L, S, O>,
  change: { readonly to: To; readonly value: string; readonly from: NoInfer<L>; readonly pattern: string },
): InstantVector<L | To, S, O> {
  const { to, value, from, pattern } = change;
  return instantVector(call("label_replace", vector, string(to), string(value), string(from), string(pattern)), [
    ...new Set<L | To>([...vector.labels, to]),
  ]);
}

/** Sets the label `to` of all series to a value. */
export function setLabel<L extends string, S extends MetricKind, O extends string, const To extends string>(
  vector: InstantVector<L, S, O>,
  to: To,
  value: string,
): InstantVector<L | To, S, O> {
  const literal = value.replaceAll("$", "$$$$");
  return instantVector(call("label_replace", vector, string(to), string(literal), string(""), string("")), [
    ...new Set<L | To>([...vector.labels, to]),
  ]);
}

/** Copies the label `from` to `to`. */
export function copyLabel<L extends string, S extends MetricKind, O extends string, const To extends string>(
  vector: InstantVector<L, S, O>,
  to: To,
  from: NoInfer<L>,
): InstantVector<L | To, S, O> {
  return labelJoin(vector, to, "", [from]);
}

/** Sets the label `to` to the joined values of labels. */
export function labelJoin<L extends string, S extends MetricKind, O extends string, const To extends string>(
  vector: InstantVector<L, S, O>,
  to: To,
  separator: string,
  from: readonly NoInfer<L>[],
): InstantVector<L | To, S, O> {
  return instantVector(call("label_join", vector, string(to), string(separator), ...from.map(string)), [
    ...new Set<L | To>([...vector.labels, to]),
  ]);
}
