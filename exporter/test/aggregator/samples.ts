import { identityLabels, type Aggregator } from "../../src/aggregator/aggregator.js";
import { allGroups, limitsOf, type MetricGroups, type Limits } from "../../src/aggregator/limits.js";
import { createNetwork } from "../../src/network/network.js";
import { expose } from "../../src/registry/exposition.js";
import type { Registry, ScrapeTimes } from "../../src/registry/registry.js";
import { trafficLab } from "../logs/lab.js";

export const network = createNetwork(trafficLab);

/** Defaults of `exporter.limits`. */
export const limitsSection = { clients: 200, domains: 200, domains_per_client: 20, series: 20_000 };
export const expiry = { client: 3600, domain: 86_400 };

export const usual = (log: "query" | "access", changes: Partial<Limits> = {}): Limits => ({
  ...limitsOf(log, limitsSection, expiry),
  ...changes,
});

/** Limits that are never reached. */
export const unlimited: Limits = {
  clients: 10_000,
  domains: 10_000,
  domainsPerClient: 10_000,
  budget: { counters: 1e6, histograms: 1e6, gauges: 1e6 },
  clientExpiry: 1e8,
  expiry: 1e8,
};

export const without = (...groups: (keyof MetricGroups)[]): MetricGroups => ({
  ...allGroups,
  ...Object.fromEntries(groups.map((group) => [group, false])),
});

export const textOf = (...registries: Registry[]): string => [...expose(registries, identityLabels)].join("");

/** Each scrape sees the next change. */
export const immediately: ScrapeTimes = { minVisibility: 0, zeroTime: 0 };

/** The exposition after scrapes have seen the 0 of all new series, and the end of all evicted ones. */
export function settledText(...registries: Registry[]): string {
  for (const registry of registries)
    while (registry.staleSeries > 0 || registry.zeroSeries > 0) {
      registry.beginScrape(0, immediately);
      registry.onScraped(0, immediately);
    }
  return textOf(...registries);
}

/** The lines of an exposition, sorted: after a restart, stale series come last. */
export const sortedLines = (text: string): readonly string[] => text.split("\n").sort();

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Parses the text format, except for escapes. */
export function samplesOf(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value = ""] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/u.exec(line) ?? [];
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gu)].map(([, key = "", one = ""]) => [key, one]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

/** Name and labels of a sample as one text. */
export const keyOf = ({ name, labels }: Pick<Sample, "name" | "labels">): string =>
  `${name}${JSON.stringify(Object.entries(labels).sort())}`;

/** Counts without limits, by key: the reference for an aggregator. */
export class ReferenceCounts {
  readonly counts = new Map<string, number>();

  add(name: string, labels: Readonly<Record<string, string>>, amount = 1): void {
    const key = keyOf({ name, labels });
    this.counts.set(key, (this.counts.get(key) ?? 0) + amount);
  }
}

/** Restores a new aggregator from the saved state of another one, by way of JSON. */
export function restoredFrom<Event, L extends Aggregator<Event>>(aggregator: L, make: () => L): L {
  const file = [...aggregator.save()].map((part) => JSON.stringify(part));
  const other = make();
  other.restore(file.map((line) => JSON.parse(line) as unknown));
  return other;
}

export const savedState = (aggregator: Aggregator<never>): string => JSON.stringify([...aggregator.save()]);
