import { describe, expect, it } from "vitest";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { createNetwork } from "../../src/network/network.js";
import { trafficLab } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { network, samplesOf, settledText, savedState, restoredFrom, textOf, unlimited, usual } from "./samples.js";
import { query } from "./sample-events.js";

const limited = (changes: Partial<Limits>) => new QueryAggregator(network, { ...unlimited, ...changes }, allGroups);

const valueOf = (aggregator: QueryAggregator, name: string, labels: Record<string, string>) =>
  samplesOf(settledText(aggregator.registry)).find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;

const start = query({}).time;

describe("domain labels of a client", () => {
  it("are evicted from all metrics for clearly more frequent ones, and return from 0", () => {
    const aggregator = limited({ domainsPerClient: 1 });
    const pair = (domain: string) => valueOf(aggregator, "adguard_client_domain_frequency", { domain });
    let minute = 0;
    const ask = (domain: string, times: number) => {
      minute += 11;
      for (let time = 0; time < times; time++) aggregator.add(query({ domain, time: start + minute * 60_000 + time }));
    };
    ask("first.org", 5);
    ask("second.org", 20);
    expect([pair("first.org"), pair("second.org"), pair("other")]).toEqual([5, undefined, 20]);
    ask("second.org", 3);
    expect([pair("first.org"), pair("second.org"), pair("other")]).toEqual([undefined, 3, 20]);
    const carrying = samplesOf(settledText(aggregator.registry)).filter(
      ({ labels }) => labels["domain"] === "first.org" && labels["client_ip"] !== undefined,
    );
    expect(carrying).toEqual([]);
    ask("first.org", 100);
    ask("first.org", 2);
    expect([pair("first.org"), pair("second.org"), pair("other")]).toEqual([2, undefined, 120]);
  });

  it("compete across clients without budget", () => {
    const aggregator = limited({ budget: { counters: 60, histograms: 1000, gauges: 1000 } });
    let time = start;
    for (let index = 0; index < 12; index++) {
      aggregator.add(query({ time: (time += 1000), client: "192.168.1.2", domain: `rare${index}.org` }));
    }
    for (let times = 0; times < 3000; times++) {
      aggregator.add(query({ time: (time += 1000), client: "192.168.1.3", domain: "busy.org" }));
    }
    expect(
      valueOf(aggregator, "adguard_client_domain_frequency", { client_ip: "192.168.1.3", domain: "busy.org" }),
    ).toBeGreaterThan(1000);
    expect(aggregator.registry.dropped).toBe(0);
  });
});

describe("a client whose metadata changes", () => {
  it("gets new series for the metrics with a changed label, and continues in all others", () => {
    const aggregator = limited({});
    for (let times = 0; times < 3; times++) aggregator.add(query({ client: "192.168.1.50" }));
    const client = { ids: ["192.168.1.50"], name: "Telly", tags: ["device_tv"] };
    aggregator.network = createNetwork(trafficLab, { metadata: { clients: [client], filterLists: [] } });
    aggregator.add(query({ client: "192.168.1.50" }));
    const series = samplesOf(settledText(aggregator.registry)).filter(
      ({ labels }) => labels["client_ip"] === "192.168.1.50",
    );
    expect(
      series.filter(({ name }) => name === "client_zone_mapping").map(({ labels }) => labels["device_category"]),
    ).toEqual(["tv"]);
    expect(
      series
        .filter(({ name }) => name === "adguard_client_requests_total")
        .map(({ labels, value }) => [labels["device_type"], value]),
    ).toEqual([["tv", 1]]);
    expect(valueOf(aggregator, "homelab_entity_info", { name: "192.168.1.50", title: "Telly" })).toBe(1);
    // Metrics without these labels continue.
    const continued = ["adguard_dns_queries_total", "adguard_client_domain_frequency", "domain_access_total"] as const;
    for (const name of continued) expect(valueOf(aggregator, name, { client_ip: "192.168.1.50" })).toBe(4);
    aggregator.network = network;
    aggregator.add(query({ client: "192.168.1.50" }));
    expect(valueOf(aggregator, "homelab_entity_info", { name: "192.168.1.50" })).toBeUndefined();
  });
});

describe("a client that becomes known", () => {
  it("continues under its first address, in one zone, also after a restart", () => {
    const make = () => limited({});
    const aggregator = make();
    const addresses = ["192.168.1.50", "fd12:3456:789a:1::50"];
    for (const client of addresses) aggregator.add(query({ client }));
    aggregator.add(query({ client: "192.168.30.9", clientId: "phone" }));
    const client = { ids: [...addresses, "phone"], name: "Phone", tags: [] };
    const known = createNetwork(trafficLab, { metadata: { clients: [client], filterLists: [] } });
    const copy = restoredFrom(aggregator, make);
    for (const one of [aggregator, copy]) {
      one.network = known;
      for (const address of addresses) one.add(query({ client: address }));
      one.add(query({ client: "192.168.30.9", clientId: "phone" }));
      const count = (client_ip: string) => valueOf(one, "adguard_dns_queries_total", { client_ip });
      // What was counted before stays where it was.
      expect(["192.168.1.50", "fd12:3456:789a:1::50", "192.168.30.9"].map(count)).toEqual([4, 1, 1]);
      expect(valueOf(one, "homelab_entity_info", { name: "192.168.1.50", title: "Phone" })).toBe(1);
    }
    expect(savedState(copy)).toBe(savedState(aggregator));
  });
});

describe("eviction under pressure", () => {
  it("frees budget within a minute, also after a restart in that minute", () => {
    const budget = { counters: 300, histograms: 1000, gauges: 2000 };
    const make = () => limited({ budget, clients: 20, domainsPerClient: 20 });
    const aggregator = make();
    let copy = make();
    let index = 0;
    let most = 0;
    for (const event of queries({ count: 6000, clients: 20, names: 400, days: 1 / 2000 })) {
      if (++index === 3333) copy = restoredFrom(aggregator, make);
      for (const one of [aggregator, copy]) {
        one.add(event);
        one.registry.onScraped(0, { minVisibility: 0, zeroTime: 0 });
      }
      most = Math.max(most, aggregator.registry.used.counters);
    }
    expect(most).toBeGreaterThan(0.85 * budget.counters);
    expect(savedState(copy)).toBe(savedState(aggregator));
    expect(aggregator.registry.dropped).toBe(0);
  });

  it("evicts clients if there are no domain labels to evict", () => {
    const budget = { counters: 260, histograms: 1000, gauges: 2000 };
    const aggregator = limited({ budget, clients: 100, domainsPerClient: 0 });
    for (const event of queries({ count: 4000, clients: 100, names: 300, days: 1 / 500 })) {
      aggregator.add(event);
      aggregator.registry.onScraped(0, { minVisibility: 0, zeroTime: 0 });
    }
    expect(aggregator.registry.dropped).toBe(0);
    const clients = new Set(
      samplesOf(textOf(aggregator.registry))
        .filter(({ name }) => name === "adguard_client_requests_total")
        .map(({ labels }) => labels["client_ip"]),
    );
    expect(clients.size).toBeGreaterThan(5);
    expect(clients.size).toBeLessThan(60);
  });
});

describe("a home of 200 clients and 20,000 domains", () => {
  it("stays within its samples for a day of queries, and drops nothing", () => {
    const aggregator = new QueryAggregator(network, usual("query"), allGroups);
    let most = 0;
    let index = 0;
    for (const event of queries({ count: 100_000, clients: 200, names: 20_000 })) {
      aggregator.add(event);
      // A scrape every 86 seconds.
      if (++index % 100 === 0) {
        aggregator.registry.onScraped(Math.floor(event.time / 1000), { minVisibility: 60, zeroTime: 60 });
        aggregator.tick(event.time);
      }
      most = Math.max(most, aggregator.registry.samples);
    }
    // The query log's share is three fifths of 20,000.
    expect(most).toBeLessThanOrEqual(12_000);
    expect(most).toBeGreaterThan(6000);
    expect(aggregator.registry.dropped).toBe(0);
    expect(aggregator.registry.strings.size).toBeLessThan(20_000);
  });
});
