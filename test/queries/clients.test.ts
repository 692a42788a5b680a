import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { print } from "../../src/promql/index.js";
import {
  clientDomains,
  clientFirstSeen,
  clientLastActive,
  clientNames,
  clientServices,
  deviceType,
  foldedDomainShare,
  knownInRange,
  suspiciousPatterns,
  type Filter,
  type Query,
  type Scope,
} from "../../src/queries/index.js";
import { createBlocks } from "../prometheus/blocks.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { canonical, figures, figuresOf } from "../simulation/figures.js";
import { simulationStart } from "../simulation/network.js";
import { openMetricsLines } from "../simulation/openmetrics.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Labels } from "../simulation/source.js";

/*
 * Cases that the simulated lab doesn't have: clients without a known zone, silent addresses in two zones, counters that
 * appear with their first event, and two exporters that expose the same client.
 */

const step = 15;
const end = simulationStart + 3600;
const rangeStart = end - 1800;

/** A series that begins at a moment and grows by `perStep` at each scrape. */
function growing(name: string, labels: Labels, first: number, perStep: number, from = simulationStart): RecordedSeries {
  const times: number[] = [];
  for (let at = from; at <= end; at += step) times.push(at);
  return {
    name,
    labels: { job: "j", instance: "i", ...labels },
    times,
    values: times.map((_, i) => first + i * perStep),
  };
}
const steady = (name: string, labels: Labels, value = 1) => growing(name, labels, value, 0);

const pattern = (client_ip: string) => ({ client_ip, domain: "a.example", pattern_type: "beacon", severity: "high" });
const mapping = (client_ip: string, zone_name: string, device_category: string, instance = "i") =>
  steady("client_zone_mapping", { client_ip, zone_name, zone_type: "internal", device_category, instance });
const frequency = (domain: string, first: number, perStep: number, from?: number) =>
  growing("adguard_client_domain_frequency", { client_ip: "192.0.2.1", zone: "one", domain }, first, perStep, from);
const served = (service: string, backend: string, instance: string, perStep = 1) =>
  growing(
    "traefik_requests_total",
    { client_ip: "192.0.2.1", client_zone: "one", service, backend, instance, method: "GET", code: "200" },
    9,
    perStep,
  );

const series: readonly RecordedSeries[] = [
  steady("suspicious_pattern_score", pattern("192.0.2.1"), 0.9),
  steady("suspicious_pattern_score", { ...pattern("192.0.2.1"), instance: "i-2" }, 0.7),
  steady("suspicious_pattern_score", pattern("192.0.2.2"), 0.8),
  steady("suspicious_pattern_score", pattern("192.0.2.3"), 0.6),
  steady("suspicious_pattern_score", pattern("192.0.2.4"), 0.4),
  steady("suspicious_pattern_score", pattern("192.0.2.5"), 0.5),
  // Two exporters know it, in one zone.
  mapping("192.0.2.1", "one", "tv"),
  mapping("192.0.2.1", "one", "tv", "i-2"),
  // It moved, and sends queries from the second zone.
  mapping("192.0.2.2", "one", "mobile"),
  mapping("192.0.2.2", "two", "mobile"),
  growing("adguard_client_requests_total", { client_ip: "192.0.2.2", network_zone: "one", device_type: "other" }, 9, 0),
  growing("adguard_client_requests_total", { client_ip: "192.0.2.2", network_zone: "two", device_type: "other" }, 0, 1),
  // No mapping has it, but it sends queries from a zone.
  growing("adguard_client_requests_total", { client_ip: "192.0.2.5", network_zone: "two", device_type: "other" }, 0, 1),
  mapping("other@one", "one", "other"),
  mapping("192.0.2.9", "one", "toaster"),
  // Old and silent, old and asked for, new with one query, new and growing, folded.
  frequency("silent.example", 5, 0),
  frequency("busy.example", 5, 1),
  frequency("once.example", 1, 0, end - 600),
  frequency("new.example", 1, 1, end - 600),
  frequency("other", 0, 1),
  served("a@docker", "a-1", "i"),
  served("a@docker", "a-2", "i"),
  served("a@docker", "a-1", "i-2"),
  served("b@docker", "b", "i"),
  // Not asked in the range.
  served("c@docker", "c", "i", 0),
  // The lab gives a title, twice; the other names of clients are their addresses.
  steady("homelab_entity_info", { kind: "client", name: "192.0.2.1", title: "Phone", zone: "one" }),
  steady("homelab_entity_info", { kind: "client", name: "192.0.2.1", title: "Phone", zone: "one", instance: "i-2" }),
  // It was known at the beginning of the range alone, and of this hour.
  {
    name: "client_zone_mapping",
    labels: {
      job: "j",
      instance: "i",
      client_ip: "192.0.2.8",
      zone_name: "two",
      zone_type: "internal",
      device_category: "tv",
    },
    times: [rangeStart - step, rangeStart, rangeStart + step],
    values: [1, 1, 1],
  },
  {
    name: "client_zone_mapping",
    labels: {
      job: "j",
      instance: "i",
      client_ip: "192.0.2.7",
      zone_name: "two",
      zone_type: "internal",
      device_category: "tv",
    },
    times: [simulationStart, simulationStart + step],
    values: [1, 1],
  },
  // Two queries, between a third and two thirds of the range.
  {
    name: "adguard_client_requests_total",
    labels: { job: "j", instance: "i", client_ip: "192.0.2.6", network_zone: "one", device_type: "other" },
    times: Array.from({ length: 241 }, (_, index) => simulationStart + index * step),
    values: Array.from({ length: 241 }, (_, index) => 5 + (index > 160 ? 1 : 0) + (index > 200 ? 1 : 0)),
  },
];

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const all: Scope<Filter> = { filters: [], window: "2m", shift: {}, sources: siblings };
const within = (...filters: Scope<Filter>["filters"]): Scope<Filter> => ({ ...all, filters });

describe("clients", () => {
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    await using blocks = await createBlocks([openMetricsLines(series)]);
    prometheus = await startPrometheus({ blocks: blocks.directory });
  });
  afterAll(async () => prometheus?.stop());

  const ask = async <L extends string>({ expression }: Query<L>) =>
    figuresOf(
      await prometheus.client.instant(
        print(expression)
          .replaceAll("$__range", `${String(end - rangeStart)}s`)
          .replaceAll("$__interval", "1m"),
        end,
      ),
    );

  const scores = (...rows: readonly (readonly [client: string, zone: string, score: number])[]) =>
    figures(rows.map(([client, zone, score]) => [{ ...pattern(client), zone }, score]));

  it("are in the zone of their activity, and in `unknown` without a known zone", async () => {
    expect(await ask(suspiciousPatterns(all))).toEqual(
      scores(
        ["192.0.2.1", "one", 0.9],
        ["192.0.2.2", "two", 0.8],
        ["192.0.2.3", "unknown", 0.6],
        ["192.0.2.5", "two", 0.5],
      ),
    );
  });

  it("belong to each chosen zone in which they are known, and to every choice of zones without a known one", async () => {
    expect(await ask(suspiciousPatterns(within({ filter: "zone", value: "one" })))).toEqual(
      scores(["192.0.2.1", "one", 0.9], ["192.0.2.2", "one", 0.8], ["192.0.2.3", "unknown", 0.6]),
    );
    expect(await ask(suspiciousPatterns(within({ filter: "client", value: "192.0.2.3" })))).toEqual(
      scores(["192.0.2.3", "unknown", 0.6]),
    );
  });

  it("have a type of device, 0 when they are folded, and none when it is unknown", async () => {
    expect(await ask(deviceType(all))).toEqual(
      figures([
        [{ zone: "one", client_ip: "192.0.2.1" }, 4],
        [{ zone: "one", client_ip: "192.0.2.2" }, 3],
        [{ zone: "two", client_ip: "192.0.2.2" }, 3],
        [{ zone: "one", client_ip: "other@one" }, 0],
      ]),
    );
  });

  it("have domains that grew or are new in the range, and a share of folded ones", async () => {
    const client = { zone: "one", client_ip: "192.0.2.1" };
    expect(await ask(clientDomains(all))).toEqual(figures([[client, 3]]));
    const [share = NaN] = (await ask(foldedDomainShare(all))).values();
    // 120 for each of two domains, and the extrapolated growth of the new one.
    expect(share).toBeGreaterThan(120 / (120 + 120 + 45));
    expect(share).toBeLessThan(120 / (120 + 120 + 39));
  });

  it("use a service once, with any number of backends and exporters, if they asked it in the range", async () => {
    expect(await ask(clientServices(all))).toEqual(figures([[{ zone: "one", client_ip: "192.0.2.1" }, 2]]));
  });

  it("are known in a range if the mapping had them, and are called by their titles or else by their addresses", async () => {
    const [zone, two] = ["one", "two"];
    const named = (client_ip: string, of: string, title = client_ip) =>
      [{ zone: of, client_ip, title, address: client_ip }, 1] as const;
    expect(await ask(clientNames(all, knownInRange(all)))).toEqual(
      figures([
        named("192.0.2.1", zone, "Phone"),
        named("192.0.2.2", zone),
        named("192.0.2.2", two),
        named("192.0.2.8", two),
        named("192.0.2.9", zone),
        named("other@one", zone, "others"),
      ]),
    );
  });

  it("are seen from their first activity in the range to the last, each to a step", async () => {
    const client = { zone: "one", client_ip: "192.0.2.6" };
    const first = (await ask(clientFirstSeen(all))).get(canonical(client)) ?? NaN;
    const last = (await ask(clientLastActive(all))).get(canonical(client)) ?? NaN;
    // The queries are between the samples 160 and 161, and 200 and 201; a step is a minute, and the window two.
    expect(first / 1000 - (simulationStart + 160 * step)).toBeGreaterThan(0);
    expect(first / 1000 - (simulationStart + 161 * step)).toBeLessThan(60);
    expect(last / 1000 - (simulationStart + 200 * step)).toBeGreaterThan(0);
    expect(last / 1000 - (simulationStart + 201 * step)).toBeLessThanOrEqual(120);
    expect(last - first).toBeGreaterThan(0);
  });
});
