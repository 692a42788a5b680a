import { expect, it } from "vitest";
import { restoreCardinality, saveCardinality } from "../../src/aggregator/cardinality-snapshot.js";
import { domainLabelFor, seriesFor } from "../../src/aggregator/client-admission.js";
import { decayTo } from "../../src/aggregator/client-decay.js";
import { StringTableReader, StringTableWriter } from "../../src/registry/snapshot.js";
import { cardinalityFixture, clientAt, clients, type CardinalityFixture } from "./cardinality-fixtures.js";

function busyFixture(): CardinalityFixture {
  const fixture = cardinalityFixture({ clients: 2, domainsPerClient: 1 });
  const { state, registry } = fixture;
  decayTo(state, 1000);
  for (const [index, address] of ["a", "b", "c", "a"].entries()) {
    registry.now += 1;
    const client = seriesFor(state, clientAt(address), clients);
    domainLabelFor(state, client, registry.strings.intern(`d${index}.org`));
  }
  state.eventsSinceEviction = 7;
  state.evictionBackoff = 500;
  return fixture;
}

const save = ({ state, registry }: CardinalityFixture) => [
  ...saveCardinality(state, new StringTableWriter(registry.strings)),
];

function restore(parts: readonly { readonly part: string }[], clientLimit: number): CardinalityFixture {
  const fixture = cardinalityFixture({ clients: clientLimit, domainsPerClient: 1 });
  const strings = new StringTableReader(fixture.registry.strings);
  for (const part of JSON.parse(JSON.stringify(parts)) as Record<string, unknown>[]) {
    strings.addFrom(part);
    expect(restoreCardinality(fixture.state, part, strings)).toBe(true);
  }
  return fixture;
}

it("saves a header and a part per client, in the format of version 1", () => {
  const [header, ...clientParts] = save(busyFixture());
  expect(header).toEqual({
    part: "clients",
    names: ["a", "b", "c"],
    minute: 1000,
    landmark: 1000,
    relief: [7, 500],
    clients: [
      [0, 2, 0, 60_001],
      [1, 1, 0, 60_002],
      [2, 1, 0, 0],
    ],
  });
  expect(clientParts.map(({ part, isFolded, seen, labels }) => ({ part, isFolded, seen, labels }))).toEqual([
    { part: "client", isFolded: false, seen: 60_004, labels: [0, 3, 4, 5, 0] },
    { part: "client", isFolded: false, seen: 60_002, labels: [1, 3, 4, 5, 1] },
    { part: "client", isFolded: true, seen: 60_003, labels: [9, 3, 4, 5, 9] },
  ]);
});

it("restores the saved parts", () => {
  const parts = save(busyFixture());
  expect(save(restore(parts, 2))).toEqual(parts);
});

it("leaves out the clients that a lower limit does not admit", () => {
  const { state, registry } = restore(save(busyFixture()), 1);
  expect([...state.table.own()].map(({ label }) => registry.strings.text(label))).toEqual(["a"]);
});

it("returns false for a part of something else", () => {
  const { state, registry } = cardinalityFixture();
  expect(restoreCardinality(state, { part: "domains" }, new StringTableReader(registry.strings))).toBe(false);
});
