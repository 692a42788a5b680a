import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defineLab } from "../../src/lab/index.js";
import { extendMetrics, metrics } from "../../src/metrics/index.js";
import { print, rateInterval, variable, type AnyInstantVector } from "../../src/promql/index.js";
import { backendOptions } from "../../src/queries/variable-options.js";
import {
  highestOf,
  present,
  rateOf,
  sumOf,
  metricQueries,
  withoutFilters,
  errorShare,
  unfiltered,
  failoverNow,
  onlyFilters,
  withWindow,
  requestRate,
  responseTime,
  routeHealth,
  serverShare,
  serversUp,
  type Filter,
  type GaugeQuery,
  type Query,
  type Scope,
} from "../../src/queries/index.js";

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const all: Scope = { filters: [], window: rateInterval, shift: {}, sources: siblings };
const filtered: Scope<"zone" | "service" | "backend" | "instance"> = {
  ...all,
  filters: [
    { filter: "zone", value: variable("zone") },
    { filter: "service", value: variable("service") },
    { filter: "backend", value: variable("backend") },
    { filter: "instance", value: variable("instance") },
  ],
};

const text = ({ expression }: { readonly expression: AnyInstantVector }) => print(expression);

describe("metric queries", () => {
  it("sums shards", () => {
    expect(print(rateOf("traefik_requests_total", all, ["service"]))).toBe(
      "sum by (service) (rate(traefik_requests_total[$__rate_interval]))",
    );
  });

  it("deduplicates replicas directly on the rate, and only those of the declared source", () => {
    const copies = { ...all, sources: { ...siblings, traefik: "copies" } } as const;
    expect(print(rateOf("traefik_requests_total", copies, ["service"]))).toBe(
      "sum by (service) (max without (job, instance) (rate(traefik_requests_total[$__rate_interval])))",
    );
    expect(print(sumOf("traefik_service_connections_active", copies, []))).toContain("max without (job, instance)");
    expect(print(rateOf("adguard_client_requests_total", copies, []))).not.toContain("without");
    expect(print(rateOf("node_cpu_seconds_total", copies, []))).not.toContain("without");
    expect(print(rateOf("client_traffic_bytes_total", copies, []))).toContain("without");
  });

  it("maps a filter to the label of the metric", () => {
    const zone: Scope<"zone"> = { ...all, filters: [{ filter: "zone", value: "trusted" }] };
    const label = (vector: AnyInstantVector) => /\{(\w+)="trusted"\}/.exec(print(vector))?.[1];
    expect(label(rateOf("traefik_requests_total", zone, []))).toBe("client_zone");
    expect(label(rateOf("adguard_client_requests_total", zone, []))).toBe("network_zone");
    expect(label(rateOf("zone_traffic_bytes_total", zone, []))).toBe("source_zone");
    expect(label(present("client_zone_mapping", zone, []))).toBe("zone_name");
    expect(label(highestOf("network_anomaly_detection", zone, []))).toBe("source");
    const backend: Scope<"backend"> = { ...all, filters: [{ filter: "backend", value: "trusted" }] };
    expect(label(highestOf("traefik_service_server_up", backend, []))).toBe("service");
  });

  it("doesn't compile with a filter for which the metric has no label, until it is removed by name", () => {
    // @ts-expect-error no zone on certificates
    expect(() => highestOf("traefik_tls_certs_not_after", filtered, [])).toThrow(/no label for the filter "zone"/);
    // @ts-expect-error a server's health has no service, only a backend
    expect(() => highestOf("traefik_service_server_up", onlyFilters(filtered, "service"), [])).toThrow(/"service"/);
    expectTypeOf(withoutFilters(filtered, "zone", "instance")).toEqualTypeOf<Scope<"service" | "backend">>();
    expectTypeOf(onlyFilters(filtered, "zone")).toEqualTypeOf<Scope<"zone">>();
    expectTypeOf(unfiltered(filtered)).toEqualTypeOf<Scope>();
    expect(print(highestOf("traefik_tls_certs_not_after", unfiltered(filtered), ["cn"]))).toBe(
      "max by (cn) (traefik_tls_certs_not_after)",
    );
  });

  it("checks labels, values and types of metrics", () => {
    const never = (..._: readonly (() => unknown)[]) => undefined;
    never(
      // @ts-expect-error a gauge has no rate
      () => rateOf("node_memory_MemTotal_bytes", all, []),
      // @ts-expect-error a raw counter has no sum
      () => sumOf("traefik_requests_total", all, []),
      // @ts-expect-error an info isn't summed
      () => sumOf("client_zone_mapping", all, []),
      // @ts-expect-error no such label
      () => rateOf("traefik_requests_total", all, ["domain"]),
      // @ts-expect-error an optional label
      () => rateOf("adguard_dns_query_duration_seconds_sum", all, ["client_ip"]),
      // @ts-expect-error no such value
      () => highestOf("traefik_route_health_status", all, [], { status: "broken" }),
    );
  });

  it("queries metrics of other repositories in the same way", () => {
    const own = metricQueries(
      extendMetrics(metrics, {
        jellyfin_plays_total: {
          type: "counter",
          unit: "plays",
          labels: ["user", "client_zone"],
          sources: ["exporter"],
          help: "Plays.",
        },
      }),
    );
    const zone = onlyFilters(filtered, "zone");
    expect(print(own.rateOf("jellyfin_plays_total", zone, ["user"]))).toBe(
      "sum by (user) (rate(jellyfin_plays_total{client_zone=~`${zone:regex}`}[$__rate_interval]))",
    );
    // @ts-expect-error it carries no service
    expect(() => own.rateOf("jellyfin_plays_total", filtered, ["user"])).toThrow();
  });
});

describe("queries", () => {
  it("have exactly the given labels", () => {
    expectTypeOf(requestRate(all, ["service", "method"])).toEqualTypeOf<GaugeQuery<"service" | "method">>();
    expectTypeOf(responseTime(all, 0.95, ["service"])).toEqualTypeOf<Query<"service">>();
    expectTypeOf(serverShare(all)).toEqualTypeOf<Query<"backend" | "server">>();
    expectTypeOf(errorShare(all, [])).toEqualTypeOf<Query>();
  });

  it("give no share of fewer than ten events in ten minutes, and no NaN", () => {
    expect(text(errorShare(all, ["service"]))).toBe(
      '(sum by (service) (rate(traefik_requests_total{code=~"5.."}[10m])) or ' +
        "sum by (service) (rate(traefik_requests_total[10m])) * 0) / " +
        "(sum by (service) (rate(traefik_requests_total[10m])) >= 0.015833333333333335)",
    );
    expect(text(responseTime(all, 0.95, []))).toMatch(/^histogram_quantile\(.*code!="101".*\) >= 0$/);
  });

  it("remove the filters for which the metric has no label", () => {
    expect(text(requestRate(filtered, []))).toContain("service=~`${service:regex}`");
    expect(text(requestRate(filtered, []))).not.toContain("instance");
    expect(text(routeHealth(filtered))).not.toContain("zone");
    expect(text(serversUp(filtered))).toContain("traefik_service_server_up{service=~`${backend:regex}`}");
  });

  it("make no claim on backends whose weights differ, without rules", () => {
    const server = (url: string, weight: number) => ({ url, weight });
    const { services } = defineLab({
      services: [
        {
          name: "a@file",
          backends: [
            { name: "b@file", servers: [server("http://1", 3), server("http://2", 1)] },
            { name: "c@file", servers: [server("http://3", 2), server("http://4", 2)] },
          ],
        },
      ],
    });
    expect(text(failoverNow(all, { services, rules: false }))).toContain('backend!~"b@file"');
    expect(text(failoverNow(all, { services, rules: true }))).not.toContain("b@file");
  });

  it("print valid PromQL", () => {
    const odd = { ...filtered, window: "5m" } as const;
    const texts = [
      text(errorShare(odd, ["service"])),
      text(serverShare(odd)),
      text(routeHealth(odd)),
      print(backendOptions(withWindow<Filter>(odd, "1h"), variable("service"))),
    ];
    for (const one of texts) {
      let errors = 0;
      parser
        .parse(one.replaceAll("$__range", "1h"))
        .iterate({ enter: (node) => void (errors += node.type.isError ? 1 : 0) });
      expect(errors, one).toBe(0);
    }
  });
});
