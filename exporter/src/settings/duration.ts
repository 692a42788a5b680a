const milliseconds = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;

const isUnit = (text: string): text is keyof typeof milliseconds => Object.hasOwn(milliseconds, text);

/** A duration of the lab, which is right already, in milliseconds: `1h30m`. */
export function inMilliseconds(duration: string): number {
  let total = 0;
  for (const [, count, unit = ""] of duration.matchAll(/(\d+)(ms|[ywdhms])/g))
    if (isUnit(unit)) total += Number(count) * milliseconds[unit];
  return total;
}
