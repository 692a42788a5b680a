/**
 * Most samples that a scrape returns, per kind of family. The kinds have separate budgets so that none evicts
 * another: gauges and info metrics are refreshed by the clock, and must not change which counters there are.
 */
export interface SampleBudget {
  readonly counters: number;
  /** A histogram has a sample per bucket, a sum and a count. */
  readonly histograms: number;
  /** Gauges and info metrics. */
  readonly gauges: number;
}

export type BudgetKind = keyof SampleBudget;
