import type { BudgetKind } from "./sample-budget.js";

/** Most labels of a metric in the contract. */
export const maxLabels = 6;

/** Returned in place of a slot where there is no such series, or no budget for it. */
export const noSlot = -1;

/** The part of a family that the series table needs: its budget, its list of series, and hooks. */
export interface SeriesFamily {
  readonly index: number;
  /** Samples of one series: 1, or those of a histogram. */
  readonly samples: number;
  readonly budgetKind: BudgetKind;
  /** First and last series, in order of creation. */
  first: number;
  last: number;
  /** Called with a new series before it is exposed. */
  onCreate(slot: number): void;
  /** Called with a series before its slot is reused. */
  onRemove(slot: number): void;
}
