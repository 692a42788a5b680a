import { describe, expect, it } from "vitest";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import type { QueryEvent } from "../../src/events.js";
import { createNetwork } from "../../src/network/network.js";
import { probeName } from "../../src/probe-name.js";
import { trafficLab } from "../logs/lab.js";
import { samplesOf, textOf, unlimited } from "./samples.js";

const target = { name: "adguard", address: "10.0.0.3", port: 53, protocol: "udp", server_name: "dns.lab" } as const;
const probe = { targets: [target], name: "dns.lab", outside_domain: "bücher.example" };
const network = createNetwork(trafficLab, { probe: { ...probe, outside_domain: "xn--bcher-kva.example" } });

const start = Date.UTC(2026, 0, 15, 12);

const queryOf = (client: string, domain: string, second = 0, type = "A"): QueryEvent => ({
  time: start + 1000 * second,
  client,
  clientId: "",
  domain,
  type,
  outcome: "allowed",
  reason: "",
  filterLists: [],
  blockedService: "",
  source: "upstream",
  upstream: "9.9.9.9:53",
  duration: 0.02,
  rcode: "NXDOMAIN",
  addresses: [],
});

/** The log has names in Unicode. */
const random = (seed: number) => probeName(Buffer.alloc(8, seed), probe.outside_domain);

const aggregate = (events: readonly QueryEvent[], aggregator = new QueryAggregator(network, unlimited, allGroups)) => {
  for (const event of events) aggregator.add(event);
  return aggregator;
};

/** The number of queries by client. */
const counts = (aggregator: QueryAggregator) => {
  const samples = samplesOf(textOf(aggregator.registry)).filter(({ name }) => name === "adguard_client_requests_total");
  return Object.fromEntries(samples.map(({ labels, value }) => [labels["client_ip"], value]));
};

const exporter = "10.0.0.9";
const stranger = "192.168.1.10";

describe("queries of the DNS probe", () => {
  it("count nowhere: a random name, and then the name of the lab from the same client", () => {
    const aggregator = aggregate([queryOf(exporter, random(1)), queryOf(exporter, "dns.lab", 1)]);
    expect(textOf(aggregator.registry)).toBe("");
    expect(aggregator.time).toBe(start + 1000);
  });

  it("are all that isn't counted of the exporter's host", () => {
    const own = [random(1), "dns.lab"].map((name) => queryOf(exporter, name));
    const others = [
      queryOf(exporter, "dns.lab", 0, "AAAA"),
      queryOf(exporter, "www.dns.lab"),
      queryOf(exporter, "example.org"),
      queryOf(exporter, "bücher.example"),
      queryOf(exporter, `x.${random(1)}`),
      queryOf(exporter, random(1), 0, "TXT"),
    ];
    expect(counts(aggregate([...own, ...others]))).toEqual({ [exporter]: others.length });
  });

  it("don't hide those of others for the name of the lab", () => {
    const aggregator = aggregate([
      queryOf(exporter, random(1)),
      queryOf(exporter, "dns.lab"),
      queryOf(stranger, "dns.lab"),
    ]);
    expect(counts(aggregator)).toEqual({ [stranger]: 1 });
  });

  it("are at most 40 a minute of each kind, so that nobody hides a flood", () => {
    const flood = (name: () => string, second: number) =>
      Array.from({ length: 500 }, () => queryOf(stranger, name(), second));
    let seed = 0;
    const aggregator = aggregate([
      ...flood(() => random((seed += 1) % 256), 0),
      ...flood(() => "dns.lab", 1),
      ...flood(() => "dns.lab", 60),
    ]);
    expect(counts(aggregator)).toEqual({ [stranger]: 3 * (500 - 40) });
  });

  it("are recognized of 16 clients, those seen last", () => {
    const clients = Array.from({ length: 17 }, (_, index) => `10.0.0.${index + 1}`);
    const aggregator = aggregate([
      ...clients.map((client) => queryOf(client, random(1))),
      ...clients.map((client) => queryOf(client, "dns.lab")),
    ]);
    expect(counts(aggregator)).toEqual({ "10.0.0.1": 1 });
  });

  it("are recognized after a restart as without it", () => {
    const before = [...Array.from({ length: 40 }, () => queryOf(exporter, random(1))), queryOf(exporter, "dns.lab")];
    const after = [queryOf(exporter, "dns.lab", 1), queryOf(exporter, random(2), 1), queryOf(stranger, "dns.lab", 2)];
    const saved = [...aggregate(before).save()].map((part): unknown => JSON.parse(JSON.stringify(part)));
    const restored = new QueryAggregator(network, unlimited, allGroups);
    restored.restore(saved);
    expect(counts(aggregate(after, restored))).toEqual(counts(aggregate([...before, ...after])));
    expect(counts(restored)).toEqual({ [exporter]: 1, [stranger]: 1 });
  });

  it("are counted where the lab has no target", () => {
    const without = createNetwork(trafficLab, { probe: { ...probe, targets: [] } });
    const aggregator = new QueryAggregator(without, unlimited, allGroups);
    expect(counts(aggregate([queryOf(exporter, random(1)), queryOf(exporter, "dns.lab")], aggregator))).toEqual({
      [exporter]: 2,
    });
  });
});
