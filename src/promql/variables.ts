import { scalarOf, type Scalar } from "./expression.js";
import type { DurationVariable, Variable } from "./node.js";

/** A variable of the dashboard for a label. It matches the chosen values, and with "All" any value. */
export function variable<const Name extends string>(name: Name): Variable<Name> {
  return { type: "variable", name };
}

/** A variable of the dashboard for a number. */
export function numberVariable(name: string): Scalar {
  return scalarOf({ type: "number variable", name });
}

/** A variable of the dashboard for a number of seconds, as a duration. */
export function secondsVariable(name: string): DurationVariable {
  return { type: "duration variable", name, unit: "s" };
}

/** The window of `rate` in a panel: at least four scrapes, and the step between two points. */
export const rateInterval: DurationVariable = { type: "duration variable", name: "__rate_interval" };
/** The step between two points of a panel. */
export const interval: DurationVariable = { type: "duration variable", name: "__interval" };
/** The time range of the dashboard. */
export const dashboardRange: DurationVariable = { type: "duration variable", name: "__range" };
/** The time range of the dashboard in seconds. */
export const dashboardRangeSeconds: Scalar = numberVariable("__range_s");
