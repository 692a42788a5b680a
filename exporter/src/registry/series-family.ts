/** No metric of the contract has more labels. */
export const maxLabels = 6;

/** In place of a slot: there is no such series, and no room for it. */
export const noSlot = -1;

/**
 * How many samples a scrape may see of each kind of family. They are kept apart so that none crowds out another: what
 * gauges and info metrics do, of which nobody keeps record, can't change what is counted.
 */
export interface SampleBudget {
  readonly counters: number;
  /** A histogram is as many samples as it has buckets, and two. */
  readonly histograms: number;
  /** And info metrics. */
  readonly gauges: number;
}

/** What the table must know of a family: who its series are, and how they end. */
export interface SeriesFamily {
  readonly index: number;
  /** Samples of one series: 1, or those of a histogram. */
  readonly samples: number;
  /** Which room it takes. */
  readonly budgetKind: keyof SampleBudget;
  /** First and last series, in the order in which they came to be. */
  first: number;
  last: number;
  /** Called with a new series before anybody sees it, and with one that ends. */
  onCreate(slot: number): void;
  onRemove(slot: number): void;
}
