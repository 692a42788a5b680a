import { describe, expect, it } from "vitest";
import { domainLabelFor, seriesFor, updateAdmission } from "../../src/aggregator/client-admission.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { cardinalityFixture, clientAt, clients, zones } from "./cardinality-fixtures.js";

describe("seriesFor", () => {
  it("admits clients up to the limit and counts the others as other@zone", () => {
    const { state, registry } = cardinalityFixture({ clients: 2 });
    const labels = ["a", "b", "c", "a"].map((address) =>
      registry.strings.text(seriesFor(state, clientAt(address), clients).label),
    );
    expect(labels).toEqual(["a", "b", "other@home", "a"]);
  });

  it("has one other@zone per zone", () => {
    const { state, registry } = cardinalityFixture({ clients: 0 });
    const [first, second, guest] = [
      seriesFor(state, clientAt("a"), clients),
      seriesFor(state, clientAt("b"), clients),
      seriesFor(state, clientAt("c", { zone: zones.guests }), clients),
    ];
    expect(second).toBe(first);
    expect(registry.strings.text(guest.label)).toBe("other@guests");
  });

  it("admits no client while admission is closed", () => {
    const { state } = cardinalityFixture();
    const known = seriesFor(state, clientAt("known"), clients);
    state.isAdmitting = false;
    expect(seriesFor(state, clientAt("new"), clients).isOther).toBe(true);
    expect(seriesFor(state, clientAt("known"), clients)).toBe(known);
  });

  it("admits no client if the group is turned off", () => {
    const { state } = cardinalityFixture({}, [], { ...allGroups, clients: false });
    expect(seriesFor(state, clientAt("a"), clients).isOther).toBe(true);
  });

  it("notes the time of the event", () => {
    const { state, registry } = cardinalityFixture();
    const client = seriesFor(state, clientAt("a"), clients);
    registry.now = 70_000;
    seriesFor(state, clientAt("a"), clients);
    expect(client.seen).toBe(70_000);
  });

  it("evicts a client whose zone changes, and creates new series", () => {
    const evicted: number[] = [];
    const { state, registry } = cardinalityFixture({}, [{ onEvicted: ({ label }) => evicted.push(label) }]);
    const before = seriesFor(state, clientAt("a"), clients);
    const after = seriesFor(state, clientAt("a", { zone: zones.guests }), clients);
    expect(evicted).toEqual([before.label]);
    expect(after).not.toBe(before);
    expect(registry.strings.text(after.zone)).toBe("guests");
  });

  it("notifies listeners before a title changes, and keeps the series", () => {
    const titles: string[] = [];
    const { state, registry } = cardinalityFixture({}, [
      { onRelabeled: ({ title }) => titles.push(registry.strings.text(title)) },
    ]);
    const client = seriesFor(state, clientAt("a", { title: "Desk" }), clients);
    expect(seriesFor(state, clientAt("a", { title: "Telly", deviceType: "tv" }), clients)).toBe(client);
    expect(titles).toEqual(["Desk"]);
    expect([client.title, client.device].map((label) => registry.strings.text(label))).toEqual(["Telly", "tv"]);
  });
});

describe("domainLabelFor", () => {
  it("returns the domain up to the limit, then other", () => {
    const { state, registry } = cardinalityFixture({ domainsPerClient: 1 });
    const client = seriesFor(state, clientAt("a"), clients);
    const labels = ["first.org", "second.org", "first.org"].map((domain) =>
      registry.strings.text(domainLabelFor(state, client, registry.strings.intern(domain))),
    );
    expect(labels).toEqual(["first.org", "other", "first.org"]);
  });
});

describe("updateAdmission", () => {
  it("closes admission at 75 % of the budget of counters", () => {
    const { state, count } = cardinalityFixture({ budget: { counters: 8, histograms: 8, gauges: 8 } });
    const openAfter = Array.from({ length: 7 }, (_, index) => {
      count(index + 1, 1, 1);
      updateAdmission(state);
      return state.isAdmitting;
    });
    expect(openAfter).toEqual([true, true, true, true, true, false, false]);
  });
});
