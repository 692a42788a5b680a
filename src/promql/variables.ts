import { scalarOf, type Scalar } from "./expression.js";
import type { DurationVariable, Variable } from "./node.js";

/** A variable of the dashboard, to be compared with a label. It matches each value that is chosen, and all with "All". */
export function variable<const Name extends string>(name: Name): Variable<Name> {
  return { type: "variable", name };
}

/** A variable of the dashboard that holds a number. */
export function numberVariable(name: string): Scalar {
  return scalarOf({ type: "number variable", name });
}

/** A variable of the dashboard that holds a number of seconds, as a length of time. */
export function secondsVariable(name: string): DurationVariable {
  return { type: "duration variable", name, unit: "s" };
}

/** Long enough for four scrapes, and for the distance between two points: the window of `rate` in a panel. */
export const rateInterval: DurationVariable = { type: "duration variable", name: "__rate_interval" };
/** The distance between two points of a panel. */
export const interval: DurationVariable = { type: "duration variable", name: "__interval" };
/** The whole time range of the dashboard. */
export const dashboardRange: DurationVariable = { type: "duration variable", name: "__range" };
/** The length of the time range in seconds. */
export const dashboardRangeSeconds: Scalar = numberVariable("__range_s");
