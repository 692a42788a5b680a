import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { print } from "../../src/promql/index.js";
import { infrastructureRate, type Filter, type Scope } from "../../src/queries/index.js";
import { createBlocks } from "../prometheus/blocks.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { figures, figuresOf } from "../simulation/figures.js";
import { simulationStart } from "../simulation/network.js";
import { openMetricsLines } from "../simulation/openmetrics.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Labels } from "../simulation/source.js";

const step = 15;
const end = simulationStart + 900;
const times = Array.from({ length: 61 }, (_, index) => simulationStart + index * step);

const series = (name: string, labels: Labels, first: number, perStep: number): RecordedSeries => ({
  name,
  labels: { job: "j", instance: "i", ...labels },
  times,
  values: times.map((_, index) => first + index * perStep),
});

const info = (name: string, type: string) =>
  series("homelab_topology_info", { kind: "infrastructure", name, title: name, zone: "Home", type }, 1, 0);

const recorded = [
  info("traefik", "proxy"),
  info("traefik-2", "proxy"),
  info("adguard", "dns"),
  series(
    "traefik_requests_total",
    {
      service: "memos@docker",
      method: "GET",
      code: "200",
      backend: "memos@docker",
      client_zone: "home",
      client_ip: "a",
    },
    0,
    30,
  ),
];

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const scope: Scope<Filter> = { filters: [], window: "2m", shift: {}, sources: siblings };
const proxy = (name: string) => ({ name, title: name, kind: "proxy" as const, zone: "home", host: `${name}.lab` });

describe("the rate of two proxies", () => {
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    await using blocks = await createBlocks([openMetricsLines(recorded)]);
    prometheus = await startPrometheus({ blocks: blocks.directory });
  });
  afterAll(async () => prometheus?.stop());

  const rates = async (...names: readonly string[]) => {
    const { expression } = infrastructureRate(scope, { infrastructure: names.map(proxy) }, "proxy");
    return figuresOf(await prometheus.client.instant(print(expression), end));
  };

  it("is at both, the second taken from the info metric", async () => {
    expect(await rates("traefik", "traefik-2")).toEqual(
      figures([
        [{ name: "traefik" }, 2],
        [{ name: "traefik-2" }, 2],
      ]),
    );
  });

  it("is at the first also without an info metric", async () => {
    expect(await rates("proxy")).toEqual(figures([[{ name: "proxy" }, 2]]));
  });
});
