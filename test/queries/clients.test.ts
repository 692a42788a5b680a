import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { print } from "../../src/promql/index.js";
import {
  clientDomains,
  clientServices,
  deviceType,
  foldedDomainShare,
  suspiciousPatterns,
  type Filter,
  type Query,
  type Scope,
} from "../../src/queries/index.js";
import { createBlocks } from "../prometheus/blocks.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { figures, figuresOf } from "../simulation/figures.js";
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
const served = (service: string, backend: string, instance: string) =>
  steady("traefik_client_service_mapping", { client_ip: "192.0.2.1", zone: "one", service, backend, instance });

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
      await prometheus.client.instant(print(expression).replaceAll("$__range", `${String(end - rangeStart)}s`), end),
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

  it("use a service once, with any number of backends and exporters", async () => {
    expect(await ask(clientServices(all))).toEqual(figures([[{ zone: "one", client_ip: "192.0.2.1" }, 2]]));
  });
});
