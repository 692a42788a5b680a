import { isExposed } from "./exposure.js";

/**
 * Phase of a cumulative series in which it is exposed as 0. Any other number is the time of the first complete scrape
 * that carried the 0: the lower 32 bits of its unix milliseconds.
 *
 * Prometheus's `rate()` and `increase()` only see differences between samples: what a series counted before its first
 * sample is lost to them. So a new series is exposed as 0 until every scraper can have stored the 0.
 */
export const ZeroPhase = {
  /** The value is exposed. */
  over: 0,
  /** No complete scrape has carried the series. */
  unscraped: 1,
} as const;

/** The columns of the series table that are used here. */
interface ExposureColumns {
  /** One of {@link ZeroPhase}, or a time. */
  readonly zeroPhase: Uint32Array;
  readonly exposure: Uint8Array;
}

/**
 * Ends the zero phases that have lasted long enough.
 *
 * @param at unix seconds
 * @param duration least time since the first complete scrape, in seconds
 */
export function endZeroPhases({ zeroPhase }: ExposureColumns, at: number, duration: number): void {
  const now = timeOf(at);
  for (let slot = 0; slot < zeroPhase.length; slot++) {
    const phase = zeroPhase[slot] ?? ZeroPhase.over;
    if (phase > ZeroPhase.unscraped && elapsed(phase, now) >= 1000 * duration) zeroPhase[slot] = ZeroPhase.over;
  }
}

/**
 * Records a complete scrape that carried all exposed zeros.
 *
 * @param at unix seconds
 */
export function recordScrapedZeros({ zeroPhase, exposure }: ExposureColumns, at: number): void {
  const now = timeOf(at);
  for (let slot = 0; slot < zeroPhase.length; slot++) {
    const phase = zeroPhase[slot] ?? ZeroPhase.over;
    if (phase === ZeroPhase.over || !isExposed(exposure[slot])) continue;
    // After the clock was set back, the time starts again.
    if (phase === ZeroPhase.unscraped || elapsed(phase, now) < 0) zeroPhase[slot] = now;
  }
}

/** Ends the phases of all exposed series: a scrape by a version without zero phases has carried their values. */
export function endScrapedZeroPhases({ zeroPhase, exposure }: ExposureColumns): void {
  for (let slot = 0; slot < zeroPhase.length; slot++) if (isExposed(exposure[slot])) zeroPhase[slot] = ZeroPhase.over;
}

/** Number of series that are in their zero phase. */
export const countZeroPhases = ({ zeroPhase }: ExposureColumns): number =>
  zeroPhase.reduce((count, phase) => (phase === ZeroPhase.over ? count : count + 1), 0);

/** A time of a zero phase, which differs from the constants. */
const timeOf = (second: number): number => Math.max(2, Math.round(1000 * second) >>> 0);

/** Milliseconds between two times, exact for 24 days. */
const elapsed = (from: number, to: number): number => (to - from) | 0;
