import type { PrometheusClient, TimeRange } from "../../../test/prometheus/client.js";

/**
 * How much counters have grown by what Prometheus has stored of them: first values of series that came meanwhile, whole
 * values of those that ended and came again, and all positive differences. Summed up by one of their labels.
 *
 * @param job who exposes them, once a second; when it couldn't be scraped nothing is known, and nothing has ended
 */
export async function incrementsOf(
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
  const moments = up.series.flatMap(({ points }) => points.map(([time]) => time));
  const grown = new Map<string, number>();
  for (const { labels, points } of counters.series) {
    const values = new Map(points);
    let increment = 0;
    // What is there at the start was counted before.
    let before = values.get(moments[0] ?? 0) ?? 0;
    for (const moment of moments) {
      const value = values.get(moment) ?? 0;
      increment += value >= before ? value - before : value;
      before = value;
    }
    const key = labels[label] ?? "";
    grown.set(key, (grown.get(key) ?? 0) + increment);
  }
  return new Map([...grown].filter(([, amount]) => amount > 0));
}
