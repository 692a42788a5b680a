import { metricFamilies, metrics, type MetricDefinition } from "../../../src/metrics/index.js";
import type { RecordedSeries } from "../../simulation/scrape.js";

/*
 * What can happen to series, told by the contract alone: a metric that joins it joins the scenarios.
 */

export type Family = keyof typeof metricFamilies;

export const families: readonly Family[] = Object.keys(metricFamilies).filter(
  (name): name is Family => name in metricFamilies,
);

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(Object.entries(metrics));
const parts = ["_bucket", "_sum", "_count"];

/** The metric of the contract to which a sample belongs: a histogram's samples share one. */
export function metricOf(sample: string): string {
  if (definitions.has(sample)) return sample;
  const part = parts.find((end) => sample.endsWith(end) && definitions.has(sample.slice(0, -end.length)));
  if (part === undefined) throw new Error(`${sample} is no sample of any metric of the contract.`);
  return sample.slice(0, -part.length);
}

/** The family of a metric or of one of its samples. */
export function familyOf(sample: string): Family {
  const metric = metricOf(sample);
  const found = families.find((family) => metric in metricFamilies[family]);
  if (found === undefined) throw new Error(`${metric} is in no family.`);
  return found;
}

/** Whether all that a metric says comes from the exporter. */
export function isExported(metric: string): boolean {
  const { sources } = definitions.get(metric) ?? { sources: [] };
  const others = ["traefik", "rule", "node", "prometheus"];
  return sources.length > 0 && sources.every((source) => !others.includes(source));
}

const counts = ({ name }: RecordedSeries): boolean =>
  ["counter", "histogram"].includes(definitions.get(metricOf(name))?.type ?? "");

/** A lab in which nobody exposes a family. */
export const without =
  (family: Family) =>
  (series: readonly RecordedSeries[]): readonly RecordedSeries[] =>
    series.filter(({ name }) => familyOf(name) !== family);

/** From a moment on nothing is counted any more; the series stay. */
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
 * Every counter begins at 0 again directly after its sample at this moment, a multiple of every scrape interval: what
 * it counted from there on is all that is left of it.
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
