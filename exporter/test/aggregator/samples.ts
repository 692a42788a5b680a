import { identityLabels, type Aggregator } from "../../src/aggregator/aggregator.js";
import { allGroups, limitsOf, type MetricGroups, type Limits } from "../../src/aggregator/limits.js";
import { createNetwork } from "../../src/network/network.js";
import { expose } from "../../src/registry/exposition.js";
import type { Registry } from "../../src/registry/registry.js";
import { trafficLab } from "../logs/lab.js";

export const network = createNetwork(trafficLab);

/** The lab's defaults. */
export const written = { clients: 200, domains: 200, domains_per_client: 20, series: 20_000 };
export const expiry = { client: 3600, domain: 86_400 };

export const usual = (log: "query" | "access", changes: Partial<Limits> = {}): Limits => ({
  ...limitsOf(log, written, expiry),
  ...changes,
});

/** Limits that nothing reaches: everything has series of its own, and keeps them. */
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

export const textOf = (...stores: Registry[]): string => [...expose(stores, identityLabels)].join("");

/** What is told once all that ended has been seen to end. */
export function settledText(...stores: Registry[]): string {
  for (const store of stores) while (store.staleSeries > 0) store.onScraped(0, 0);
  return textOf(...stores);
}

/** A text without its order: what has ended, and is told once more, comes last after a restart. */
export const linesOf = (text: string): readonly string[] => text.split("\n").sort();

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format, as far as values without escapes need it. */
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

/** One line for each series: what it is, without its value. */
export const keyOf = ({ name, labels }: Pick<Sample, "name" | "labels">): string =>
  `${name}${JSON.stringify(Object.entries(labels).sort())}`;

/** Counts without any bound, by keys: what a ledger is held against. */
export class Plain {
  readonly counts = new Map<string, number>();

  add(name: string, labels: Readonly<Record<string, string>>, amount = 1): void {
    const key = keyOf({ name, labels });
    this.counts.set(key, (this.counts.get(key) ?? 0) + amount);
  }
}

/** Samples of these families by key. */
export const figuresOf = (samples: readonly Sample[], names: ReadonlySet<string>): Map<string, number> =>
  new Map(samples.filter(({ name }) => names.has(name)).map((sample) => [keyOf(sample), sample.value]));

/** A whole state as it would stand in a file, and a ledger that was made from it. */
export function reborn<Event, L extends Aggregator<Event>>(ledger: L, make: () => L): L {
  const file = [...ledger.save()].map((part) => JSON.stringify(part));
  const other = make();
  other.restore(file.map((line) => JSON.parse(line) as unknown));
  return other;
}

export const stateOf = (ledger: Aggregator<never>): string => JSON.stringify([...ledger.save()]);
