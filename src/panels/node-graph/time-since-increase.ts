import type { DrawableQuery } from "../../grafana/index.js";
import {
  greater,
  max,
  maxOverTime,
  notEqual,
  or,
  shift,
  subquery,
  subtract,
  time,
  timestamp,
  unless,
  type Duration,
  type InstantVector,
  type Selector,
} from "../../promql/index.js";
import { asVector } from "./vector.js";

/**
 * Seconds since a counter last increased, to one `step`: "last seen" without a metric of it. Absent without an increase
 * in the range. Reads three samples per series and step at any scrape interval.
 *
 * A counter that appears, or that restarts and is above 0, counts as increased.
 */
export function secondsSinceIncrease<L extends string, O extends string, const B extends L>(
  counter: Selector<L, "counter", O>,
  options: { readonly by: readonly B[]; readonly range: Duration; readonly step: Duration },
): DrawableQuery<B> {
  const { by, range, step } = options;
  const now = asVector(counter);
  const before = asVector(shift(counter, { offset: step }));
  const increased = greater(or(notEqual.vector(now, before), asVector(unless(now, before))), 0);
  const last = maxOverTime(subquery(asVector(timestamp(increased)), range, step));
  const labels: readonly string[] = by;
  const { node } = subtract.fromScalar(time(), max.by(labels, last));
  const expression: InstantVector<B> = { kind: "instant vector", node, labels: by };
  return { expression };
}
