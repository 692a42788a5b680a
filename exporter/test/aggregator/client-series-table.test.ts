import { expect, it } from "vitest";
import { ClientSeriesTable } from "../../src/aggregator/client-series-table.js";
import { Registry } from "../../src/registry/registry.js";

function tableOf(domainsPerClient: number) {
  const registry = new Registry({ counters: 10, histograms: 10, gauges: 10 });
  registry.now = 1000;
  const id = (text: string) => registry.strings.intern(text);
  const table = new ClientSeriesTable(registry, domainsPerClient);
  const add = (label: string, isOther = false) =>
    table.add({
      label: id(label),
      zone: id("home"),
      zoneType: id("trusted"),
      device: id("tv"),
      title: id(label),
      isOther,
    });
  return { registry, table, add, id };
}

it("lists the clients with their own series before those of other@zone", () => {
  const { table, add } = tableOf(1);
  const others = add("other@home", true);
  const own = add("a");
  expect([...table.all()]).toEqual([own, others]);
  expect([...table.own()]).toEqual([own]);
  expect(table.find(own.label)).toBe(own);
  expect(table.find(others.label)).toBeUndefined();
  expect(table.findOthers("home")).toBe(others);
});

it("retains the labels of a client until it is removed", () => {
  const { registry, table, add, id } = tableOf(1);
  const client = add("a");
  client.domains.add(id("first.org"), 1, 1000, true);
  registry.strings.sweep();
  expect(registry.strings.size).toBe(1 + 4 + 1);
  table.remove(client);
  registry.strings.sweep();
  expect(registry.strings.size).toBe(1);
  expect(table.find(client.label)).toBeUndefined();
});

it("releases the former text of a relabeled client", () => {
  const { registry, table, add } = tableOf(1);
  const client = add("a");
  table.relabel(client, "device", "printer");
  registry.strings.sweep();
  expect(registry.strings.text(client.device)).toBe("printer");
  expect(registry.strings.size).toBe(1 + 4);
});

it("tracks four times as many domains as a client may have, at most 256 more", () => {
  for (const [domainsPerClient, tracked] of [
    [2, 8],
    [100, 356],
  ] as const) {
    const { add, id, table, registry } = tableOf(domainsPerClient);
    const client = add("a");
    for (let index = 0; index < 500; index++) {
      client.domains.add(id(`d${index}.org`), 1, 1000, true);
      registry.strings.sweep();
    }
    expect(registry.strings.size).toBe(1 + 4 + tracked);
    expect([...table.own()][0]?.domains.admittedCount).toBe(domainsPerClient);
  }
});
