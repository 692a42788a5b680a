import type { RuleFile, RecordingRule } from "../../src/rules/index.js";
import type { Answer, PrometheusClient, TimeRange } from "./client.js";
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

/** A series is marked as stale at the first evaluation that doesn't give it, as Prometheus does. */
const recordedSeries = (
  { record, labels }: RecordingRule,
  { series }: Answer,
  step: number,
  end: number,
): readonly WrittenSeries[] =>
  series.map((one) => {
    const { __name__: _, ...own } = one.labels;
    const times = one.points.map(([time]) => time);
    const given = new Set(times);
    const points = one.points.flatMap(([time, value]) =>
      given.has(time + step) || time === end
        ? [[time, value] as const]
        : [[time, value] as const, [time + step, NaN] as const],
    );
    return {
      name: record,
      labels: { ...own, ...labels },
      times: points.map(([time]) => time),
      values: points.map(([, value]) => value),
    };
  });
