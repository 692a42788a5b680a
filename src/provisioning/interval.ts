const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 };

const isUnit = (text: string): text is keyof typeof milliseconds => text in milliseconds;

/** Milliseconds of a duration as Prometheus writes it, `1h30m`: several units, each at most once. */
export function durationInMilliseconds(duration: string): number {
  let total = 0;
  for (const [, amount = "0", unit = ""] of duration.matchAll(/(\d+)(ms|[smhdwy])/g))
    if (isUnit(unit)) total += Number(amount) * milliseconds[unit];
  return total;
}

/** An interval as Grafana's settings take it: one whole number and one unit, the largest that fits. `90s`, not `1m30s`. */
export function interval(duration: number): string {
  const units = ["d", "h", "m", "s"] as const;
  const unit = units.find((candidate) => duration % milliseconds[candidate] === 0) ?? "ms";
  return `${duration / milliseconds[unit]}${unit}`;
}
