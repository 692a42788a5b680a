import type { RecordedSeries } from "./scrape.js";

/**
 * The recording as lines of OpenMetrics text, with exact timestamps. Types are omitted: a block doesn't store them, and
 * OpenMetrics rejects some names of the contract, counters without `_total`.
 */
export function* openMetricsLines(series: readonly RecordedSeries[]): Generator<string> {
  for (const { name, labels, times, values } of series) {
    const head = `${name}${labelText(labels)} `;
    for (const [index, time] of times.entries()) yield `${head}${valueText(values[index] ?? NaN)} ${time}\n`;
  }
  yield "# EOF\n";
}

/** `{a="b",c="d"}`, escaped for both text formats; empty without labels. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

export function valueText(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
