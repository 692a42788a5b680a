import { dashboardRange, print } from "../promql/index.js";
import type { Target } from "./target.js";

/** Whether the figure is about the time range of the dashboard, and not about now. */
export const isOfRange = ({ expression, legend }: Pick<Target, "expression" | "legend">) =>
  legend === undefined && print(expression).includes(`$${dashboardRange.name}`);

/** Says so above the figure, beside others that are about now. */
export const sayRange = <L extends string>(one: Target<L>): Target<L> =>
  isOfRange(one) ? { ...one, legend: "in this range" } : one;
