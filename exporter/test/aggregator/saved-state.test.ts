import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { network, samplesOf, settledText, textOf } from "./samples.js";

/** The limits under which the states were saved. */
const limits: Limits = {
  clients: 3,
  domains: 3,
  domainsPerClient: 2,
  budget: { counters: 150, histograms: 200, gauges: 90 },
  clientExpiry: 1800,
  expiry: 7200,
};

/** The series of the states, and the samples that the earlier build exposed of them. */
const expected = {
  query: { time: 1_736_162_748_000, series: 67, stale: 82, exposed: 261, settled: 123 },
  access: { time: 1_736_163_136_000, series: 91, stale: 91, exposed: 359, settled: 247 },
};

/** The parts of a state that version 1 of the format saved, one line each. */
const savedLines = (log: string): readonly string[] =>
  readFileSync(new URL(`saved-states/${log}.jsonl`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");

const aggregators = {
  query: () => new QueryAggregator(network, limits, allGroups),
  access: () => new RequestAggregator(network, limits, allGroups),
};

describe.each(["query", "access"] as const)("a state of the %s log that version 1 saved", (log) => {
  const restored = () => {
    const aggregator = aggregators[log]();
    aggregator.restore(savedLines(log).map((line) => JSON.parse(line) as unknown));
    return aggregator;
  };

  it("is restored, and saved as the same bytes but for the version", () => {
    const [header = "", ...parts] = savedLines(log);
    const ofVersion2 = [header.replace(String.raw`\"version\":1`, String.raw`\"version\":2`), ...parts];
    expect(ofVersion2).not.toEqual(savedLines(log));
    expect([...restored().save()].map((part) => JSON.stringify(part))).toEqual(ofVersion2);
  });

  it("exposes its series with their values, and a new one as 0 first", () => {
    const { registry } = restored();
    expect(registry.zeroSeries).toBe(0);
    registry
      .counter("new_total", { type: "counter", labels: [], unit: "events", sources: ["exporter"], help: "New." })
      .add(3);
    expect(textOf(registry)).toContain("\nnew_total 0\n");
    expect(settledText(registry)).toContain("\nnew_total 3\n");
  });

  it("keeps the clock, the series and their staleness", () => {
    const aggregator = restored();
    const { registry } = aggregator;
    expect({
      time: aggregator.time,
      series: registry.series,
      stale: registry.staleSeries,
      exposed: samplesOf(textOf(registry)).length,
      settled: samplesOf(settledText(registry)).length,
    }).toEqual(expected[log]);
  });
});
