import { describe, expect, it } from "vitest";
import type { Cardinality } from "../../src/aggregator/cardinality.js";
import { domainLabelFor, seriesFor } from "../../src/aggregator/client-admission.js";
import {
  evictClient,
  evictIfCritical,
  evictUnderPressure,
  replaceClient,
  replaceDomains,
} from "../../src/aggregator/client-eviction.js";
import { cardinalityFixture, clientAt, clients, type CardinalityFixture } from "./cardinality-fixtures.js";

/** Seconds after which an admitted client or domain may be replaced. */
const minResidence = 600;

/** Counts events of a client for a domain. */
function visit({ state, registry, count }: CardinalityFixture, address: string, domain: string, times = 1): void {
  for (let time = 0; time < times; time++) {
    const client = seriesFor(state, clientAt(address), clients);
    count(client.label, domainLabelFor(state, client, registry.strings.intern(domain)), client.zone);
  }
}

const ownLabels = ({ registry, table }: Cardinality) =>
  [...table.own()].map(({ label }) => registry.strings.text(label));

const budgetOf = (counters: number) => ({ budget: { counters, histograms: 100, gauges: 100 } });

describe("evictClient", () => {
  it("evicts all series of the client, notifies listeners, and releases its strings", () => {
    const evicted: number[] = [];
    const fixture = cardinalityFixture({}, [{ onEvicted: ({ label }) => evicted.push(label) }]);
    visit(fixture, "a", "first.org");
    visit(fixture, "b", "second.org");
    const client = seriesFor(fixture.state, clientAt("a"), clients);
    evictClient(fixture.state, client);
    expect(fixture.pairs()).toEqual(["b second.org"]);
    expect(evicted).toEqual([client.label]);
    expect(ownLabels(fixture.state)).toEqual(["b"]);
    // The ranking of the clients still refers to it.
    fixture.state.topClients.clear();
    fixture.registry.strings.sweep();
    expect(fixture.registry.strings.text(client.label)).toBe("");
  });
});

describe("replaceClient", () => {
  it("evicts the least frequent client for one that is clearly more frequent, after its minimum residence", () => {
    const fixture = cardinalityFixture({ clients: 1 });
    visit(fixture, "rare", "x.org", 2);
    visit(fixture, "busy", "x.org", 5);
    replaceClient(fixture.state);
    expect(ownLabels(fixture.state)).toEqual(["rare"]);
    fixture.registry.now += minResidence;
    replaceClient(fixture.state);
    expect(ownLabels(fixture.state)).toEqual([]);
    expect(fixture.pairs()).toEqual(["other@home x.org"]);
    visit(fixture, "busy", "x.org");
    expect(ownLabels(fixture.state)).toEqual(["busy"]);
  });

  it("keeps a client if the other one has no more than twice its count", () => {
    const fixture = cardinalityFixture({ clients: 1 });
    visit(fixture, "rare", "x.org", 3);
    visit(fixture, "busy", "x.org", 6);
    fixture.registry.now += minResidence;
    replaceClient(fixture.state);
    expect(ownLabels(fixture.state)).toEqual(["rare"]);
  });
});

describe("replaceDomains", () => {
  it("evicts the least frequent domain of each client that had events", () => {
    const fixture = cardinalityFixture({ domainsPerClient: 1 });
    for (const address of ["a", "b"]) {
      visit(fixture, address, "rare.org");
      visit(fixture, address, "busy.org", 3);
    }
    fixture.registry.now += minResidence;
    visit(fixture, "b", "busy.org");
    replaceDomains(fixture.state, fixture.registry.now);
    expect(fixture.pairs()).toEqual(["a rare.org", "a other", "b other"]);
  });

  it("replaces domains across clients while admission is closed", () => {
    const fixture = cardinalityFixture();
    visit(fixture, "a", "rare.org");
    fixture.state.isAdmitting = false;
    visit(fixture, "b", "busy.org", 3);
    const busy = fixture.state.table.findOthers("home");
    expect(busy?.domains.admittedCount).toBe(0);
    fixture.registry.now += minResidence;
    replaceDomains(fixture.state, 0);
    expect(fixture.pairs()).toEqual(["other@home other"]);
    expect(busy?.domains.admittedCount).toBe(1);
  });

  it("admits no domain across clients beyond the limit of its client", () => {
    const fixture = cardinalityFixture({ domainsPerClient: 1 });
    visit(fixture, "a", "rare.org");
    visit(fixture, "b", "first.org");
    visit(fixture, "b", "busy.org", 9);
    fixture.state.isAdmitting = false;
    fixture.registry.now += minResidence;
    replaceDomains(fixture.state, fixture.registry.now);
    expect(fixture.pairs()).toEqual(["a rare.org", "b first.org", "b other"]);
  });
});

describe("evictUnderPressure", () => {
  it("evicts nothing up to the high watermark", () => {
    const fixture = cardinalityFixture(budgetOf(10));
    for (let index = 0; index < 9; index++) visit(fixture, "a", `d${index}.org`);
    evictUnderPressure(fixture.state);
    expect(fixture.registry.used.counters).toBe(9);
  });

  it("evicts the series that were idle the longest first", () => {
    const fixture = cardinalityFixture(budgetOf(10));
    for (let index = 0; index < 4; index++) visit(fixture, "old", `d${index}.org`, 5);
    fixture.registry.now += 4000;
    for (let index = 0; index < 6; index++) visit(fixture, "new", `d${index}.org`);
    evictUnderPressure(fixture.state);
    expect(fixture.pairs().filter((pair) => pair.startsWith("old"))).toEqual([]);
    expect(fixture.registry.used.counters).toBe(6);
  });

  it("evicts the least frequent pairs down to the low watermark where nothing is idle", () => {
    const fixture = cardinalityFixture(budgetOf(100));
    for (let index = 0; index < 91; index++) visit(fixture, "a", `d${index}.org`, index + 1);
    evictUnderPressure(fixture.state);
    // Eleven counters are too many, and a pair is assumed to have three.
    expect(fixture.registry.used.counters).toBe(91 - 4);
    expect(fixture.pairs()[0]).toBe("a d4.org");
  });

  it("evicts the least frequent tenth of the clients where there are no pairs", () => {
    const fixture = cardinalityFixture({ ...budgetOf(21), domainsPerClient: 0 });
    for (let index = 0; index < 21; index++) visit(fixture, `c${index}`, "x.org", index + 1);
    evictUnderPressure(fixture.state);
    expect(ownLabels(fixture.state)).toEqual(Array.from({ length: 18 }, (_, index) => `c${index + 3}`));
  });
});

describe("evictIfCritical", () => {
  it("evicts above the critical watermark only", () => {
    const fixture = cardinalityFixture(budgetOf(20));
    for (let index = 0; index < 19; index++) visit(fixture, "a", `d${index}.org`);
    evictIfCritical(fixture.state);
    expect(fixture.registry.used.counters).toBe(19);
    visit(fixture, "a", "d19.org");
    evictIfCritical(fixture.state);
    expect(fixture.registry.used.counters).toBeLessThan(20);
  });

  it("waits 500 events after an eviction that freed too little", () => {
    const fixture = cardinalityFixture(budgetOf(20));
    // Series of no client cannot be evicted by client.
    for (let index = 0; index < 20; index++) fixture.count(1000 + index, 1, 1);
    evictIfCritical(fixture.state);
    expect(fixture.state.evictionBackoff).toBe(500);
    expect(fixture.state.eventsSinceEviction).toBe(0);
    for (let event = 0; event < 500; event++) evictIfCritical(fixture.state);
    expect(fixture.state.eventsSinceEviction).toBe(500);
    evictIfCritical(fixture.state);
    expect(fixture.state.eventsSinceEviction).toBe(0);
  });
});
