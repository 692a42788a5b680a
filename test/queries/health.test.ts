import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineLab } from "../../src/lab/index.js";
import { print } from "../../src/promql/index.js";
import { healthOfAll, servicesInState, type Filter, type Scope } from "../../src/queries/index.js";
import { createBlocks } from "../prometheus/blocks.js";
import { healthRules } from "../../src/rules/health.js";
import { recordRules } from "../prometheus/record-rules.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { figures, figuresOf, type Figures } from "../simulation/figures.js";
import { simulationStart } from "../simulation/network.js";
import { openMetricsLines } from "../simulation/openmetrics.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Labels } from "../simulation/source.js";

/* Services that are wholly down, each in another way, and some of which nobody can tell. */

const step = 15;
const end = simulationStart + 900;
const times = Array.from({ length: 61 }, (_, index) => simulationStart + index * step);

/** A series that grows by `perStep` at each scrape, up to a number. */
const series = (name: string, labels: Labels, perStep: number, first = 0, most = Infinity): RecordedSeries => ({
  name,
  labels: { job: "j", instance: "i", ...labels },
  times,
  values: times.map((_, index) => Math.min(most, first + index * perStep)),
});

const requests = (service: string, code: string, perStep: number, backend = service, most?: number) =>
  series(
    "traefik_requests_total",
    { service, method: "GET", code, backend, client_zone: "one", client_ip: "192.0.2.1" },
    perStep,
    0,
    most,
  );
const server = (backend: string, host: string, up: 0 | 1, instance = "i") =>
  series("traefik_service_server_up", { service: backend, url: `http://${host}:80`, instance }, 0, up);

const lab = defineLab({
  services: [
    { name: "photos@file", backends: [{ name: "photos-a@docker" }, { name: "photos-b@docker" }] },
    { name: "notes@docker" },
  ],
  infrastructure: [
    { name: "traefik", kind: "proxy", host: "gateway.lab", job: "traefik" },
    { name: "grafana", kind: "dashboards", host: "grafana.lab", service: "grafana@docker" },
  ],
});

const recorded: readonly RecordedSeries[] = [
  requests("fine@docker", "200", 10),
  // Traefik answers for it, since none of its servers is healthy.
  requests("failing@docker", "503", 10),
  // Traefik finds no route, since its container is stopped.
  requests("stopped@docker", "404", 10, "traefik"),
  // Scanners and people who aren't logged in.
  requests("guarded@docker", "200", 1),
  requests("guarded@docker", "502", 1),
  requests("guarded@docker", "401", 1000, "traefik"),
  // Too few people have asked for it.
  requests("rare@docker", "500", 1, "rare@docker", 4),
  // Nobody asks for them.
  server("quiet@docker", "10.0.0.1", 0),
  server("spare@docker", "10.0.0.2", 0),
  server("spare@docker", "10.0.0.3", 1),
  server("idle@docker", "10.0.0.4", 1),
  // No request has failed yet.
  requests("notes@docker", "200", 10),
  server("notes@docker", "10.0.0.5", 0),
  // One of two pools is down, seen by two instances of Traefik.
  server("photos-a@docker", "10.0.0.6", 0),
  server("photos-a@docker", "10.0.0.6", 0, "i-2"),
  server("photos-b@docker", "10.0.0.7", 1),
  server("photos-b@docker", "10.0.0.7", 1, "i-2"),
  server("grafana@docker", "10.0.0.8", 0),
];

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const scope: Scope<Filter> = { filters: [], window: "2m", shift: {}, sources: siblings };

const services: Readonly<Record<string, number>> = {
  "failing@docker": 0,
  "fine@docker": 2,
  "guarded@docker": 0,
  "idle@docker": 2,
  "notes@docker": 0,
  "photos@file": 1,
  "quiet@docker": 0,
  "rare@docker": 3,
  "spare@docker": 1,
};

describe("the health of services", () => {
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    await using blocks = await createBlocks([openMetricsLines(recorded)]);
    prometheus = await startPrometheus({ blocks: blocks.directory, receive: true });
    await recordRules(prometheus.client, [healthRules(lab).rules], { start: simulationStart, end });
  });
  afterAll(async () => prometheus?.stop());

  const ask = async (expression: Parameters<typeof print>[0]): Promise<Figures> =>
    figuresOf(await prometheus.client.instant(print(expression), end));

  it("counts those without requests", async () => {
    expect(await ask(servicesInState(scope, lab, 0).expression)).toEqual(figures([[{}, 5]]));
    expect(await ask(servicesInState(scope, lab, 1).expression)).toEqual(figures([[{}, 2]]));
    expect(await ask(servicesInState(scope, lab, 2).expression)).toEqual(figures([[{}, 2]]));
    expect(await ask(servicesInState(scope, lab, 3).expression)).toEqual(figures([[{}, 1]]));
  });

  it("is the worse one of their requests and their servers, without Traefik's own answers below 500; a part of the infrastructure is no service, too", async () => {
    const expected = Object.entries(services).map(([name, state]) => [{ kind: "service", name }, state] as const);
    expect(await ask(healthOfAll(scope, lab).expression)).toEqual(
      figures([...expected, [{ kind: "infrastructure", name: "grafana" }, 0]]),
    );
  });

  it("follows the chosen zones and services by their names", async () => {
    const chosen: Scope<Filter> = {
      ...scope,
      filters: [
        { filter: "service", value: "quiet@docker" },
        { filter: "zone", value: "none" },
      ],
    };
    expect(await ask(healthOfAll(chosen, lab).expression)).toEqual(
      figures([
        [{ kind: "service", name: "quiet@docker" }, 0],
        [{ kind: "infrastructure", name: "grafana" }, 0],
      ]),
    );
    expect(await ask(servicesInState(chosen, lab, 0).expression)).toEqual(figures([[{}, 1]]));
  });

  it("is that of services by their requests of ten minutes alone, without rules", async () => {
    const without = { ...lab, rules: false };
    const byRequests = {
      "failing@docker": 0,
      "fine@docker": 2,
      "guarded@docker": 0,
      "notes@docker": 2,
      "rare@docker": 3,
    };
    expect(await ask(healthOfAll(scope, without).expression)).toEqual(
      figures(Object.entries(byRequests).map(([name, state]) => [{ kind: "service", name }, state])),
    );
    expect(await ask(servicesInState(scope, without, 0).expression)).toEqual(figures([[{}, 2]]));
    expect(await ask(servicesInState(scope, without, 1).expression)).toEqual(figures([[{}, 0]]));
  });
});
