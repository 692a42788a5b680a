import { describe, expect, it } from "vitest";
import { metricFamilies, metrics, type MetricDefinition } from "../../src/metrics/index.js";
import { oddLab } from "./lab.js";
import { simulate } from "./network.js";
import { record, scrapeTargets, type RecordedSeries } from "./scrape.js";

/*
 * The simulation exposes every metric of the contract, with its labels and no others. What rules record is computed by the
 * rules, apart from the activity of clients.
 */
const isSimulated = (name: string) =>
  !Object.hasOwn(metricFamilies.recorded, name) || name === "zone_client_ip:connections:rate2m";

const simulation = simulate({ lab: oddLab, requestsPerSecond: 1, queriesPerSecond: 1 });
const { end } = simulation;
// The last minute of the simulation, and a time at which the first alert fires.
const moments = [end - 30 * 60, end];
const all: readonly (readonly [string, MetricDefinition])[] = Object.entries(metrics);
const contract = all.filter(([name]) => isSimulated(name));

function seriesOf(optional: "absent" | "filled"): readonly RecordedSeries[] {
  const targets = scrapeTargets(simulation, { optional, instances: "shards" });
  return moments.flatMap((at) => record(targets, { from: at, to: at }));
}

const samplesOf = (name: string, { type }: MetricDefinition) =>
  type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];

describe.each(["absent", "filled"] as const)("optional labels %s", (optional) => {
  const series = seriesOf(optional);

  it.each(contract)("%s", (name, definition) => {
    for (const sample of samplesOf(name, definition)) {
      const found = series.filter((one) => one.name === sample);
      expect(found.length, `${sample} has no series`).toBeGreaterThan(0);
      const carried = [...definition.labels, ...(sample.endsWith("_bucket") ? ["le"] : [])];
      const extra = optional === "filled" ? [...(definition.optional ?? [])] : [];
      const identity = definition.instances === false ? [] : ["job", "instance"];
      const whole = [...new Set([...carried, ...extra, ...identity])].toSorted();
      for (const { labels } of found) {
        const own = Object.keys(labels).toSorted();
        // Metrics that may lack job and instance may also have them.
        const shown =
          definition.instances === false
            ? own.filter((label) => !["job", "instance"].includes(label) || carried.includes(label))
            : own;
        expect(shown, sample).toEqual(whole);
        for (const [label, allowed] of Object.entries(definition.values ?? {}))
          expect(allowed).toContain(labels[label]);
      }
    }
  });

  it("exposes no other metric", () => {
    const known = new Set(contract.flatMap(([name, definition]) => samplesOf(name, definition)));
    expect([...new Set(series.map(({ name }) => name))].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("the exposition", () => {
  it("has no duplicate series and no NaN", () => {
    const series = record(scrapeTargets(simulation, { optional: "filled" }), { from: end, to: end });
    const keys = series.map(({ name, labels }) => name + JSON.stringify(Object.entries(labels).toSorted()));
    expect(new Set(keys).size).toBe(keys.length);
    expect(series.every(({ values }) => values.every((value) => Number.isFinite(value)))).toBe(true);
  });
});
