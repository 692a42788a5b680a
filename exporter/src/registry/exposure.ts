/** State of a series in the exposition. */
export const Exposure = {
  /** It is in use and exposed. */
  active: 0,
  /** It is evicted and still exposed, with its last value. */
  stale: 1,
  /** It is in use and not exposed yet: a stale series has its labels. */
  pending: 2,
  /** It was evicted while it was pending. */
  stalePending: 3,
} as const;

/** Whether a scrape carries a series in this state. */
export const isExposed = (state: number | undefined): boolean => state === Exposure.active || state === Exposure.stale;
