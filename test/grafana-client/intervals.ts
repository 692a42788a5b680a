/** The time range of a dashboard, in milliseconds since 1970. */
export interface DashboardRange {
  readonly from: number;
  readonly to: number;
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** `15s`, `1m`, `1h`, with or without `>` before it, in milliseconds. */
export function intervalMilliseconds(text: string): number {
  const match = /^>?(\d+(?:\.\d+)?)(ms|[smhdwMy])$/.exec(text.trim());
  const unit = units[match?.[2] ?? ""];
  if (match?.[1] === undefined || unit === undefined) throw new Error(`"${text}" is no interval, such as 15s or 1m.`);
  return Number(match[1]) * unit;
}

/** Grafana's steps: an interval below the first number is rounded to the second. */
const roundings: readonly (readonly [below: number, rounded: number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
];

export function roundInterval(milliseconds: number): number {
  return roundings.find(([below]) => milliseconds < below)?.[1] ?? 31_536_000_000;
}

export interface Intervals {
  /** Milliseconds: the step of a range query, and `$__interval`. */
  readonly step: number;
  /** Milliseconds: `$__rate_interval`. */
  readonly rate: number;
}

/** Grafana's upper limit of the points of a series, for any width of a panel. */
const mostPoints = 11_000;

/**
 * The step is the range divided by the points that fit, rounded, and at least the target's interval ("Min step"), or the
 * panel's, or the datasource's. `$__rate_interval` is the maximum of query interval + scrape interval and four scrape
 * intervals; a target's own interval is its scrape interval.
 */
export function intervalsOf(options: {
  readonly range: DashboardRange;
  readonly maxDataPoints: number;
  readonly timeInterval: string;
  /** The target's "Min step"; empty or absent without one. */
  readonly minimumStep?: string | undefined;
  /** The panel's "Min interval". */
  readonly panelInterval?: string | undefined;
}): Intervals {
  const wide = options.range.to - options.range.from;
  const fitting = Math.max(roundInterval(wide / options.maxDataPoints), roundInterval(wide / mostPoints));
  const query = Math.max(fitting, intervalMilliseconds(options.panelInterval || options.timeInterval));
  if (!options.minimumStep) {
    const scrape = intervalMilliseconds(options.timeInterval);
    return { step: query, rate: Math.max(query + scrape, 4 * scrape) };
  }
  const scrape = intervalMilliseconds(options.minimumStep);
  return { step: Math.max(fitting, scrape), rate: Math.max(query + scrape, 4 * scrape) };
}

/** A duration in milliseconds, as Grafana writes it into expressions. */
export function durationText(milliseconds: number): string {
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const) {
    if (milliseconds >= size && milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  }
  return `${milliseconds}ms`;
}
