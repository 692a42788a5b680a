import { describe, expect, it } from "vitest";
import { allGroups, type Limits } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { createNetwork } from "../../src/network/network.js";
import { trafficLab } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { network, samplesOf, settledText, stateOf, reborn, textOf, unlimited, usual } from "./samples.js";
import { query } from "./sample-events.js";

const limited = (changes: Partial<Limits>) => new QueryAggregator(network, { ...unlimited, ...changes }, allGroups);

const valueOf = (ledger: QueryAggregator, name: string, labels: Record<string, string>) =>
  samplesOf(settledText(ledger.registry)).find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;

const start = query({}).time;

describe("domains of a client", () => {
  it("end when others are clearly more frequent, in all metrics, and come back from 0", () => {
    const ledger = limited({ domainsPerClient: 1 });
    const pair = (domain: string) => valueOf(ledger, "adguard_client_domain_frequency", { domain });
    let minute = 0;
    const ask = (domain: string, times: number) => {
      minute += 11;
      for (let time = 0; time < times; time++) ledger.add(query({ domain, time: start + minute * 60_000 + time }));
    };
    ask("first.org", 5);
    ask("second.org", 20);
    expect([pair("first.org"), pair("second.org"), pair("other")]).toEqual([5, undefined, 20]);
    ask("second.org", 3);
    expect([pair("first.org"), pair("second.org"), pair("other")]).toEqual([undefined, 3, 20]);
    const carrying = samplesOf(settledText(ledger.registry)).filter(
      ({ labels }) => labels["domain"] === "first.org" && labels["client_ip"] !== undefined,
    );
    expect(carrying).toEqual([]);
    ask("first.org", 100);
    ask("first.org", 2);
    expect([pair("first.org"), pair("second.org"), pair("other")]).toEqual([2, undefined, 120]);
  });

  it("compete across clients where there is no room", () => {
    const ledger = limited({ budget: { counters: 60, histograms: 1000, gauges: 1000 } });
    let time = start;
    for (let index = 0; index < 12; index++) {
      ledger.add(query({ time: (time += 1000), client: "192.168.1.2", domain: `rare${index}.org` }));
    }
    for (let times = 0; times < 3000; times++) {
      ledger.add(query({ time: (time += 1000), client: "192.168.1.3", domain: "busy.org" }));
    }
    expect(
      valueOf(ledger, "adguard_client_domain_frequency", { client_ip: "192.168.1.3", domain: "busy.org" }),
    ).toBeGreaterThan(1000);
    expect(ledger.registry.dropped).toBe(0);
  });
});

describe("a client whose description changes", () => {
  it("is another series where that is a label, and goes on in all others", () => {
    const ledger = limited({});
    for (let times = 0; times < 3; times++) ledger.add(query({ client: "192.168.1.50" }));
    const client = { ids: ["192.168.1.50"], name: "Telly", tags: ["device_tv"] };
    ledger.network = createNetwork(trafficLab, { metadata: { clients: [client], filterLists: [] } });
    ledger.add(query({ client: "192.168.1.50" }));
    const told = samplesOf(settledText(ledger.registry)).filter(({ labels }) => labels["client_ip"] === "192.168.1.50");
    expect(
      told.filter(({ name }) => name === "client_zone_mapping").map(({ labels }) => labels["device_category"]),
    ).toEqual(["tv"]);
    expect(
      told
        .filter(({ name }) => name === "adguard_client_requests_total")
        .map(({ labels, value }) => [labels["device_type"], value]),
    ).toEqual([["tv", 1]]);
    expect(valueOf(ledger, "homelab_entity_info", { name: "192.168.1.50", title: "Telly" })).toBe(1);
    // All that doesn't carry what was said of it goes on.
    const onwards = ["adguard_dns_queries_total", "adguard_client_domain_frequency", "domain_access_total"] as const;
    for (const name of onwards) expect(valueOf(ledger, name, { client_ip: "192.168.1.50" })).toBe(4);
    ledger.network = network;
    ledger.add(query({ client: "192.168.1.50" }));
    expect(valueOf(ledger, "homelab_entity_info", { name: "192.168.1.50" })).toBeUndefined();
  });
});

describe("room", () => {
  it("is made where it runs out within a minute, and the same after a restart in the midst of it", () => {
    const room = { counters: 300, histograms: 1000, gauges: 2000 };
    const make = () => limited({ budget: room, clients: 20, domainsPerClient: 20 });
    const ledger = make();
    let copy = make();
    let index = 0;
    let most = 0;
    for (const event of queries({ count: 6000, clients: 20, names: 400, days: 1 / 2000 })) {
      if (++index === 3333) copy = reborn(ledger, make);
      for (const one of [ledger, copy]) {
        one.add(event);
        one.registry.onScraped(0, 0);
      }
      most = Math.max(most, ledger.registry.used.counters);
    }
    expect(most).toBeGreaterThan(0.85 * room.counters);
    expect(stateOf(copy)).toBe(stateOf(ledger));
    expect(ledger.registry.dropped).toBe(0);
  });

  it("is made by folding clients where there are no pairs to fold", () => {
    const room = { counters: 260, histograms: 1000, gauges: 2000 };
    const ledger = limited({ budget: room, clients: 100, domainsPerClient: 0 });
    for (const event of queries({ count: 4000, clients: 100, names: 300, days: 1 / 500 })) {
      ledger.add(event);
      ledger.registry.onScraped(0, 0);
    }
    expect(ledger.registry.dropped).toBe(0);
    const clients = new Set(
      samplesOf(textOf(ledger.registry))
        .filter(({ name }) => name === "adguard_client_requests_total")
        .map(({ labels }) => labels["client_ip"]),
    );
    expect(clients.size).toBeGreaterThan(5);
    expect(clients.size).toBeLessThan(60);
  });
});

describe("a home of 200 clients and 20,000 domains", () => {
  it("stays within its series on a day of queries, and nothing has to be dropped", () => {
    const ledger = new QueryAggregator(network, usual("query"), allGroups);
    let most = 0;
    let index = 0;
    for (const event of queries({ count: 100_000, clients: 200, names: 20_000 })) {
      ledger.add(event);
      // Somebody looks every 86 seconds.
      if (++index % 100 === 0) {
        ledger.registry.onScraped(Math.floor(event.time / 1000), 60);
        ledger.tick(event.time);
      }
      most = Math.max(most, ledger.registry.samples);
    }
    // Three fifths of 20,000 are the query log's.
    expect(most).toBeLessThanOrEqual(12_000);
    expect(most).toBeGreaterThan(6000);
    expect(ledger.registry.dropped).toBe(0);
    expect(ledger.registry.strings.size).toBeLessThan(20_000);
  });
});
