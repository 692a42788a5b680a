import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import type { QueryEvent, RequestEvent } from "../../src/events.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { withAskedService } from "./reference-counts.js";
import { keyOf, network, samplesOf, settledText, textOf, unlimited } from "./samples.js";
import { midnight, query, request } from "./sample-events.js";

interface Amount {
  readonly labels: Readonly<Record<string, string>>;
  readonly amount: number;
  readonly time: number;
}

/** What each event of the last seconds adds, by labels: its amount, unless `read` gives something else. */
function within(
  amounts: readonly Amount[],
  now: number,
  seconds: number,
  read: (amount: Amount) => number = ({ amount }) => amount,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const one of amounts) {
    const second = Math.floor(one.time / 1000);
    if (second > now || second <= now - seconds) continue;
    const key = JSON.stringify(Object.entries(one.labels).sort());
    found.set(key, [...(found.get(key) ?? []), read(one)]);
  }
  return found;
}

/** Means of requests in flight: the seconds of each within the minute that ends with the second `now`, by 60. */
function inFlight(durations: readonly Amount[], now: number): Map<string, number> {
  const inside = ({ amount, time }: Amount) => Math.min(amount, time / 1000 - (now - 59));
  return map(within(durations, now, 60, inside), (values) => sum(values) / 60);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function exposed(text: string, metric: string, labels: Readonly<Record<string, string>> = {}): Map<string, number> {
  const own = samplesOf(text).filter(
    ({ name, labels: all }) => name === metric && Object.entries(labels).every(([key, value]) => all[key] === value),
  );
  return new Map(own.map((sample) => [keyOf(sample).slice(metric.length), sample.value]));
}

function expectFigures(actual: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  // A gauge of 0 may stay until it expires.
  const selected = [...actual].filter(([key, value]) => value !== 0 || expected.has(key)).map(([key]) => key);
  expect(selected.sort()).toEqual([...expected.keys()].sort());
  for (const [key, value] of expected) expect(actual.get(key), key).toBeCloseTo(value, 9);
}

const map = (found: ReadonlyMap<string, number[]>, read: (values: number[]) => number) =>
  new Map([...found].map(([key, values]) => [key, read(values)]));

const arbitrary = {
  seed: fc.integer({ min: 1, max: 500 }),
  wait: fc.integer({ min: 0, max: 90 }),
  share: fc.double({ min: 0.2, max: 1, noNaN: true }),
};

describe("gauges over the last minute", () => {
  it("are the reference values for queries in flight, response times and path latencies", () => {
    fc.assert(
      fc.property(arbitrary.seed, arbitrary.wait, arbitrary.share, (seed, wait, share) => {
        const all = [...queries({ seed, count: 400, clients: 8, names: 40, days: 0.01 })];
        const events = all.slice(0, Math.ceil(share * all.length));
        const aggregator = new QueryAggregator(network, unlimited, allGroups);
        for (const event of events) aggregator.add(event);
        const now = Math.floor((events.at(-1)?.time ?? 0) / 1000) + wait;
        aggregator.tick(1000 * now);
        const text = textOf(aggregator.registry);
        const zone = (event: QueryEvent) => network.clients.find(event.client).zone.name;
        const durations = (labels: (event: QueryEvent) => Record<string, string>, selected = events) =>
          selected.map((event) => ({ labels: labels(event), amount: event.duration, time: event.time }));
        const amounts = (labels: (event: QueryEvent) => Record<string, string>, selected = events) =>
          within(durations(labels, selected), now, 60);
        const active = durations((event) => ({
          client_ip: network.clients.find(event.client).label,
          service_name: "adguard",
          connection_type: "dns",
          zone: zone(event),
        }));
        expectFigures(exposed(text, "client_service_connections"), inFlight(active, now));
        const latency = amounts((event) => ({
          source_zone: zone(event),
          destination_zone: "servers",
          path_type: "dns",
        }));
        expectFigures(
          exposed(text, "network_path_latency"),
          map(latency, (values) => sum(values) / values.length),
        );
        const status = ({ rcode }: QueryEvent) =>
          rcode === "" ? "timeout" : ["REFUSED", "SERVFAIL"].includes(rcode) ? "error" : "ok";
        const times = amounts(
          (event) => ({ upstream: network.resolver(event), status: status(event) }),
          events.filter(({ source }) => source === "upstream"),
        );
        expectFigures(
          exposed(text, "adguard_upstream_response_time"),
          map(times, (values) => sum(values) / values.length),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("are the reference values for requests in flight and path latencies, to which long answers do not add", () => {
    fc.assert(
      fc.property(arbitrary.seed, arbitrary.wait, arbitrary.share, (seed, wait, share) => {
        const all = [...requests({ seed, count: 500, clients: 8, days: 0.01 })];
        const events = all.slice(0, Math.ceil(share * all.length));
        const aggregator = new RequestAggregator(network, unlimited, allGroups);
        for (const event of events) aggregator.add(event);
        const now = Math.floor((events.at(-1)?.time ?? 0) / 1000) + wait;
        aggregator.tick(1000 * now);
        const text = textOf(aggregator.registry);
        const service = (event: RequestEvent) => network.services.find(event.service, event.serviceUrl);
        const zone = (event: RequestEvent) => network.clients.find(event.client).zone.name;
        const durations = (selected: RequestEvent[], labels: (event: RequestEvent) => Record<string, string>) =>
          selected.map((event) => ({ labels: labels(event), amount: event.duration, time: event.time }));
        const routed = events.filter((event) => event.service !== "");
        const active = durations(routed, (event) => ({
          service: service(event).name,
          backend: service(event).backend,
          client_zone: zone(event),
        }));
        expectFigures(exposed(text, "traefik_service_connections_active"), inFlight(active, now));
        const ofClients = durations(routed, (event) => ({
          client_ip: network.clients.find(event.client).label,
          service_name: service(event).name,
          connection_type: "http",
          zone: zone(event),
        }));
        expectFigures(exposed(text, "client_service_connections"), inFlight(ofClients, now));
        // Of Traefik's own answers those that belong to no service.
        const timed = [...withAskedService(events)].flatMap(([event, asked]) =>
          event.code !== 101 && event.duration <= 30 && event.service === asked ? [event] : [],
        );
        const answered = durations(timed, (event) => ({
          source_zone: zone(event),
          destination_zone: event.service === "" ? "servers" : service(event).zone,
          path_type: "http",
        }));
        const latency = within(answered, now, 60);
        expectFigures(
          exposed(text, "network_path_latency"),
          map(latency, (values) => sum(values) / values.length),
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe("a connection that stayed open for long", () => {
  const eightHours = { code: 101, duration: 28_800, backendDuration: 28_800 };

  /** Requests in flight by the second after an event at a whole second. */
  const inFlightAfter = (event: Partial<RequestEvent>, second: number) => {
    const aggregator = new RequestAggregator(network, unlimited, allGroups);
    aggregator.add(request(event));
    aggregator.tick(midnight + 1000 * second);
    const text = textOf(aggregator.registry);
    return ["traefik_service_connections_active", "client_service_connections"].map((metric) => [
      ...exposed(text, metric).values(),
    ]);
  };

  it.each([0, 1, 30, 58, 59, 60])(
    "is in flight for the part of it in the last minute, %i s after its end",
    (second) => {
      for (const event of [eightHours, { code: 200, duration: 7200, backendDuration: 7200 }]) {
        const [active = [], ofClient = []] = inFlightAfter(event, second);
        // The current second belongs to the minute.
        expect(active[0]).toBeCloseTo(Math.max(0, 59 - second) / 60, 9);
        expect(ofClient).toEqual(active);
      }
    },
  );

  it("is counted as a long answer, and is no latency", () => {
    const aggregator = new RequestAggregator(network, unlimited, allGroups);
    const events = [
      eightHours,
      { code: 101, duration: 2, backendDuration: 2 },
      { code: 200, duration: 30.5, backendDuration: 30.4 },
    ];
    for (const event of events) aggregator.add(request(event));
    aggregator.tick(midnight);
    const text = textOf(aggregator.registry);
    expect([...exposed(text, "homelab_long_answers_total").values()]).toEqual([3]);
    for (const latency of ["network_path_latency", "traefik_request_duration_seconds_count"])
      expect([...exposed(text, latency)], latency).toEqual([]);
    expect([...exposed(text, "traefik_backend_request_duration_seconds_count")]).toEqual([]);
    expect([...exposed(text, "traefik_requests_total").values()].reduce((total, count) => total + count, 0)).toBe(3);
    expect([...exposed(text, "traefik_load_balancer_distribution").values()]).toEqual([3]);
    aggregator.add(request({ duration: 30, backendDuration: 30 }));
    aggregator.tick(midnight);
    expect([...exposed(textOf(aggregator.registry), "network_path_latency").values()]).toEqual([30]);
  });
});

describe("client_domain_frequency", () => {
  it.each([
    ["1h", 3600, 120],
    ["24h", 86_400, 1800],
  ])("counts the queries of the whole cells of a window of %s", (window, seconds, cell) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 * seconds }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 0, max: seconds }),
        (waits, after) => {
          const { time } = query({});
          const times = waits.sort((left, right) => left - right).map((wait) => Math.floor(time / 1000) + wait);
          const aggregator = new QueryAggregator(network, unlimited, allGroups);
          for (const second of times) aggregator.add(query({ time: 1000 * second }));
          const now = (times.at(-1) ?? 0) + after;
          aggregator.tick(1000 * now);
          const end = (Math.floor(now / cell) + 1) * cell;
          const expected = times.filter((second) => second >= end - seconds && second < end).length;
          const figures = exposed(textOf(aggregator.registry), "client_domain_frequency", { time_window: window });
          expect([...figures.values()]).toEqual([expected]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("info metrics", () => {
  it("expire: clients of a service first, then addresses of domains, then the zone of a client", () => {
    const limits = { ...unlimited, clientExpiry: 3600, expiry: 7200 };
    const aggregator = new QueryAggregator(network, limits, allGroups);
    const { time } = query({});
    aggregator.add(query({ addresses: ["203.0.113.7"] }));
    const names = (second: number) => {
      aggregator.tick(time + 1000 * second);
      return new Set(samplesOf(settledText(aggregator.registry)).map(({ name }) => name));
    };
    expect(names(3601)).not.toContain("client_service_connections");
    expect(names(7200)).toContain("domain_ip_mapping");
    expect(names(7201)).not.toContain("domain_ip_mapping");
    expect(names(86_400)).toEqual(new Set(["client_domain_frequency", "client_zone_mapping", "homelab_entity_info"]));
    expect(names(86_401)).toEqual(new Set(["client_zone_mapping", "homelab_entity_info"]));
    expect(names(90_001)).toEqual(new Set());
  });

  it("keep four addresses of a domain, and replace one that has had no answer for an hour", () => {
    const aggregator = new QueryAggregator(network, unlimited, allGroups);
    const { time } = query({});
    const answer = (minutes: number, ...addresses: string[]) =>
      aggregator.add(query({ time: time + 60_000 * minutes, addresses, source: minutes === 0 ? "upstream" : "cache" }));
    const addressesIn = (name: string) =>
      samplesOf(textOf(aggregator.registry))
        .filter((sample) => sample.name === name)
        .map(({ labels }) => `${labels["resolved_ip"]} ${labels["resolution_source"] ?? ""}`.trim());
    answer(0, "203.0.113.1", "203.0.113.2", "203.0.113.3");
    answer(1, "203.0.113.4", "203.0.113.5");
    expect(addressesIn("adguard_domain_ip_mapping")).toEqual([
      "203.0.113.1",
      "203.0.113.2",
      "203.0.113.3",
      "203.0.113.4",
    ]);
    answer(50, "203.0.113.1", "203.0.113.3", "203.0.113.4");
    answer(62, "203.0.113.5");
    expect(addressesIn("adguard_domain_ip_mapping")).toEqual([
      "203.0.113.1",
      "203.0.113.3",
      "203.0.113.4",
      "203.0.113.5",
    ]);
    expect(addressesIn("domain_ip_mapping").sort()).toEqual([
      "203.0.113.1 cache",
      "203.0.113.1 upstream",
      "203.0.113.3 cache",
      "203.0.113.3 upstream",
      "203.0.113.4 cache",
      "203.0.113.5 cache",
    ]);
  });
});
