import type { RuleFile, RecordingRule } from "../../src/rules/index.js";
import type { Answer, Labels, PrometheusClient, TimeRange } from "./client.js";
import { remoteWrite, type WrittenSeries } from "./remote-write.js";

/**
 * Evaluates rules over a history that is in Prometheus, and writes what they record: rule by rule, since each reads what
 * those above it have recorded. The server was started with `receive`.
 */
export async function recordRules(
  client: PrometheusClient,
  files: readonly RuleFile[],
  { start, end }: TimeRange,
): Promise<void> {
  for (const { interval, rules } of files.flatMap(({ groups }) => groups)) {
    const step = Number(interval.replace(/s$/, ""));
    if (!Number.isInteger(step)) throw new Error(`"${interval}" is no interval in seconds.`);
    const range = { start: Math.ceil(start / step) * step, end: Math.floor(end / step) * step };
    for (const rule of rules) {
      await remoteWrite(
        client,
        recordedSeries(rule, await client.range(rule.expr, { ...range, step }), step, range.end),
      );
    }
  }
}

/**
 * A series is marked as stale at the first evaluation that doesn't give it, as Prometheus does. Series that differ by the
 * name of their metric alone, as those of an `or`, are recorded as one.
 */
export function recordedSeries(
  { record, labels }: RecordingRule,
  { series }: Answer,
  step: number,
  end: number,
): readonly WrittenSeries[] {
  const recorded = new Map<string, { readonly labels: Labels; readonly values: Map<number, number> }>();
  for (const one of series) {
    const { __name__: _, ...own } = one.labels;
    const key = JSON.stringify(Object.entries(own).toSorted());
    const known = recorded.get(key) ?? { labels: { ...own, ...labels }, values: new Map<number, number>() };
    for (const [time, value] of one.points) known.values.set(time, value);
    recorded.set(key, known);
  }
  return [...recorded.values()].map(({ labels: all, values }) => {
    const points = [...values]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([time, value]) =>
        values.has(time + step) || time === end
          ? [[time, value] as const]
          : [[time, value] as const, [time + step, NaN] as const],
      );
    return {
      name: record,
      labels: all,
      times: points.map(([time]) => time),
      values: points.map(([, value]) => value),
    };
  });
}
