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
 * Seconds since a counter last grew, within a range and to one `step`: "last seen", without a metric that says so.
 * Absent where it didn't grow in the range. Three samples per series and step are read, whatever the scrape interval.
 *
 * A counter that started again counts as grown once it is above zero, and so does one that appeared.
 */
export function secondsSinceIncrease<L extends string, O extends string, const B extends L>(
  counter: Selector<L, "counter", O>,
  about: { readonly by: readonly B[]; readonly range: Duration; readonly step: Duration },
): DrawableQuery<B> {
  const { by, range, step } = about;
  const now = asVector(counter);
  const before = asVector(shift(counter, { offset: step }));
  const grown = greater(or(notEqual.vector(now, before), asVector(unless(now, before))), 0);
  const last = maxOverTime(subquery(asVector(timestamp(grown)), range, step));
  const names: readonly string[] = by;
  const { node } = subtract.fromScalar(time(), max.by(names, last));
  const expression: InstantVector<B> = { kind: "instant vector", node, labels: by };
  return { expression };
}
