/** A family that isn't there: what happens to it leaves no trace. */
export const noopMetrics = {
  add(): void {},
  observe(): void {},
  see(): void {},
  set(): void {},
  replace(): void {},
};
