import type { RecordedSeries } from "./scrape.js";

/**
 * The recording as OpenMetrics text, a line at a time, samples with their exact timestamps. The metrics' types are
 * left out: a block doesn't keep them, and some names of the contract (counters without `_total`) are none that
 * OpenMetrics would let a counter have.
 */
export function* openMetricsLines(series: readonly RecordedSeries[]): Generator<string> {
  for (const { name, labels, times, values } of series) {
    const head = `${name}${labelText(labels)} `;
    for (const [index, time] of times.entries()) yield `${head}${valueText(values[index] ?? NaN)} ${time}\n`;
  }
  yield "# EOF\n";
}

/** `{a="b",c="d"}`, escaped as both text formats want it; nothing where there are no labels. */
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
