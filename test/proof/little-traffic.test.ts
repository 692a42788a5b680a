import { describe, expect, it } from "vitest";
import type { AnsweredQuery } from "../grafana-client/run.js";
import type { DnsQuery, HttpRequest } from "../simulation/events.js";
import { simulate, simulationStart, type Simulation } from "../simulation/network.js";
import type { Labels } from "../simulation/source.js";
import { unsupportedHealth, unsupportedShares } from "./little-traffic.js";
import { parsedLab } from "./parsed-lab.js";

const lab = parsedLab();
const end = simulationStart + 5400;
const empty = simulate({ end, requestsPerSecond: 0, queriesPerSecond: 0 });
const some = simulate({ end, requestsPerSecond: 1, queriesPerSecond: 1 });
const [someRequest, someQuery] = [some.requests[0]!, some.queries[0]!];

/** So many events, one a second, of which the last is before a time. */
const events = <E>(event: E, count: number, before: number): readonly E[] =>
  Array.from({ length: count }, (_, index) => ({ ...event, time: before - count + index }));

const requests = (count: number, what: Partial<HttpRequest> = {}, before = end): Simulation => ({
  ...empty,
  serverChanges: [],
  requests: events({ ...someRequest, code: "200", ...what }, count, before),
});
const queries = (count: number, what: Partial<DnsQuery> = {}): Simulation => ({
  ...empty,
  queries: events({ ...someQuery, ...what }, count, end),
});

interface Asked {
  readonly expression: string;
  readonly points: readonly (readonly [at: number, value: number])[];
  readonly labels?: Labels;
  readonly fieldConfig?: unknown;
}

const percent = { defaults: { unit: "percentunit" }, overrides: [] };

const asked = ({ expression, points, labels = {}, fieldConfig = percent }: Asked): AnsweredQuery => ({
  id: "homelab-services/errors/A",
  kind: "target",
  title: "",
  written: expression,
  expression,
  legendFormat: "",
  when: { instant: end },
  intervals: { rate: 120_000, step: 30_000 },
  panel: { id: 1, type: "timeseries", fieldConfig },
  target: { refId: "A" },
  answer: { series: [{ labels, points }] } as unknown as AnsweredQuery["answer"],
  events: [],
});

const ratio = (window: string) =>
  `sum(rate(traefik_requests_total{code=~"5.."}[${window}])) / sum(rate(traefik_requests_total[${window}]))`;
const now = [[end, 0.5]] as const;

describe("a share", () => {
  it("needs ten events", () => {
    const query = asked({ expression: ratio("10m"), points: now });
    expect(unsupportedShares(query, requests(10), lab)).toEqual([]);
    expect(unsupportedShares(query, requests(9), lab)).toEqual([`at ${end}: {} is 0.5, of 9 events`]);
  });

  it("needs ten minutes", () => {
    const query = asked({ expression: ratio("2m"), points: now });
    expect(unsupportedShares(query, requests(20), lab)).toEqual(["a share is counted over 120 seconds"]);
    expect(unsupportedShares(asked({ expression: ratio("3600s"), points: now }), requests(20), lab)).toEqual([]);
  });

  it("counts the events of its window alone, with the seconds by which a rule may be late", () => {
    const query = asked({ expression: ratio("10m"), points: now });
    expect(unsupportedShares(query, requests(10, {}, end - 640), lab)).toEqual([]);
    expect(unsupportedShares(query, requests(10, {}, end - 660), lab)).toHaveLength(1);
  });

  it("counts the events with its labels", () => {
    const query = asked({ expression: ratio("10m"), points: now, labels: { service: "wiki", code: "500" } });
    expect(unsupportedShares(query, requests(10, { service: "wiki" }), lab)).toEqual([]);
    expect(unsupportedShares(query, requests(10, { service: "notes" }), lab)).toEqual([
      `at ${end}: {"service":"wiki","code":"500"} is 0.5, of 0 events`,
    ]);
  });

  it("of a part counts the events of the whole by which it is divided", () => {
    const counted = "sum by (backend, server) (rate(traefik_load_balancer_distribution[10m]))";
    const whole = "sum by (backend) (rate(traefik_load_balancer_distribution[10m]))";
    const labels = { backend: "wiki", server: "one" };
    const expression = `${counted} / on (backend) group_left () ${whole}`;
    const share = asked({ expression, points: now, labels });
    expect(unsupportedShares(share, requests(10, { backend: "wiki", server: "two" }), lab)).toEqual([]);
    expect(unsupportedShares(share, requests(10, { backend: "notes", server: "one" }), lab)).toHaveLength(1);
  });

  it("of queries counts queries", () => {
    const expression = "sum(rate(adguard_blocked_domains_total[10m])) / sum(rate(adguard_client_requests_total[10m]))";
    const query = asked({ expression, points: now });
    expect(unsupportedShares(query, queries(10), lab)).toEqual([]);
    expect(unsupportedShares(query, requests(10), lab)).toHaveLength(1);
  });

  it("of durations counts the requests of the histogram", () => {
    const answered = 'sum(rate(traefik_request_duration_seconds_bucket{le="0.3"}[10m]))';
    const query = asked({
      expression: `${answered} / sum(rate(traefik_request_duration_seconds_count[10m]))`,
      points: now,
    });
    expect(unsupportedShares(query, requests(10), lab)).toEqual([]);
    expect(unsupportedShares(query, requests(9), lab)).toHaveLength(1);
  });

  it("of everything may come from probes, that of a zone not", () => {
    const expression = `min(${ratio("10m")} or min(avg_over_time(homelab_dns_probe_success[2m])))`;
    const errors = (labels: Labels) => unsupportedShares(asked({ expression, points: now, labels }), requests(0), lab);
    expect(errors({})).toEqual([]);
    expect(errors({ source_zone: "trusted" })).toHaveLength(1);
  });

  it("is one by the unit of its column", () => {
    const fieldConfig = {
      defaults: { unit: "reqps" },
      overrides: [
        { matcher: { id: "byName", options: "Errors" }, properties: [{ id: "unit", value: "percentunit" }] },
        { matcher: { id: "byRegexp", options: "/^blocked\\s/" }, properties: [{ id: "unit", value: "percentunit" }] },
      ],
    };
    const inColumn = (column: string) =>
      unsupportedShares(
        asked({ expression: ratio("10m"), points: now, labels: { column }, fieldConfig }),
        requests(1),
        lab,
      );
    expect(inColumn("Errors")).toHaveLength(1);
    expect(inColumn("blocked external")).toHaveLength(1);
    expect(inColumn("Requests")).toEqual([]);
  });

  it("of bytes, of a configured weight or of a probe isn't one of events", () => {
    const bytes =
      "sum by (zone) (rate(zone_traffic_bytes_total[2m])) / on (zone) group_left () homelab_zone_capacity_bytes";
    const probes = "sum(homelab_dns_probe_success) / count(homelab_dns_probe_success)";
    for (const expression of [bytes, probes, "traefik_requests_total / 100"])
      expect(unsupportedShares(asked({ expression, points: now }), requests(0), lab)).toEqual([]);
  });

  it("doesn't go from one end to the other within five minutes", () => {
    const flickering = (...values: readonly number[]) =>
      asked({
        expression: ratio("10m"),
        points: values.map((value, index) => [end - 600 + index * 60, value] as const),
      });
    const simulation = { ...empty, requests: events(someRequest, 900, end) };
    expect(unsupportedShares(flickering(0, 0.5, 1), simulation, lab)).toEqual([`at ${end - 600}: {} goes from 0 to 1`]);
    expect(unsupportedShares(flickering(1, 1, 0), simulation, lab)).toHaveLength(2);
    expect(unsupportedShares(flickering(0, 0.2, 0.4, 0.6, 0.8, 0.85, 1), simulation, lab)).toEqual([]);
  });

  it("has at most three lines of a kind", () => {
    const points = Array.from({ length: 9 }, (_, index) => [end - index, 0.5] as const);
    expect(unsupportedShares(asked({ expression: ratio("10m"), points }), requests(1), lab)).toEqual([
      ...[0, 1, 2].map((index) => expect.stringContaining(`at ${end - index}: `)),
      "and 6 more errors like these",
    ]);
  });
});

describe("a state of health", () => {
  const words = ["✖ unhealthy", "◐ degraded", "● healthy", "○ too little traffic to tell"];
  const mappings = [
    { type: "value", options: Object.fromEntries(words.map((word, value) => [String(value), { text: word }])) },
  ];
  const errors = (word: string, labels: Labels, simulation: Simulation) => {
    const points = [[end, words.indexOf(word)]] as const;
    const fieldConfig = { defaults: { mappings } };
    return unsupportedHealth(asked({ expression: "kind_name:health", points, labels, fieldConfig }), simulation);
  };
  const zone = { kind: "zone", name: "trusted" };
  const resolver = { kind: "resolver", name: "google" };
  const service = { kind: "service", name: "memos@docker" };
  const server = "http://10.0.2.10:8080";

  it("needs five events", () => {
    expect(errors("● healthy", zone, requests(5, { zone: "trusted" }))).toEqual([]);
    expect(errors("● healthy", zone, requests(4, { zone: "trusted" }))).toEqual([
      `at ${end}: {"kind":"zone","name":"trusted"} is “●” with 0 failures of 4`,
    ]);
    expect(errors("○ too little traffic to tell", zone, requests(0))).toEqual([]);
    expect(errors("● healthy", resolver, queries(4, { upstream: "google" }))).toHaveLength(1);
    expect(errors("● healthy", resolver, queries(5, { upstream: "google" }))).toEqual([]);
  });

  it("needs failures to be worse", () => {
    const failing = (count: number) => queries(count, { upstream: "google", status: "timeout" });
    expect(errors("✖ unhealthy", resolver, failing(4))).toHaveLength(1);
    expect(errors("✖ unhealthy", resolver, failing(5))).toEqual([]);
    expect(errors("◐ degraded", resolver, failing(2))).toHaveLength(1);
    expect(errors("◐ degraded", resolver, failing(3))).toEqual([]);
    expect(errors("✖ unhealthy", resolver, queries(100, { upstream: "google", status: "ok" }))).toHaveLength(1);
  });

  it("of a service is also that of its servers", () => {
    const own = { service: "memos@docker", server };
    expect(errors("● healthy", service, requests(0))).toEqual([]);
    expect(errors("✖ unhealthy", service, requests(20, own))).toHaveLength(1);
    const down = [{ time: end - 60, backend: "memos@docker", server, up: false }];
    expect(errors("✖ unhealthy", service, { ...requests(20, own), serverChanges: down })).toEqual([]);
    const upAgain = [
      { time: end - 6000, backend: "memos@docker", server, up: false },
      { time: end - 5000, backend: "memos@docker", server, up: true },
    ];
    expect(errors("✖ unhealthy", service, { ...requests(20, own), serverChanges: upAgain })).toHaveLength(1);
  });

  it("is judged for an hour and as long as it holds", () => {
    const before = (seconds: number) => requests(9, { ...service, service: service.name, code: "500" }, end - seconds);
    expect(errors("✖ unhealthy", service, before(3900))).toEqual([]);
    expect(errors("✖ unhealthy", service, before(4000))).toHaveLength(1);
  });

  it("isn't judged in a panel that shows none", () => {
    const fieldConfig = { defaults: { mappings: [{ type: "value", options: { "0": { text: "down" } } }] } };
    expect(
      unsupportedHealth(asked({ expression: "up", points: [[end, 0]], labels: zone, fieldConfig }), requests(0)),
    ).toEqual([]);
  });
});
