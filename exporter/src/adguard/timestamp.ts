import { parseTimestamp, subMillisecondNanoseconds } from "../line/timestamp.js";

/** Parses RFC 3339 to nanoseconds since 1970; undefined for other values and for times before 1970. */
export function parseNanoseconds(text: unknown): bigint | undefined {
  const milliseconds = typeof text === "string" ? parseTimestamp(text) : NaN;
  if (typeof text !== "string" || Number.isNaN(milliseconds)) return undefined;
  return fromMilliseconds(milliseconds) + BigInt(subMillisecondNanoseconds(text));
}

/** Formats nanoseconds since 1970 as RFC 3339 with nine decimals. */
export function formatNanoseconds(timestamp: bigint): string {
  const [seconds, nanoseconds] = [timestamp / nanosecondsPerSecond, timestamp % nanosecondsPerSecond];
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${text}.${String(nanoseconds).padStart(9, "0")}Z`;
}

export const fromMilliseconds = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;

export const nanosecondsPerSecond = 1_000_000_000n;
