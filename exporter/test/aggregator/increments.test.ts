import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { seededRandom } from "../../../test/simulation/random.js";
import type { Aggregator } from "../../src/aggregator/aggregator.js";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { countQueries, countRequests } from "./reference-counts.js";
import type { Registry } from "../../src/registry/registry.js";
import {
  keyOf,
  network,
  samplesOf,
  settledText,
  immediately,
  unlimited,
  type ReferenceCounts,
  type Sample,
} from "./samples.js";

/** Labels whose values may be `other`, and one that depends on them. */
const limitedLabels = new Set(["client_ip", "domain", "device_type"]);

const grouped = ({ name, labels }: Pick<Sample, "name" | "labels">) =>
  keyOf({ name, labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !limitedLabels.has(label))) });

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

/** Scrapes now and then, as Prometheus does, and sums the increases by the labels that are not limited. */
class Scraper {
  readonly sums = new Map<string, number>();
  #last = new Map<string, number>();
  readonly #groups = new Map<string, string>();

  scrape({ registry }: Aggregator<never>): void {
    registry.beginScrape(0, immediately);
    const now = valuesOf(cumulativeText(registry));
    for (const [series, value] of now) {
      const before = this.#last.get(series) ?? 0;
      if (value < before) expect.fail(`${series} decreased from ${before} to ${value}`);
      if (value > before || before === 0) add(this.sums, this.#groupOf(series), value - before);
    }
    this.#last = now;
    registry.onScraped(0, immediately);
  }

  #groupOf(series: string): string {
    let group = this.#groups.get(series);
    if (group === undefined) {
      const [sample] = samplesOf(`${series} 0`);
      if (sample === undefined) throw new Error(`no sample: ${series}`);
      this.#groups.set(series, (group = grouped(sample)));
    }
    return group;
  }
}

/** Values by the text before them; parsing labels after every event would be slow. */
function valuesOf(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    const space = line.lastIndexOf(" ");
    if (space > 0) values.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return values;
}

const cumulativeText = (registry: Registry): string =>
  registry.families
    .filter(({ isCumulative }) => isCumulative)
    .flatMap((family) => [...family.lines()])
    .join("");

function expectSame(sums: ReadonlyMap<string, number>, { counts }: ReferenceCounts): void {
  const expected = new Map<string, number>();
  for (const [key, count] of counts) {
    const [, name = "", labels = ""] = /^([a-z_]+)(.*)$/u.exec(key) ?? [];
    add(expected, grouped({ name, labels: Object.fromEntries(JSON.parse(labels) as [string, string][]) }), count);
  }
  expect([...sums.keys()].sort()).toEqual([...expected.keys()].sort());
  const wrong = [...expected].filter(
    ([key, count]) => Math.abs((sums.get(key) ?? NaN) - count) > 1e-9 * Math.max(1, count),
  );
  expect(wrong.map(([key, count]) => `${key} is ${sums.get(key)}, expected ${count}`)).toEqual([]);
}

const tight: fc.Arbitrary<Limits> = fc.record({
  clients: fc.integer({ min: 1, max: 6 }),
  domains: fc.integer({ min: 1, max: 6 }),
  domainsPerClient: fc.integer({ min: 0, max: 4 }),
  budget: fc.record({
    // Little more than the series that cannot be limited.
    counters: fc.integer({ min: 260, max: 500 }),
    histograms: fc.constant(1e5),
    gauges: fc.integer({ min: 50, max: 500 }),
  }),
  clientExpiry: fc.integer({ min: 60, max: 7200 }),
  expiry: fc.integer({ min: 7200, max: 20_000 }),
});

const traffic = fc.record({
  seed: fc.integer({ min: 1, max: 1000 }),
  count: fc.integer({ min: 1, max: 400 }),
  days: fc.constantFrom(0.01, 0.1, 1),
  clients: fc.integer({ min: 1, max: 15 }),
  names: fc.integer({ min: 13, max: 60 }),
});

function play<Event extends { readonly time: number }>(
  aggregator: Aggregator<Event>,
  events: Iterable<Event>,
  ticks: boolean,
): ReadonlyMap<string, number> {
  const scraper = new Scraper();
  let previous = 0;
  const random = seededRandom(1);
  scraper.scrape(aggregator);
  for (const event of events) {
    if (ticks && previous > 0 && event.time - previous > 100_000) aggregator.tick(event.time - 50_000);
    previous = event.time;
    aggregator.add(event);
    // With so small a budget, stale series are dropped unless they are scraped soon.
    if (aggregator.registry.staleSeries > 0 || random.unit() > 0.85) scraper.scrape(aggregator);
  }
  do scraper.scrape(aggregator);
  while (aggregator.registry.staleSeries > 0 || aggregator.registry.zeroSeries > 0);
  scraper.scrape(aggregator);
  return scraper.sums;
}

describe("the increases that scrapes see add up to all events, and no counter decreases", () => {
  it("for queries", () => {
    fc.assert(
      fc.property(tight, traffic, fc.boolean(), (limits, options, ticks) => {
        const aggregator = new QueryAggregator(network, limits, allGroups);
        expectSame(play(aggregator, queries(options), ticks), countQueries(queries(options)));
      }),
      { numRuns: 12 },
    );
  });

  it("for requests", () => {
    fc.assert(
      fc.property(tight, traffic, fc.boolean(), (limits, options, ticks) => {
        const aggregator = new RequestAggregator(network, limits, allGroups);
        expectSame(play(aggregator, requests(options), ticks), countRequests(requests(options)));
      }),
      { numRuns: 12 },
    );
  });
});

describe("a client with its own series", () => {
  it("is evicted for a more frequent one, and returns from 0; its events in between stay with other@zone", () => {
    const limits: Limits = { ...unlimited, clients: 1, domainsPerClient: 2, clientExpiry: 1e7 };
    const aggregator = new QueryAggregator(network, limits, allGroups);
    const seen = (client: string) =>
      samplesOf(settledText(aggregator.registry)).find(
        ({ name, labels }) => name === "adguard_client_requests_total" && labels["client_ip"] === client,
      )?.value;
    let minute = 0;
    const ask = (client: string, times: number) => {
      minute += 11;
      for (const event of queries({ count: times, names: 20, clients: 1, days: 1e-9 }))
        aggregator.add({ ...event, client, time: event.time + minute * 60_000 });
    };
    ask("192.168.1.2", 10);
    ask("192.168.1.3", 15);
    expect([seen("192.168.1.2"), seen("192.168.1.3"), seen("other@home")]).toEqual([10, undefined, 15]);
    // More frequent, but not twice.
    ask("192.168.1.2", 1);
    expect([seen("192.168.1.2"), seen("192.168.1.3"), seen("other@home")]).toEqual([11, undefined, 15]);
    ask("192.168.1.3", 30);
    ask("192.168.1.3", 1);
    expect([seen("192.168.1.2"), seen("192.168.1.3"), seen("other@home")]).toEqual([undefined, 1, 45]);
    ask("192.168.1.2", 200);
    ask("192.168.1.2", 2);
    expect([seen("192.168.1.2"), seen("192.168.1.3"), seen("other@home")]).toEqual([2, undefined, 245]);
  });
});
