import { z } from "zod";

/** Grafana's functions that reduce a series or a column to one figure. */
export const reducerNames = [
  "sum", "max", "min", "logmin", "mean", "variance", "stdDev", "last", "median", "first", "count", "countAll", "range",
  "diff", "diffperc", "delta", "step", "firstNotNull", "lastNotNull", "changeCount", "distinctCount", "allIsZero",
  "allIsNull", "allValues", "uniqueValues", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99",
] as const; // prettier-ignore

export const reducer = z.enum(reducerNames).meta({ id: "Reducer" });
