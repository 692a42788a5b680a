import { describe, expectTypeOf, it } from "vitest";
import { extendMetrics, metrics } from "../../src/metrics/index.js";
import {
  add,
  and,
  count,
  divide,
  deduplicateReplicas,
  group,
  histogramQuantile,
  increase,
  labelReplace,
  lastOverTime,
  matching,
  max,
  multiply,
  not,
  number,
  oneOf,
  or,
  promql,
  range,
  rate,
  rawCounter,
  subquery,
  sum,
  topk,
  uncheckedInstantVector,
  variable,
  type InstantVector,
  type Scalar,
  type Selector,
} from "../../src/promql/index.js";

const select = promql(metrics);
const requests = select("traefik_requests_total");
const perSecond = rate(range(requests, "5m"));
const byService = sum.by(["service"], perSecond);
const byMethod = sum.by(["service", "method"], perSecond);
const buckets = rate(range(select("traefik_request_duration_seconds_bucket"), "5m"));

/** Takes functions that must not compile, and never calls them: the compiler is the test. */
const never = (..._: readonly (() => unknown)[]) => undefined;

describe("the type of an expression", () => {
  it("has the labels of the metric, and job and instance if it is scraped", () => {
    expectTypeOf(requests).toEqualTypeOf<
      Selector<"service" | "method" | "code" | "backend" | "client_zone" | "client_ip" | "job" | "instance", "counter">
    >();
    expectTypeOf(select("zone_bandwidth_utilization")).toEqualTypeOf<
      Selector<"zone" | "direction", "gauge", "time_window">
    >();
    expectTypeOf(select("ALERTS")).toEqualTypeOf<Selector<"alertname" | "alertstate" | "severity", "gauge">>();
  });

  it("follows labels through aggregations, joins and replacements", () => {
    expectTypeOf(byService).toEqualTypeOf<InstantVector<"service">>();
    expectTypeOf(sum(perSecond)).toEqualTypeOf<InstantVector>();
    expectTypeOf(max.without(["method"], byMethod)).toEqualTypeOf<InstantVector<"service">>();
    expectTypeOf(topk(5, byService)).toEqualTypeOf<InstantVector<"service">>();
    expectTypeOf(histogramQuantile(0.9, sum.by(["le", "service"], buckets))).toEqualTypeOf<InstantVector<"service">>();
    expectTypeOf(labelReplace(byService, { to: "id", value: "$1", from: "service", pattern: "(.*)" })).toEqualTypeOf<
      InstantVector<"service" | "id">
    >();
    expectTypeOf(divide.on(["service"], byMethod, byService)).toEqualTypeOf<InstantVector<"service">>();
    const titles = group.by(["service", "backend"], requests);
    expectTypeOf(multiply.groupLeft(["service"], ["backend"], byMethod, titles)).toEqualTypeOf<
      InstantVector<"service" | "method" | "backend">
    >();
    expectTypeOf(divide.ignoring(["method"], byMethod, byService)).toEqualTypeOf<InstantVector<"service">>();
  });

  it("has the kind of the metric", () => {
    expectTypeOf(increase(range(requests, "5m"))).toExtend<
      InstantVector<"service" | "method" | "code" | "backend" | "client_zone" | "client_ip" | "job" | "instance">
    >();
    expectTypeOf(sum.by(["service"], requests)).toEqualTypeOf<InstantVector<"service", "counter">>();
    expectTypeOf(rawCounter(sum.by(["service"], requests))).toEqualTypeOf<InstantVector<"service">>();
    expectTypeOf(multiply.scalar(sum(requests), 8)).toEqualTypeOf<InstantVector<never, "counter">>();
    expectTypeOf(count(select("client_zone_mapping"))).toEqualTypeOf<InstantVector>();
    expectTypeOf(number(1)).toEqualTypeOf<Scalar>();
  });

  it("checks metrics of other repositories alike", () => {
    const own = promql(
      extendMetrics(metrics, {
        jellyfin_streams: { type: "gauge", unit: "streams", labels: ["user"], sources: ["exporter"], help: "Streams." },
      }),
    );
    expectTypeOf(own("jellyfin_streams")).toEqualTypeOf<Selector<"user" | "job" | "instance", "gauge">>();
    expectTypeOf(own("up")).toEqualTypeOf<Selector<"job" | "instance", "gauge">>();
    // @ts-expect-error "usr" is no label of it
    never(() => own("jellyfin_streams", { usr: "anna" }));
  });
});

describe("the compiler rejects", () => {
  it("unknown names", () => {
    never(
      // @ts-expect-error unknown metric
      () => select("traefik_request_total"),
      // @ts-expect-error a histogram is only there as _bucket, _sum and _count
      () => select("traefik_request_duration_seconds"),
      // @ts-expect-error a counter has no buckets
      () => select("traefik_requests_total_bucket"),
      // @ts-expect-error unknown label
      () => select("traefik_requests_total", { client_zon: "trusted" }),
      // @ts-expect-error unknown value of a label with a vocabulary
      () => select("adguard_dns_queries_total", { blocked: "yes" }),
      // @ts-expect-error the same, negated
      () => select("adguard_dns_queries_total", { blocked: not("yes") }),
      // @ts-expect-error the same, among several
      () => select("traefik_route_health_status", { status: oneOf("healthy", "broken") }),
      // @ts-expect-error an optional label in a matcher
      () => select("traefik_tls_certs_not_after", { serial: "1" }),
      // @ts-expect-error le belongs to buckets
      () => select("traefik_request_duration_seconds_count", { le: "0.1" }),
    );
    never(() => select("adguard_dns_queries_total", { blocked: variable("blocked") }));
    never(() => select("traefik_requests_total", { code: matching("5..") }));
  });

  it("labels that an expression lacks or that are optional", () => {
    never(
      // @ts-expect-error a label that an inner aggregation removed
      () => sum.by(["client_ip"], byService),
      // @ts-expect-error an optional label in by
      () => max.by(["serial"], select("traefik_tls_certs_not_after")),
      // @ts-expect-error without on a metric with optional labels
      () => max.without(["cn"], select("traefik_tls_certs_not_after")),
      // @ts-expect-error the label was aggregated away
      () => labelReplace(byService, { to: "id", value: "$1", from: "backend", pattern: "(.*)" }),
      // @ts-expect-error histogram_quantile without le
      () => histogramQuantile(0.9, sum.by(["service"], buckets)),
      // @ts-expect-error topk by a label that was aggregated away
      () => topk.by(["method"], 3, byService),
    );
    never(() => deduplicateReplicas(rate(range(select("adguard_dns_query_duration_seconds_count"), "5m"))));
  });

  it("metrics of another kind", () => {
    never(
      // @ts-expect-error rate of a gauge
      () => rate(range(select("node_memory_MemTotal_bytes"), "5m")),
      // @ts-expect-error rate of a scalar
      () => rate(number(1)),
      // @ts-expect-error rate of an instant vector
      () => rate(byService),
      // @ts-expect-error rate of an aggregate: only a selector has a window
      () => rate(range(sum(requests), "5m")),
      // @ts-expect-error a subquery over a counter misses resets
      () => subquery(sum(requests), "1h"),
      // @ts-expect-error sum of an info metric
      () => sum(select("client_zone_mapping")),
      // @ts-expect-error sum of a stateset
      () => sum(select("traefik_route_health_status")),
      // @ts-expect-error sum of a group, which is an info
      () => sum(group.by(["service"], requests)),
      // @ts-expect-error rawCounter of a gauge
      () => rawCounter(byService),
    );
    never(() => lastOverTime(range(requests, "5m")));
  });

  it("operands with different labels", () => {
    never(
      // @ts-expect-error different labels and no on
      () => divide(byService, byMethod),
      // @ts-expect-error the same the other way round
      () => divide(byMethod, byService),
      // @ts-expect-error or with different labels
      () => or(byService, byMethod),
      // @ts-expect-error and with different labels
      () => and(byService, byMethod),
      // @ts-expect-error on a label that one side lacks
      () => divide.on(["method"], byMethod, byService),
      // @ts-expect-error group_left of a label that the other side lacks
      () => multiply.groupLeft(["service"], ["client_ip"], byMethod, byService),
      // @ts-expect-error vectors whose optional labels may differ need on
      () => add(select("adguard_upstream_response_time"), select("adguard_upstream_response_time")),
      // @ts-expect-error a raw vector has the labels that it declares
      () => sum.by(["b"], uncheckedInstantVector({ text: "x", labels: ["a"] })),
    );
  });
});
