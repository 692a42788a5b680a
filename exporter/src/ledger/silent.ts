/** A family that isn't there: what happens to it leaves no trace. */
export const silent = {
  add(): void {},
  observe(): void {},
  see(): void {},
  set(): void {},
  replace(): void {},
};
