/**
 * The moment that a text in RFC 3339 names, in nanoseconds since 1970; undefined for any other text. AdGuard Home writes
 * up to nine decimals, without zeros at the end, in whatever time zone it runs.
 */
export function parseTimestamp(text: unknown): bigint | undefined {
  const parts = typeof text === "string" ? pattern.exec(text) : null;
  if (parts === null) return undefined;
  const [, seconds = "", decimals = "", zone = ""] = parts;
  const milliseconds = Date.parse(`${seconds}${zone.toUpperCase()}`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n + BigInt(decimals.padEnd(9, "0"));
}

const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;

/** A moment in nanoseconds since 1970, as text in RFC 3339 that names it exactly. */
export function formatTimestamp(moment: bigint): string {
  const [seconds, nanoseconds] = [moment / nanosecondsPerSecond, moment % nanosecondsPerSecond];
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${text}.${String(nanoseconds).padStart(9, "0")}Z`;
}

/** A second in nanoseconds. */
export const nanosecondsPerSecond = 1_000_000_000n;
