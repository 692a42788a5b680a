import { metricFamilies, metrics, type MetricDefinition } from "../../../src/metrics/index.js";
import { isSpecified } from "../../metrics/beyond-specification.js";
import type { RecordedSeries } from "../../simulation/scrape.js";

/*
 * Changes of series by the contract of metrics alone: a metric that joins the contract joins the scenarios.
 */

/** The families of the specification, and one of all metrics that it doesn't list. */
export const families = ["traefik", "adguard", "node", "zone", "domain", "beyond-specification"] as const;

export type Family = (typeof families)[number];

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(Object.entries(metrics));
const parts = ["_bucket", "_sum", "_count"];

/** The contract's metric of a sample. The samples of a histogram share one metric. */
function metricOf(sample: string): string {
  if (definitions.has(sample)) return sample;
  const part = parts.find((end) => sample.endsWith(end) && definitions.has(sample.slice(0, -end.length)));
  if (part === undefined) throw new Error(`${sample} is a sample of no metric of the contract.`);
  return sample.slice(0, -part.length);
}

/** The family of a metric or of one of its samples. */
export function familyOf(sample: string): Family {
  const metric = metricOf(sample);
  if (!isSpecified(metric)) return "beyond-specification";
  const found = families.find((family) => family !== "beyond-specification" && metric in metricFamilies[family]);
  if (found === undefined) throw new Error(`${metric} is in no family.`);
  return found;
}

/** Whether the exporter is a metric's only source. */
export function isExported(metric: string): boolean {
  const { sources } = definitions.get(metric) ?? { sources: [] };
  const others = ["traefik", "rule", "node", "prometheus"];
  return sources.length > 0 && sources.every((source) => !others.includes(source));
}

const counts = ({ name }: RecordedSeries): boolean =>
  ["counter", "histogram"].includes(definitions.get(metricOf(name))?.type ?? "");

/** The series without a family. */
export const without =
  (family: Family) =>
  (series: readonly RecordedSeries[]): readonly RecordedSeries[] =>
    series.filter(({ name }) => familyOf(name) !== family);

/** The series with counters that stop growing at a time. */
export const flatFrom =
  (moment: number) =>
  (series: readonly RecordedSeries[]): readonly RecordedSeries[] =>
    series.map((one) => {
      if (!counts(one)) return one;
      const last = one.times.findLastIndex((time) => time <= moment);
      const kept = one.values[Math.max(last, 0)] ?? 0;
      return { ...one, values: one.values.map((value, index) => (index > last ? kept : value)) };
    });

/**
 * The series with counters that restart at 0 directly after their sample at a time, which must be a multiple of every
 * scrape interval. A counter keeps only its growth after that time.
 */
export const restartedAfter =
  (moment: number) =>
  (series: readonly RecordedSeries[]): readonly RecordedSeries[] =>
    series.map((one) => {
      if (!counts(one)) return one;
      const last = one.times.findLastIndex((time) => time <= moment);
      const before = last < 0 ? 0 : (one.values[last] ?? 0);
      return { ...one, values: one.values.map((value, index) => (index > last ? value - before : value)) };
    });
