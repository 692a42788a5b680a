import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import type { Aggregator } from "../../src/aggregator/aggregator.js";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { SnapshotError } from "../../src/registry/snapshot.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import {
  sortedLines,
  network,
  restoredFrom,
  samplesOf,
  settledText,
  savedState,
  textOf,
  usual,
  without,
} from "./samples.js";
import { calls, gibberish, query, mergedByTime } from "./sample-events.js";
import { seededRandom } from "../../../test/simulation/random.js";

const tight: Limits = {
  clients: 5,
  domains: 6,
  domainsPerClient: 3,
  budget: { counters: 420, histograms: 2000, gauges: 300 },
  clientExpiry: 1800,
  expiry: 7200,
};

/** Queries of a home, a beacon, a tunnel and generated names. */
function mixed(seed: number, count: number) {
  const random = seededRandom(seed);
  const start = Date.UTC(2025, 0, 6);
  return mergedByTime(
    queries({ seed, count, clients: 12, names: 80, days: 2 }),
    calls({ client: "192.168.1.2", domain: "cc.example.net", every: 900, from: start, count: Math.ceil(count / 10) }),
    Array.from({ length: Math.ceil(count / 5) }, (_, index) =>
      query({
        time: start + 60_000 * index,
        client: "192.168.1.2",
        domain: `${gibberish(random.unit, 40)}.example.com`,
        rcode: "NXDOMAIN",
      }),
    ),
    Array.from({ length: Math.ceil(count / 10) }, (_, index) =>
      query({
        time: start + 90_000 * index,
        client: "192.168.1.4",
        domain: `${gibberish(random.unit, 14)}.com`,
        rcode: "NXDOMAIN",
      }),
    ),
  );
}

function expectSameAfterRestore<Event extends { readonly time: number }>(
  make: () => Aggregator<Event>,
  events: readonly Event[],
  cuts: readonly number[],
): void {
  const original = make();
  let copy = make();
  const points = new Set(cuts.map((cut) => Math.floor(cut * events.length)));
  for (const [index, event] of events.entries()) {
    if (points.has(index)) {
      copy = restoredFrom(original, make);
      expect(savedState(copy)).toBe(savedState(original));
    }
    original.add(event);
    copy.add(event);
  }
  expect(savedState(copy)).toBe(savedState(original));
  for (const one of [original, copy]) one.tick(one.time + 30_000);
  expect(sortedLines(textOf(copy.registry))).toEqual(sortedLines(textOf(original.registry)));
  expect(settledText(copy.registry)).toBe(settledText(original.registry));
}

const cuts = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 3 });
const seeds = fc.integer({ min: 1, max: 1000 });

describe("an aggregator that is saved and restored at any point", () => {
  it.each([
    ["narrow limits", tight],
    ["default limits", usual("query")],
  ])("continues to the same state and exposition of queries within %s", (_, limits) => {
    fc.assert(
      fc.property(seeds, cuts, (seed, points) =>
        expectSameAfterRestore(() => new QueryAggregator(network, limits, allGroups), mixed(seed, 700), points),
      ),
      { numRuns: 8 },
    );
  });

  it("continues to the same state and exposition of requests", () => {
    fc.assert(
      fc.property(seeds, cuts, (seed, points) =>
        expectSameAfterRestore(
          () => new RequestAggregator(network, tight, allGroups),
          [...requests({ seed, count: 900, clients: 12 })],
          points,
        ),
      ),
      { numRuns: 8 },
    );
  });
});

describe("ticks", () => {
  it("that evict nothing change no count", () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 40 }), (seed, waits) => {
        const make = () => new QueryAggregator(network, tight, allGroups);
        const [ticking, quiet] = [make(), make()];
        const events = mixed(seed, 400);
        const every = Math.ceil(events.length / (waits.length + 1));
        for (const [index, event] of events.entries()) {
          ticking.add(event);
          quiet.add(event);
          const wait = index % every === 0 ? waits[index / every] : undefined;
          if (wait === undefined) continue;
          const next = events[index + 1]?.time ?? Infinity;
          const now = Math.min(next, event.time + wait);
          // A tick that evicted something is saved and repeated.
          if (ticking.tick(now)) quiet.tick(now);
        }
        const counts = (aggregator: Aggregator<never>) =>
          samplesOf(textOf(aggregator.registry)).filter(({ name }) =>
            aggregator.registry.families.some(
              ({ isCumulative: isCounting, definition }) => isCounting && name.startsWith(definition.name),
            ),
          );
        expect(counts(ticking)).toEqual(counts(quiet));
      }),
      { numRuns: 15 },
    );
  });

  it("evict expired series, and return whether one was cumulative", () => {
    const aggregator = new QueryAggregator(network, usual("query"), allGroups);
    aggregator.add(query({}));
    const later = (seconds: number) => aggregator.tick(query({}).time + 1000 * seconds);
    expect(later(3600)).toBe(false);
    expect(textOf(aggregator.registry)).toContain("adguard_dns_queries_total{");
    expect(later(3601)).toBe(true);
    expect(settledText(aggregator.registry)).not.toContain("adguard_dns_queries_total{");
    expect(textOf(aggregator.registry)).toContain("zone_connections_total{");
    expect(later(3700)).toBe(false);
    expect(later(86_401)).toBe(true);
    expect(later(2e6)).toBe(false);
    expect(settledText(aggregator.registry)).toBe("");
  });

  it("set the clock back after an event from the future", () => {
    const aggregator = new QueryAggregator(network, usual("query"), allGroups);
    const { time } = query({});
    aggregator.add(query({}));
    aggregator.add(query({ time: time + 365 * 86_400_000 }));
    expect(aggregator.tick(time + 10_000)).toBe(true);
    expect(aggregator.time).toBe(time + 10_000);
    expect(aggregator.tick(time + 11_000)).toBe(false);
    for (let second = 12; second < 40; second++) aggregator.add(query({ time: time + 1000 * second, duration: 3 }));
    aggregator.tick(time + 40_000);
    const active = samplesOf(textOf(aggregator.registry)).find(({ name }) => name === "client_service_connections");
    expect(active?.value).toBeCloseTo((28 * 3) / 60, 10);
  });
});

describe("a state that was saved under other conditions", () => {
  const saved = () => {
    const aggregator = new QueryAggregator(network, tight, allGroups);
    for (const event of queries({ count: 50 })) aggregator.add(event);
    return [...aggregator.save()];
  };

  it.each([
    ["with other limits", () => new QueryAggregator(network, usual("query"), allGroups)],
    ["with other metric groups", () => new QueryAggregator(network, tight, without("behavior"))],
  ])("%s is rejected", (_, make) => {
    expect(() => make().restore(saved())).toThrow(SnapshotError);
  });

  it("is rejected if it belongs to another log or is damaged", () => {
    expect(() => new RequestAggregator(network, tight, allGroups).restore(saved())).toThrow(SnapshotError);
    const make = () => new QueryAggregator(network, tight, allGroups);
    expect(() => make().restore([])).toThrow("empty");
    expect(() => make().restore(saved().slice(1))).toThrow("does not begin with its conditions");
    expect(() => make().restore([...saved(), { part: "strange", names: [] }])).toThrow("unknown kind: strange");
    // Any part without its strings.
    for (const [index, part] of saved().entries()) {
      if ((part as { names: string[] }).names.length === 0) continue;
      const parts = saved().map((one, place) => (place === index ? { ...(one as object), names: [] } : one));
      expect(() => make().restore(parts)).toThrow(SnapshotError);
    }
  });
});
