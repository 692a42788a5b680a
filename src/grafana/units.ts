/** Grafana's id for each unit that queries name in words. */
export const unitIds = {
  "requests per second": "reqps",
  "queries per second": "suffix:q/s",
  "connections per second": "suffix:conn/s",
  "bytes per second": "Bps",
  "bits per second": "bps",
  seconds: "s",
  "unix milliseconds": "dateTimeAsIso",
  days: "suffix:d",
  minutes: "suffix:min",
  share: "percentunit",
  ratio: "percentunit",
  bytes: "bytes",
  connections: "none",
  // Exact, with separators: rounded to thousands, neighbours in a ranking read the same.
  requests: "locale",
  count: "locale",
  times: "suffix:×",
  rank: "none",
  health: "none",
  boolean: "none",
} as const;

const known: ReadonlyMap<string, string> = new Map(Object.entries(unitIds));

/**
 * Grafana's id for a unit. A unit above has its id; other words, `plays per hour`, become a suffix. Any other single word,
 * `reqps`, and any text with a prefix, `suffix:plays/h`, is an id already. Grafana puts a space before a suffix.
 */
export function unitId(unit: string): string {
  return known.get(unit) ?? (/^[^:]* /.test(unit) ? `suffix:${unit}` : unit.replace(/^suffix: +/, "suffix:"));
}
