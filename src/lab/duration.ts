const milliseconds = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;

/** A duration as Prometheus writes it, above 0: units from the longest to the shortest, each at most once. */
export const durationPattern = /^(?=.*[1-9])(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

const isUnit = (text: string): text is keyof typeof milliseconds => Object.hasOwn(milliseconds, text);

/**
 * Milliseconds of a duration as a lab and Prometheus write it: `15s`, `1h30m`, `30d`. A year has 365 days.
 *
 * @throws RangeError for a text that is no such duration
 */
export function parseDuration(duration: string): number {
  if (!durationPattern.test(duration))
    throw new RangeError(`${JSON.stringify(duration)} is not a duration: 15s, 1h30m`);
  let total = 0;
  for (const [, count, unit = ""] of duration.matchAll(/(\d+)(ms|[ywdhms])/g))
    if (isUnit(unit)) total += Number(count) * milliseconds[unit];
  return total;
}
