import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import type { Aggregator } from "../../src/aggregator/aggregator.js";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { SnapshotError } from "../../src/registry/snapshot.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { linesOf, network, reborn, samplesOf, settledText, stateOf, textOf, usual, without } from "./samples.js";
import { calls, gibberish, query, together } from "./sample-events.js";
import { seededRandom } from "../../../test/simulation/random.js";

const tight: Limits = {
  clients: 5,
  domains: 6,
  domainsPerClient: 3,
  budget: { counters: 420, histograms: 2000, gauges: 300 },
  clientExpiry: 1800,
  expiry: 7200,
};

/** A home, something that calls home, and something that hides in names. */
function mixed(seed: number, count: number) {
  const random = seededRandom(seed);
  const start = Date.UTC(2025, 0, 6);
  return together(
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

function expectReborn<Event extends { readonly time: number }>(
  make: () => Aggregator<Event>,
  events: readonly Event[],
  cuts: readonly number[],
): void {
  const original = make();
  let copy = make();
  const points = new Set(cuts.map((cut) => Math.floor(cut * events.length)));
  for (const [index, event] of events.entries()) {
    if (points.has(index)) {
      copy = reborn(original, make);
      expect(stateOf(copy)).toBe(stateOf(original));
    }
    original.add(event);
    copy.add(event);
  }
  expect(stateOf(copy)).toBe(stateOf(original));
  for (const one of [original, copy]) one.tick(one.time + 30_000);
  expect(linesOf(textOf(copy.registry))).toEqual(linesOf(textOf(original.registry)));
  expect(settledText(copy.registry)).toBe(settledText(original.registry));
}

const cuts = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 3 });
const seeds = fc.integer({ min: 1, max: 1000 });

describe("saved and restored at any point, a ledger goes on to the same state and the same bytes", () => {
  it.each([
    ["within narrow limits", tight],
    ["within usual limits", usual("query")],
  ])("of queries %s", (_, limits) => {
    fc.assert(
      fc.property(seeds, cuts, (seed, points) =>
        expectReborn(() => new QueryAggregator(network, limits, allGroups), mixed(seed, 700), points),
      ),
      { numRuns: 8 },
    );
  });

  it("of requests", () => {
    fc.assert(
      fc.property(seeds, cuts, (seed, points) =>
        expectReborn(
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
  it("that end nothing leave no trace in what is counted", () => {
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
          // What ended is written down, and so it ends again.
          if (ticking.tick(now)) quiet.tick(now);
        }
        const counts = (ledger: Aggregator<never>) =>
          samplesOf(textOf(ledger.registry)).filter(({ name }) =>
            ledger.registry.families.some(
              ({ isCumulative: isCounting, definition }) => isCounting && name.startsWith(definition.name),
            ),
          );
        expect(counts(ticking)).toEqual(counts(quiet));
      }),
      { numRuns: 15 },
    );
  });

  it("end what is idle, and say so", () => {
    const ledger = new QueryAggregator(network, usual("query"), allGroups);
    ledger.add(query({}));
    const later = (seconds: number) => ledger.tick(query({}).time + 1000 * seconds);
    expect(later(3600)).toBe(false);
    expect(textOf(ledger.registry)).toContain("adguard_dns_queries_total{");
    expect(later(3601)).toBe(true);
    expect(settledText(ledger.registry)).not.toContain("adguard_dns_queries_total{");
    expect(textOf(ledger.registry)).toContain("zone_connections_total{");
    expect(later(3700)).toBe(false);
    expect(later(86_401)).toBe(true);
    expect(later(2e6)).toBe(false);
    expect(settledText(ledger.registry)).toBe("");
  });

  it("take back a present that an event made up", () => {
    const ledger = new QueryAggregator(network, usual("query"), allGroups);
    const { time } = query({});
    ledger.add(query({}));
    ledger.add(query({ time: time + 365 * 86_400_000 }));
    expect(ledger.tick(time + 10_000)).toBe(true);
    expect(ledger.time).toBe(time + 10_000);
    expect(ledger.tick(time + 11_000)).toBe(false);
    for (let second = 12; second < 40; second++) ledger.add(query({ time: time + 1000 * second, duration: 3 }));
    ledger.tick(time + 40_000);
    const active = samplesOf(textOf(ledger.registry)).find(({ name }) => name === "client_service_connections");
    expect(active?.value).toBeCloseTo((28 * 3) / 60, 10);
  });
});

describe("what was saved elsewhere", () => {
  const saved = () => {
    const ledger = new QueryAggregator(network, tight, allGroups);
    for (const event of queries({ count: 50 })) ledger.add(event);
    return [...ledger.save()];
  };

  it.each([
    ["by other limits", () => new QueryAggregator(network, usual("query"), allGroups)],
    ["with other switches", () => new QueryAggregator(network, tight, without("behavior"))],
  ])("%s isn't gone on with", (_, make) => {
    expect(() => make().restore(saved())).toThrow(SnapshotError);
  });

  it("of another log isn't gone on with, nor what is damaged", () => {
    expect(() => new RequestAggregator(network, tight, allGroups).restore(saved())).toThrow(SnapshotError);
    const make = () => new QueryAggregator(network, tight, allGroups);
    expect(() => make().restore([])).toThrow("empty");
    expect(() => make().restore(saved().slice(1))).toThrow("does not begin with its conditions");
    expect(() => make().restore([...saved(), { part: "strange", names: [] }])).toThrow("unknown kind: strange");
    // Each part without its names.
    for (const [index, part] of saved().entries()) {
      if ((part as { names: string[] }).names.length === 0) continue;
      const parts = saved().map((one, place) => (place === index ? { ...(one as object), names: [] } : one));
      expect(() => make().restore(parts)).toThrow(SnapshotError);
    }
  });
});
