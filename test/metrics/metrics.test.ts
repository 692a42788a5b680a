import { describe, expect, expectTypeOf, it } from "vitest";
import { extendMetrics, metricFamilies, metrics, type MetricDefinition } from "../../src/metrics/index.js";
import { beyondSpecification, isSpecified } from "./beyond-specification.js";

const all: readonly (readonly [string, MetricDefinition])[] = Object.entries(metrics);

describe("the metric contract", () => {
  it("has the 41 metrics of the specification and those that panels need besides", () => {
    const names = Object.values(metricFamilies).flatMap((family) => Object.keys(family));
    expect(names.filter(isSpecified)).toHaveLength(41);
    expect(names.filter((name) => !isSpecified(name)).sort()).toEqual([...beyondSpecification].sort());
    expect(names).toEqual(all.map(([name]) => name));
    expect(all).toHaveLength(41 + beyondSpecification.length);
  });

  it.each(all)("%s: legal names, a help text, a vocabulary only for labels that it carries", (name, metric) => {
    expect(() => extendMetrics({}, { [name]: metric })).not.toThrow();
    expect(metric.help).toMatch(/^[A-Z1].*\.$/);
    expect(metric.sources.length).toBeGreaterThan(0);
  });

  it("has no replicas of recording rules, of the host and of Prometheus", () => {
    const replicated = all.filter(([, { replicas }]) => replicas !== undefined);
    for (const [name, { sources, instances }] of replicated) {
      expect(sources, name).not.toContain("rule");
      expect(sources, name).not.toContain("node");
      expect(instances, name).not.toBe(false);
    }
    expect(metrics.client_traffic_bytes_total.replicas).toBe("traefik");
    expect(metrics.adguard_upstream_queries_total.replicas).toBe("adguard");
    expect(replicated.filter(([, { replicas }]) => replicas === "traefik").map(([name]) => name)).toContain(
      "traefik_requests_total",
    );
  });

  it("keeps names and labels as literal types", () => {
    expectTypeOf(metrics.adguard_dns_queries_total.values.blocked).toEqualTypeOf<readonly ["true", "false"]>();
    expectTypeOf(metrics.traefik_tls_certs_not_after.optional).toEqualTypeOf<readonly ["serial", "issuer"]>();
  });
});

describe("extendMetrics", () => {
  const metric = {
    type: "gauge",
    unit: "streams",
    labels: ["user"],
    sources: ["exporter"],
    help: "Open streams.",
  } as const;

  it("adds metrics and doesn't change the base", () => {
    const own = extendMetrics(metrics, { jellyfin_streams: metric });
    expect(own.jellyfin_streams).toBe(metric);
    expect(own.up).toBe(metrics.up);
    expect(metrics).not.toHaveProperty("jellyfin_streams");
  });

  it("reports all problems at once", () => {
    const attempt = () =>
      extendMetrics(metrics, {
        up: metric,
        "jellyfin-streams": metric,
        a: { ...metric, labels: ["user", "user"] },
        b: { ...metric, labels: ["le", "9x", "without"], values: { device: ["tv"] } },
      });
    expect(attempt).toThrow(/^up: exists already; choose another name$/m);
    expect(attempt).toThrow(/^jellyfin-streams: not a metric name/m);
    expect(attempt).toThrow(/^a: label "user" is listed twice/m);
    expect(attempt).toThrow(/^b: "le" is added to the buckets of histograms; leave it out$/m);
    expect(attempt).toThrow(/^b: "9x" is not a label name/m);
    expect(attempt).toThrow(/^b: "without" is a word of PromQL/m);
    expect(attempt).toThrow(/^b: a vocabulary for "device", which is not among its labels$/m);
  });
});

it("has no metric of an exporter with a label that Prometheus gives to each target, and would rename", () => {
  const exposed = all.filter(([, { sources }]) => !sources.every((source) => source === "prometheus"));
  const renamed = exposed.filter(([, { labels }]) => labels.some((label) => ["job", "instance"].includes(label)));
  expect(renamed.map(([name]) => name)).toEqual([]);
});
