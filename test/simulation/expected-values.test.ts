import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpRequest } from "./events.js";
import { differences, figures, figuresAt, figuresBy, figuresOf, outsideBounds, type Figures } from "./figures.js";
import { serveHistory, type HistoryOptions, type ServedHistory } from "./history.js";
import { oddLab, oddServiceNames } from "./lab.js";
import { simulationStart } from "./network.js";
import * as expectedValues from "./expected-values.js";
import { requestBuckets } from "./source.js";

/*
 * The expected values, counted from events, agree with Prometheus' answers to expressions that are written here by hand.
 */
const window = 300;
const { pick, requestLabels, queryLabels } = expectedValues;

describe("a history of 110 minutes and eight days", () => {
  let history: ServedHistory;
  beforeAll(async () => {
    history = await serveHistory();
  });
  afterAll(async () => history?.stop());

  const ask = (expression: string, at = history.simulation.end) => history.prometheus.client.instant(expression, at);
  const agree = async (expression: string, expected: Figures) =>
    expect(differences(figuresOf(await ask(expression)), expected), expression).toEqual([]);

  it("has the expected rates, of every series and in sums", async () => {
    const { requests, end: at } = history.simulation;
    const by = pick(requestLabels, "service");
    await agree(
      "sum by (service) (rate(traefik_requests_total[5m]))",
      expectedValues.rate({ events: requests, by, at, window }),
    );
    const all = pick(requestLabels, "service", "method", "code", "backend", "client_zone", "client_ip");
    const expected = expectedValues.rate({ events: requests, by: all, at, window });
    expect(expected.size).toBeGreaterThan(100);
    const labels = Object.keys(all);
    expect(differences(figuresBy(await ask("rate(traefik_requests_total[5m])"), labels), expected)).toEqual([]);
  });

  it("gives differences for wrong values", async () => {
    const { requests, end: at } = history.simulation;
    const question = { events: requests, by: pick(requestLabels, "service"), at, window };
    const answer = figuresOf(await ask("sum by (service) (rate(traefik_requests_total[5m]))"));
    expect(differences(answer, expectedValues.rate({ ...question, at: at - 15 }))).not.toEqual([]);
    expect(differences(answer, expectedValues.rate({ ...question, events: requests.toSpliced(-10, 1) }))).toHaveLength(
      1,
    );
    expect(differences(answer, new Map([...expectedValues.rate(question)].slice(1)))).toHaveLength(1);
  });

  it("has the expected rates at every step of a range", async () => {
    const { queries, end } = history.simulation;
    const range = { start: end - 3600, end, step: 60 };
    const expression = "sum by (query_type) (rate(adguard_dns_queries_total[2m]))";
    const answer = await history.prometheus.client.range(expression, range);
    for (let at = range.start; at <= end; at += 600) {
      const expected = expectedValues.rate({ events: queries, by: pick(queryLabels, "query_type"), at, window: 120 });
      expect(differences(figuresAt(answer, at), expected)).toEqual([]);
    }
  });

  it("has the expected bytes, increases, counts and shares", async () => {
    const { requests, queries, end: at } = history.simulation;
    await agree(
      'sum by (destination_service) (rate(traefik_network_flow_bytes{direction="out"}[5m]))',
      expectedValues.rate({
        events: requests,
        by: pick(requestLabels, "destination_service"),
        amount: (r) => r.bytesOut,
        at,
        window,
      }),
    );
    await agree(
      "sum by (reason) (increase(adguard_blocked_domains_total[1h]))",
      expectedValues.increase({
        events: queries,
        where: (q) => q.blocked,
        by: pick(queryLabels, "reason"),
        at,
        window: 3600,
      }),
    );
    const share = expectedValues.share({
      events: requests,
      by: pick(requestLabels, "service"),
      part: (r) => r.code >= "500",
      at,
      window,
    });
    const failed = 'sum by (service) (rate(traefik_requests_total{code=~"5.."}[5m]))';
    const asked = "sum by (service) (rate(traefik_requests_total[5m]))";
    await agree(`(${failed} or 0 * ${asked}) / (${asked} > 0)`, share);
    expect(share.has(keyOf({ service: "upsnap@docker" }))).toBe(false);
    expect(share.get(keyOf({ service: "maybe_finance@docker" }))).toBe(0);
  });

  it("has the expected means and quantiles", async () => {
    const { requests, end: at } = history.simulation;
    const question = {
      events: requests,
      by: pick(requestLabels, "service"),
      where: (r: HttpRequest) => r.code !== "101" && r.duration <= 30 && r.server !== "",
      amount: (r: { duration: number }) => r.duration,
      at,
      window,
    };
    const part = (suffix: string) =>
      `sum by (service) (rate(traefik_request_duration_seconds_${suffix}{code!="101"}[5m]))`;
    await agree(`${part("sum")} / (${part("count")} > 0)`, expectedValues.mean(question));
    for (const quantile of [0.5, 0.95, 0.99]) {
      const expression = `histogram_quantile(${quantile}, sum by (service, le) (rate(traefik_request_duration_seconds_bucket{code!="101"}[5m]))) >= 0`;
      const bounds = expectedValues.quantiles({ ...question, quantile, buckets: requestBuckets });
      const answer = figuresOf(await ask(expression));
      expect(outsideBounds(answer, bounds)).toEqual([]);
      const wrong = new Map([...answer].map(([key, value]) => [key, value * 20 + 20]));
      expect(outsideBounds(wrong, bounds)).toHaveLength(answer.size);
    }
  });

  it("has the expected gauges, states and hosts", async () => {
    const { series, simulation } = history;
    const at = simulation.end;
    const max = (name: string, ...by: string[]) => expectedValues.gaugeAt(series, name, { at, by, fold: "max" });
    await agree("max by (cn, sans) (traefik_tls_certs_not_after)", max("traefik_tls_certs_not_after", "cn", "sans"));
    await agree(
      "max by (upstream) (adguard_upstream_response_time)",
      max("adguard_upstream_response_time", "upstream"),
    );
    await agree(
      "max by (route, backend, status) (traefik_route_health_status)",
      max("traefik_route_health_status", "route", "backend", "status"),
    );
    await agree(
      "sum by (service) (traefik_service_connections_active)",
      expectedValues.gaugeAt(series, "traefik_service_connections_active", { at, by: ["service"], fold: "sum" }),
    );
    await agree(
      'sum by (instance, mode) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
      new Map(
        [...expectedValues.growth(series, "node_cpu_seconds_total", { at, window, by: ["instance", "mode"] })].filter(
          ([key]) => key.includes("idle"),
        ),
      ),
    );
  });

  it("has the mean of connections over the last minute", async () => {
    const { requests, end: at } = history.simulation;
    const expected = expectedValues.rate({
      events: requests,
      by: pick(requestLabels, "service"),
      where: (r) => r.server !== "",
      amount: (r) => Math.min(r.duration, r.time - (at - 60)),
      at,
      window: 60,
    });
    await agree("sum by (service) (traefik_service_connections_active)", expected);
  });

  it("has no requests of a server that is down", async () => {
    const { requests, failure } = history.simulation;
    if (failure === undefined) throw new Error("No server fails.");
    const at = failure.to - 60;
    const where = (r: HttpRequest) => r.backend === failure.backend && r.server !== "";
    const expected = expectedValues.rate({
      events: requests,
      by: pick(requestLabels, "backend", "server"),
      where,
      at,
      window,
    });
    expect(expected.get(keyOf({ backend: failure.backend, server: failure.server }))).toBe(0);
    const expression = `sum by (backend, server) (rate(traefik_load_balancer_distribution{backend="${failure.backend}"}[5m]))`;
    expect(differences(figuresOf(await ask(expression, at)), expected)).toEqual([]);
    const health = await ask('traefik_route_health_status{route="photos@file", status="degraded"} == 1', at);
    expect(health.series.map(({ labels }) => labels["backend"])).toEqual([failure.backend]);
  });

  it("shows renewals over hours and over days, with the old series of Traefik", async () => {
    const { end } = history.simulation;
    const expiry = (offset: string) => `max by (cn) (traefik_tls_certs_not_after${offset})`;
    const renewed = async (range: string) =>
      (await ask(`${expiry("")} - ${expiry(` offset ${range}`)} > 0`)).series.map(({ labels }) => labels["cn"] ?? "");
    expect(await renewed("1h")).toEqual(["daily.lab"]);
    // The other one has no common name.
    expect((await renewed("7d")).toSorted()).toEqual(["", "daily.lab"]);
    const deviations = await history.prometheus.client.range("max by (metric_name) (traffic_baseline_deviation)", {
      start: end - 7 * 86_400,
      end,
      step: 3600,
    });
    expect(deviations.series.map(({ points }) => points.length)).toEqual([169, 169, 169]);
  });
});

describe.each<[string, HistoryOptions["scrape"] & object, (metric: string) => string]>([
  ["two shards", { instances: "shards" }, (metric) => `rate(${metric}[5m])`],
  ["two replicas", { instances: "replicas" }, (metric) => `max without (job, instance) (rate(${metric}[5m]))`],
  ["optional labels filled", { optional: "filled" }, (metric) => `rate(${metric}[5m])`],
  [
    "a restart inside the window",
    { restart: { job: "adguard-exporter", at: simulationStart + 1800 - 120 } },
    (metric) => `rate(${metric}[5m])`,
  ],
])("%s", (_, scrape, once) => {
  let history: ServedHistory;
  beforeAll(async () => {
    const simulation = { end: simulationStart + 1800, requestsPerSecond: 1, queriesPerSecond: 1 };
    history = await serveHistory({ simulation, scrape: { ...scrape, days: 0 } });
  });
  afterAll(async () => history?.stop());

  it("has the same figures", async () => {
    const { requests, queries, end: at } = history.simulation;
    const ask = async (expression: string) => figuresOf(await history.prometheus.client.instant(expression, at));
    const cases: [string, Figures][] = [
      [
        `sum by (service, code) (${once("traefik_requests_total")})`,
        expectedValues.rate({ events: requests, by: pick(requestLabels, "service", "code"), at, window }),
      ],
      [
        `sum by (backend, server) (${once("traefik_load_balancer_distribution")})`,
        expectedValues.rate({
          events: requests,
          by: pick(requestLabels, "backend", "server"),
          // Traefik answers some requests by itself.
          where: ({ server }) => server !== "",
          at,
          window,
        }),
      ],
      [
        `sum by (upstream) (${once("adguard_dns_query_duration_seconds_sum")})`,
        expectedValues.rate({
          events: queries,
          by: pick(queryLabels, "upstream"),
          amount: (q) => q.duration,
          at,
          window,
        }),
      ],
    ];
    for (const [expression, expected] of cases)
      expect(differences(await ask(expression), expected), expression).toEqual([]);
  });
});

describe("a history with odd names and a source that stops", () => {
  let history: ServedHistory;
  const silentFrom = simulationStart + 600;
  beforeAll(async () => {
    history = await serveHistory({
      simulation: { lab: oddLab, end: simulationStart + 1800, requestsPerSecond: 1, queriesPerSecond: 1 },
      scrape: {
        days: 0,
        beforeFirstEvent: "absent",
        silent: [{ job: "traefik", from: silentFrom, to: silentFrom + 900 }],
      },
    });
  });
  afterAll(async () => history?.stop());

  it("keeps every name unchanged", async () => {
    const services = await history.prometheus.client.labelValues("service", ["traefik_requests_total"]);
    for (const name of oddServiceNames) expect(services).toContain(name);
  });

  it("has `up` at 0 and stale series during the silence", async () => {
    const { client } = history.prometheus;
    const at = silentFrom + 600;
    expect(figuresOf(await client.instant('min by (job) (up{job="traefik"})', at))).toEqual(
      figures([[{ job: "traefik" }, 0]]),
    );
    expect((await client.instant("traefik_config_last_reload_success", at)).series).toEqual([]);
  });

  it("has a series from its first event on", async () => {
    const { requests, start } = history.simulation;
    const first = requests.find(({ code }) => code === "504");
    if (first === undefined) throw new Error("No request ended with 504.");
    const at = Math.ceil(first.time / 15) * 15;
    const count = async (moment: number) =>
      (await history.prometheus.client.instant('traefik_requests_total{code="504"}', moment)).series.length;
    expect(await count(Math.max(start, at - 15))).toBe(0);
    expect(await count(at)).toBe(1);
  });
});

describe("a series that begins while the source runs", () => {
  let history: ServedHistory;
  beforeAll(async () => {
    const simulation = { end: simulationStart + 1800, requestsPerSecond: 1, queriesPerSecond: 1 };
    history = await serveHistory({ simulation, scrape: { days: 0 } });
  });
  afterAll(async () => history?.stop());

  const late = () =>
    history.series.filter(
      ({ name, times }) => name === "traefik_requests_total" && (times[0] ?? 0) > history.simulation.start + 300,
    );

  it("has 0 at its first two scrapes, its value at the third one, and these within a minute", () => {
    expect(late().length).toBeGreaterThan(10);
    for (const { labels, times, values } of late()) {
      const [first = 0, , third = 0] = times;
      const { service, method, code, client_ip: client } = labels;
      const counted = history.simulation.requests.filter(
        (one) =>
          one.service === service &&
          one.method === method &&
          one.code === code &&
          one.client === client &&
          one.backend === labels["backend"] &&
          one.zone === labels["client_zone"],
      );
      expect(first).toBe(Math.ceil((counted[0]?.time ?? 0) / 15) * 15);
      expect([15, 30]).toContain(first % 60);
      expect(third).toBe(first + 30);
      expect(values.slice(0, 3)).toEqual([0, 0, counted.filter(({ time }) => time <= third).length]);
    }
  });

  it("loses none of its events to rate() and increase()", async () => {
    const { requests, end: at } = history.simulation;
    const by = pick(requestLabels, "service", "method", "code", "backend", "client_zone", "client_ip");
    // The window is the whole history, so that every series begins within it.
    const answer = await history.prometheus.client.instant(
      `sum by (${Object.keys(by).join()}) (increase(traefik_requests_total[30m]))`,
      at,
    );
    expect(differences(figuresOf(answer), expectedValues.increase({ events: requests, by, at, window: 1800 }))).toEqual(
      [],
    );
  });
});

function keyOf(labels: Record<string, string>): string {
  const [key] = figures([[labels, 0]]).keys();
  return key ?? "";
}
