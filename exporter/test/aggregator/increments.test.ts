import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { seededRandom } from "../../../test/simulation/random.js";
import type { Aggregator } from "../../src/aggregator/aggregator.js";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { countQueries, countRequests } from "./reference-counts.js";
import type { Registry } from "../../src/registry/registry.js";
import { keyOf, network, samplesOf, settledText, unlimited, type Plain, type Sample } from "./samples.js";

/** Labels that are folded, or go with what is. */
const folded = new Set(["client_ip", "domain", "device_type"]);

const grouped = ({ name, labels }: Pick<Sample, "name" | "labels">) =>
  keyOf({ name, labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !folded.has(label))) });

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

/** Whoever looks now and then, as a Prometheus does, and adds up by what isn't folded how much all has grown. */
class Watcher {
  readonly sums = new Map<string, number>();
  #last = new Map<string, number>();
  readonly #groups = new Map<string, string>();

  look({ registry: store }: Aggregator<never>): void {
    const now = valuesOf(countingText(store));
    for (const [series, value] of now) {
      const before = this.#last.get(series) ?? 0;
      if (value < before) expect.fail(`${series} went down from ${before} to ${value}`);
      if (value > before || before === 0) add(this.sums, this.#groupOf(series), value - before);
    }
    this.#last = now;
    store.onScraped(0, 0);
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

/** What stands before each value, and the value: quicker than reading labels, after every event. */
function valuesOf(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    const space = line.lastIndexOf(" ");
    if (space > 0) values.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return values;
}

const countingText = (store: Registry): string =>
  store.families
    .filter(({ isCumulative: isCounting }) => isCounting)
    .flatMap((family) => [...family.lines()])
    .join("");

function expectSame(sums: ReadonlyMap<string, number>, { counts }: Plain): void {
  const truth = new Map<string, number>();
  for (const [key, count] of counts) {
    const [, name = "", labels = ""] = /^([a-z_]+)(.*)$/u.exec(key) ?? [];
    add(truth, grouped({ name, labels: Object.fromEntries(JSON.parse(labels) as [string, string][]) }), count);
  }
  expect([...sums.keys()].sort()).toEqual([...truth.keys()].sort());
  const wrong = [...truth].filter(
    ([key, count]) => Math.abs((sums.get(key) ?? NaN) - count) > 1e-9 * Math.max(1, count),
  );
  expect(wrong.map(([key, count]) => `${key} is ${sums.get(key)}, expected ${count}`)).toEqual([]);
}

const tight: fc.Arbitrary<Limits> = fc.record({
  clients: fc.integer({ min: 1, max: 6 }),
  domains: fc.integer({ min: 1, max: 6 }),
  domainsPerClient: fc.integer({ min: 0, max: 4 }),
  budget: fc.record({
    // Enough for what can't be folded, and not for much more.
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
  ledger: Aggregator<Event>,
  events: Iterable<Event>,
  ticks: boolean,
): ReadonlyMap<string, number> {
  const watcher = new Watcher();
  let moment = 0;
  const random = seededRandom(1);
  watcher.look(ledger);
  for (const event of events) {
    if (ticks && moment > 0 && event.time - moment > 100_000) ledger.tick(event.time - 50_000);
    moment = event.time;
    ledger.add(event);
    // With so little room, what has ended can't wait for long to be seen.
    if (ledger.registry.staleSeries > 0 || random.unit() > 0.85) watcher.look(ledger);
  }
  do watcher.look(ledger);
  while (ledger.registry.staleSeries > 0);
  watcher.look(ledger);
  return watcher.sums;
}

describe("whatever ends, all increments add up to what happened, and no count goes down while it lives", () => {
  it("of queries", () => {
    fc.assert(
      fc.property(tight, traffic, fc.boolean(), (limits, options, ticks) => {
        const ledger = new QueryAggregator(network, limits, allGroups);
        expectSame(play(ledger, queries(options), ticks), countQueries(queries(options)));
      }),
      { numRuns: 12 },
    );
  });

  it("of requests", () => {
    fc.assert(
      fc.property(tight, traffic, fc.boolean(), (limits, options, ticks) => {
        const ledger = new RequestAggregator(network, limits, allGroups);
        expectSame(play(ledger, requests(options), ticks), countRequests(requests(options)));
      }),
      { numRuns: 12 },
    );
  });
});

describe("who is shown", () => {
  it("is folded beyond the bound, comes back from 0, and what he did meanwhile stays with the others", () => {
    const limits: Limits = { ...unlimited, clients: 1, domainsPerClient: 2, clientExpiry: 1e7 };
    const ledger = new QueryAggregator(network, limits, allGroups);
    const seen = (client: string) =>
      samplesOf(settledText(ledger.registry)).find(
        ({ name, labels }) => name === "adguard_client_requests_total" && labels["client_ip"] === client,
      )?.value;
    let minute = 0;
    const ask = (client: string, times: number) => {
      minute += 11;
      for (const event of queries({ count: times, names: 20, clients: 1, days: 1e-9 }))
        ledger.add({ ...event, client, time: event.time + minute * 60_000 });
    };
    ask("192.168.1.2", 10);
    ask("192.168.1.3", 15);
    expect([seen("192.168.1.2"), seen("192.168.1.3"), seen("other@home")]).toEqual([10, undefined, 15]);
    // More, but not clearly more.
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
