/** Replaces the metrics of a group that is turned off. */
export const noopMetrics = { add(): void {} };
