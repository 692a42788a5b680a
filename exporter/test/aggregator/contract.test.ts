import { metrics, type MetricDefinition } from "homelab-dashboards/metrics";
import { describe, expect, it } from "vitest";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { addLabMetrics } from "../../src/aggregator/lab-metrics.js";
import { allGroups, type MetricGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { Registry } from "../../src/registry/registry.js";
import { trafficLab } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { firstMidnight, requests } from "../logs/requests.js";
import { network, samplesOf, textOf, usual, without } from "./samples.js";
import { calls } from "./sample-events.js";

const ours = new Set(["access-log", "query-log", "adguard-api", "lab", "probe", "exporter"]);

/** Metrics of the source readers and the probes, which the aggregators do not expose. */
const ofReaders = new Set([
  "homelab_source_up",
  "homelab_exporter_refused_total",
  "homelab_dns_probe_success",
  "homelab_dns_probe_duration_seconds",
  "tls_certificate_not_after",
  "tls_certificate_not_before",
]);

const definitions: Readonly<Record<string, MetricDefinition>> = { ...metrics };

const contract = new Map(
  Object.entries(definitions).filter(
    ([name, { sources }]) => sources.some((one) => ours.has(one)) && !ofReaders.has(name),
  ),
);

/** Exposes the metrics of two days of a home with a beacon. */
function expositionOf(groups: MetricGroups = allGroups): string {
  const lab = new Registry({ counters: 0, histograms: 0, gauges: 400 });
  addLabMetrics(trafficLab, lab);
  const access = new RequestAggregator(network, usual("access"), groups);
  const query = new QueryAggregator(network, usual("query"), groups);
  for (const event of requests({ count: 4000, days: 2 })) access.add(event);
  const home = queries({ count: 12_000, days: 2, names: 500 });
  const caller = { client: "192.168.1.77", domain: "cc.example.net", every: 600, from: firstMidnight, count: 288 };
  const all = [...home, ...calls(caller)].sort((left, right) => left.time - right.time);
  for (const event of all) query.add(event);
  for (const aggregator of [access, query]) aggregator.tick(aggregator.time);
  return textOf(lab, access.registry, query.registry);
}

const text = expositionOf();
const samples = samplesOf(text);

/** Returns the metric of a sample, which for a histogram has a suffix. */
const metricOf = (name: string) => (contract.has(name) ? name : name.replace(/_(bucket|sum|count)$/u, ""));

describe("the exposition of two days", () => {
  it("has every metric of the contract of these sources", () => {
    expect(contract.size).toBe(30 + 7);
    const exposed = new Set(samples.map(({ name }) => metricOf(name)));
    expect([...exposed].sort()).toEqual([...contract.keys()].sort());
  });

  it("has exactly the labels of the contract, with values of its vocabularies", () => {
    for (const { name, labels } of samples) {
      const { labels: carried = [], values = {} } = contract.get(metricOf(name)) ?? {};
      const own = Object.keys(labels).filter((label) => !(label === "le" && name.endsWith("_bucket")));
      expect(own, name).toEqual(carried);
      for (const [label, words] of Object.entries(values)) expect(words, `${name} ${label}`).toContain(labels[label]);
    }
  });

  it("has the type and help of each metric once", () => {
    for (const [name, { type, help }] of contract) {
      const exposed = type === "info" ? "gauge" : type;
      expect(text.split(`# TYPE ${name} ${exposed}\n`)).toHaveLength(2);
      expect(text.split(`# HELP ${name} ${help}\n`)).toHaveLength(2);
    }
  });

  it("has each series once", () => {
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const series = lines.map((line) => line.replace(/ \S+$/u, ""));
    expect(new Set(series).size).toBe(series.length);
  });

  it("has values within the range of their unit", () => {
    for (const { name, value } of samples) {
      const { type, unit } = contract.get(metricOf(name)) ?? {};
      expect(value).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(value)).toBe(true);
      if (type === "info") expect(value).toBe(1);
      if (unit === "ratio") expect(value, name).toBeLessThanOrEqual(1);
    }
  });

  it("has the zone of every client, other@zone included, once", () => {
    const carried = new Set(samples.flatMap(({ labels }) => labels["client_ip"] ?? []));
    const mapped = samples
      .filter(({ name }) => name === "client_zone_mapping")
      .map(({ labels }) => labels["client_ip"]);
    expect([...mapped].sort()).toEqual([...carried].sort());
    expect(carried).toContain("other@internet");
  });

  it("has the title of every client that the lab names, once per address of a range", () => {
    const titled = samples.filter(({ name, labels }) => name === "homelab_entity_info" && labels["kind"] === "client");
    const titles = titled.map(({ labels }) => [labels["name"] ?? "", labels["title"]] as const);
    expect(new Map(titles).size).toBe(titles.length);
    expect(titles).toContainEqual(["192.168.1.10", "Desk"]);
    expect(
      titles.filter(([name, title]) => name.startsWith("192.168.30.") && title === "Things").length,
    ).toBeGreaterThan(3);
    expect(titles.filter(([name]) => name.includes("/"))).toEqual([]);
  });
});

describe("metric groups", () => {
  const groupsOff = {
    zones: [
      "network_path_latency",
      "zone_connections_total",
      "zone_traffic_bytes_total",
      "traefik_network_flow_bytes",
      "adguard_network_zone_traffic",
    ],
    domains: [
      "adguard_domain_ip_mapping",
      "domain_ip_mapping",
      "adguard_domain_category_mapping",
      "threat_intelligence_mapping",
    ],
    behavior: ["adguard_client_behavior_score", "client_behavior_profile", "suspicious_pattern_score"],
  } as const;

  it.each(Object.entries(groupsOff))("without %s, exactly the metrics of the group are absent", (group, off) => {
    const selected = samplesOf(expositionOf(without(group as keyof typeof groupsOff)));
    const exposed = new Set(selected.map(({ name }) => metricOf(name)));
    expect([...exposed, ...off].sort()).toEqual([...contract.keys()].sort());
  });

  it("without clients, all of them are other@zone and have no behavior", () => {
    const selected = samplesOf(expositionOf(without("clients")));
    const clients = new Set(selected.flatMap(({ labels }) => labels["client_ip"] ?? []));
    expect([...clients].sort()).toEqual(["other@guests", "other@home", "other@internet", "other@things"]);
    const exposed = new Set(selected.map(({ name }) => metricOf(name)));
    expect([...exposed, ...groupsOff.behavior].sort()).toEqual([...contract.keys()].sort());
  });

  it("without devices, every type is other", () => {
    const types = (selected: typeof samples) =>
      new Set(selected.flatMap(({ labels }) => labels["device_type"] ?? labels["device_category"] ?? []));
    expect(types(samples).size).toBeGreaterThan(2);
    expect([...types(samplesOf(expositionOf(without("devices"))))]).toEqual(["other"]);
  });
});
