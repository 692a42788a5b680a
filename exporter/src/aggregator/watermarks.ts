import type { BudgetKind, SampleBudget } from "../registry/sample-budget.js";

/** Shares of the sample budget that start and stop admission and eviction. */
export const watermarks = {
  /** Above it no new client or domain is admitted. */
  admission: 0.75,
  /** Target of an eviction. */
  low: 0.8,
  /** Above it an eviction starts at the end of a minute. */
  high: 0.9,
  /** Above it an eviction starts at once. */
  critical: 0.95,
} as const;

/** The budget of a registry, and the part of it in use. */
export interface Usage {
  readonly used: SampleBudget;
  readonly budget: SampleBudget;
}

export const isAbove = ({ used, budget }: Usage, kind: BudgetKind, watermark: keyof typeof watermarks): boolean =>
  used[kind] > watermarks[watermark] * budget[kind];

/** Whether the counters or histograms are about to exhaust their budget. */
export const isCritical = ({ used, budget }: Usage): boolean =>
  used.counters > watermarks.critical * budget.counters || used.histograms > watermarks.critical * budget.histograms;
