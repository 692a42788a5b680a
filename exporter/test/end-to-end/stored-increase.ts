import type { PrometheusClient, TimeRange } from "../../../test/prometheus/client.js";

/**
 * The increase of counters by a label, computed from stored samples: first values of new series, complete values of
 * series that ended and came back, and positive differences.
 *
 * @param job the job that exposes them once a second. Seconds without a successful scrape are skipped
 */
export async function storedIncrease(
  client: PrometheusClient,
  job: string,
  selector: string,
  label: string,
  range: TimeRange,
): Promise<ReadonlyMap<string, number>> {
  const every = { ...range, step: 1 };
  const [up, counters] = await Promise.all([
    client.range(`up{job="${job}"} == 1`, every),
    client.range(selector, every),
  ]);
  const times = up.series.flatMap(({ points }) => points.map(([time]) => time));
  const increases = new Map<string, number>();
  for (const { labels, points } of counters.series) {
    const values = new Map(points);
    let increment = 0;
    // The first value was counted before the range.
    let before = values.get(times[0] ?? 0) ?? 0;
    for (const time of times) {
      const value = values.get(time) ?? 0;
      increment += value >= before ? value - before : value;
      before = value;
    }
    const key = labels[label] ?? "";
    increases.set(key, (increases.get(key) ?? 0) + increment);
  }
  return new Map([...increases].filter(([, amount]) => amount > 0));
}
