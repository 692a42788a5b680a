import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineLab } from "../../src/lab/index.js";
import { print } from "../../src/promql/index.js";
import {
  expectedServerShare,
  failoverNow,
  silentMinutes,
  type Filter,
  type Query,
  type Scope,
} from "../../src/queries/index.js";
import { balancingRules } from "../../src/rules/balancing.js";
import { createBlocks } from "../prometheus/blocks.js";
import { recordRules } from "../prometheus/record-rules.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { figures, figuresOf } from "../simulation/figures.js";
import { simulationStart } from "../simulation/network.js";
import { openMetricsLines } from "../simulation/openmetrics.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Labels } from "../simulation/source.js";

/*
 * Servers whose addresses change, which the simulated lab doesn't have. A series of the exporter begins with 0, and is
 * exposed for long after its last request; a series of Traefik ends with the server.
 */

const step = 15;
const minutes = (count: number) => simulationStart + 60 * count;
const end = minutes(60);
/** When the server of each backend gets another address, or falls silent. */
const change = minutes(30);

function recorded(name: string, labels: Labels, from: number, to: number, value: (at: number) => number) {
  const times: number[] = [];
  for (let at = from; at <= to; at += step) times.push(at);
  return { name, labels: { job: "j", instance: "i", ...labels }, times, values: times.map(value) };
}

/** Requests to a server, one each scrape between two times; exposed from the first to the end. */
const served = (backend: string, server: string, from: number, to = end): RecordedSeries =>
  recorded(
    "traefik_load_balancer_distribution",
    { backend, server },
    from,
    end,
    (at) => (Math.min(at, to) - from) / step,
  );

const up = (service: string, url: string, from = simulationStart, to = end, value = 1): RecordedSeries =>
  recorded("traefik_service_server_up", { service, url }, from, to, () => value);

const [first, second, third] = ["http://10.0.0.1:80", "http://10.0.0.2:80", "http://10.0.0.3:80"] as const;

const series: readonly RecordedSeries[] = [
  // One container, which returns with another address.
  served("moved", first, simulationStart, change),
  served("moved", second, change),
  up("moved", first, simulationStart, change),
  up("moved", second, change + step),
  // The same, before the first request to the new address.
  served("new", first, simulationStart, change),
  served("new", second, change, change),
  up("new", first, simulationStart, change),
  up("new", second, change + step),
  // The same without a health check.
  served("unchecked", first, simulationStart, change),
  served("unchecked", second, change),
  // One of two containers returns with another address.
  served("pair", first, simulationStart),
  served("pair", second, simulationStart, change),
  served("pair", third, change),
  up("pair", first),
  up("pair", second, simulationStart, change),
  up("pair", third, change + step),
  // One of two containers falls silent at its address.
  served("silent", first, simulationStart),
  served("silent", second, simulationStart, change),
  up("silent", first),
  up("silent", second, simulationStart, change),
  up("silent", second, change + step, end, 0),
  // The lab lists both, one of which falls silent; there is no health check.
  served("listed", first, simulationStart),
  served("listed", second, simulationStart, change),
];

const lab = defineLab({
  zones: [{ name: "home", cidrs: ["10.0.0.0/8"] }],
  services: [
    {
      name: "listed@file",
      zone: "home",
      backends: [{ name: "listed", servers: [{ url: first }, { url: second }] }],
    },
  ],
});

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const scope: Scope<Filter> = { filters: [], window: "5m", shift: {}, sources: siblings };

describe("servers whose addresses change", () => {
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    await using blocks = await createBlocks([openMetricsLines(series)]);
    prometheus = await startPrometheus({ blocks: blocks.directory, receive: true });
    await recordRules(prometheus.client, [balancingRules(lab).rules], { start: simulationStart, end });
  });
  afterAll(async () => prometheus?.stop());

  const ask = async (query: Query<"backend" | "server">, at: number) =>
    figuresOf(await prometheus.client.instant(print(query.expression).replaceAll("$__range", "1h"), at));

  const keys = (...servers: readonly (readonly [backend: string, server: string])[]) =>
    [...figures(servers.map(([backend, server]) => [{ backend, server }, 1])).keys()].sort();

  it.each([1, 5, 9, 11, 15, 25])("are no failovers, %i minutes later", async (later) => {
    const silent = await ask(failoverNow(scope, lab), change + 60 * later);
    const expected = later < 10 ? keys() : keys(["listed", second], ["silent", second]);
    expect([...silent.keys()].sort()).toEqual(expected);
    for (const missed of silent.values()) expect(missed).toBeCloseTo(20, 0);
  });

  it("are no failovers in the range", async () => {
    const silent = await ask(silentMinutes(scope, lab), end);
    expect([...silent.keys()].sort()).toEqual(keys(["listed", second], ["silent", second]));
    for (const count of silent.values()) expect(count).toBeCloseTo(20, -1);
  });

  it("are no failovers without rules where only the lab knows the servers", async () => {
    const silent = await ask(failoverNow(scope, { ...lab, rules: false }), end);
    expect([...silent.keys()]).toEqual(keys(["silent", second]));
  });

  it("share the requests with the servers that there are", async () => {
    const shares = await ask(expectedServerShare(scope), end);
    const share = (backend: string) =>
      figures(
        [first, second, third].flatMap((server) => {
          const [key = ""] = keys([backend, server]);
          const value = shares.get(key);
          return value === undefined ? [] : [[{ server }, value] as const];
        }),
      );
    // The second is alone, and gets all requests whatever its weight.
    expect(share("moved")).toEqual(figures([]));
    expect(share("pair")).toEqual(figures([first, third].map((server) => [{ server }, 0.5])));
    expect(share("listed")).toEqual(figures([first, second].map((server) => [{ server }, 0.5])));
    // Nothing tells that the first is gone.
    expect(share("unchecked")).toEqual(figures([first, second].map((server) => [{ server }, 0.5])));
  });
});
