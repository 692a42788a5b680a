import { describe, expect, it } from "vitest";
import { decayTo } from "../../src/aggregator/client-decay.js";
import { ForwardDecay } from "../../src/aggregator/forward-decay.js";
import { seriesFor } from "../../src/aggregator/client-admission.js";
import { cardinalityFixture, clientAt, clients } from "./cardinality-fixtures.js";

describe("ForwardDecay", () => {
  it("doubles the weight of an event with each half-life", () => {
    const decay = new ForwardDecay(360);
    expect(decay.advance(1000)).toBe(1);
    expect(decay.weight).toBe(1);
    decay.advance(1360);
    expect(decay.weight).toBe(2);
    decay.advance(1720);
    expect(decay.weight).toBe(4);
  });

  it("returns the factor that rescales the counts once weights exceed 2^40", () => {
    const decay = new ForwardDecay(1);
    decay.advance(1000);
    expect(decay.advance(1040)).toBe(1);
    expect(decay.advance(1041)).toBe(2 ** -41);
    expect([decay.landmark, decay.weight]).toEqual([1041, 1]);
  });

  it("rescales the counts if the clock is set back by as much", () => {
    const decay = new ForwardDecay(1);
    decay.advance(1000);
    expect(decay.advance(959)).toBe(2 ** 41);
    expect(decay.weight).toBe(1);
  });
});

describe("decayTo", () => {
  it("rescales the counts of clients, of their domains, and of listeners", () => {
    const factors: number[] = [];
    const { state, registry } = cardinalityFixture({}, [{ onDecay: (factor) => factors.push(factor) }]);
    decayTo(state, 1000);
    const client = seriesFor(state, clientAt("a"), clients);
    const domain = registry.strings.intern("first.org");
    client.domains.add(domain, 1, registry.now, true);
    decayTo(state, 1000 + 360 * 41);
    expect(factors).toEqual([2 ** -41]);
    expect(state.topClients.estimate(client.label)).toBe(2 ** -41);
    expect(client.domains.estimate(domain)).toBe(2 ** -41);
    expect(state.minute).toBe(1000 + 360 * 41);
  });

  it("changes no count within 40 half-lives", () => {
    const { state } = cardinalityFixture();
    decayTo(state, 1000);
    const client = seriesFor(state, clientAt("a"), clients);
    decayTo(state, 1000 + 360 * 40);
    expect(state.topClients.estimate(client.label)).toBe(1);
  });
});
