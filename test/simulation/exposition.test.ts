import { request } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../certificates/test-certificates.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { serveTargets, type LiveTargets } from "./exposition.js";
import { differences, figuresOf } from "./figures.js";
import { oddLab } from "./lab.js";
import { simulate } from "./network.js";
import { pick, rate, requestLabels } from "./expected-values.js";
import { scrapeTargets } from "./scrape.js";

/*
 * A Prometheus scrapes the simulation over mutual TLS once a second, in real time.
 */
const { authority } = await testCertificates();

describe("a live simulation", () => {
  const now = Math.floor(Date.now() / 1000);
  const simulation = simulate({
    lab: oddLab,
    start: now - 300,
    end: now + 300,
    focus: now + 60,
    minute: 1,
    requestsPerSecond: 40,
    queriesPerSecond: 40,
  });
  let live: LiveTargets;
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    live = await serveTargets(
      scrapeTargets(simulation, { instances: "shards", optional: "filled", beforeFirstEvent: 10_000 }),
      authority,
    );
    prometheus = await startPrometheus({ config: live.config({ interval: "1s" }) });
    await scrapedFor(26);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await live?.stop();
  });

  /** Waits until every target was scraped successfully once a second for some time. */
  const scrapedFor = async (seconds: number) => {
    const expression = `min(sum_over_time(up[${seconds}s])) >= ${seconds - 1} and min(count_over_time(up[${seconds}s])) >= ${seconds - 1}`;
    const deadline = Date.now() + 90_000;
    while (Date.now() < deadline) {
      await pause(500);
      const { series } = await prometheus.client.instant(
        `${expression} and count(up) == ${live.targets.length}`,
        Date.now() / 1000,
      );
      if (series.length > 0) return;
    }
    throw new Error(`Not all targets were scraped for ${seconds} s:\n${prometheus.log()}`);
  };

  it("has every target up", async () => {
    const targets = await prometheus.client.targets();
    expect(targets.filter(({ health }) => health !== "up").map(({ lastError }) => lastError)).toEqual([]);
    expect(targets).toHaveLength(live.targets.length);
    expect(live.targets.filter(({ job }) => job === "traefik")).toHaveLength(2);
  });

  const window = 20;
  // The newest scrapes may be incomplete, and are left out.
  const settled = () => Math.floor(Date.now() / 1000) - 4;
  const ask = async (expression: string, at: number) => figuresOf(await prometheus.client.instant(expression, at));

  it("has figures within two per cent", async () => {
    const at = settled();
    const cases = [
      ["sum(rate(adguard_dns_queries_total[20s]))", rate({ events: simulation.queries, at, window })],
      ["sum(rate(traefik_requests_total[20s]))", rate({ events: simulation.requests, at, window })],
    ] as const;
    for (const [expression, expected] of cases) {
      expect(differences(await ask(expression, at), expected, 0.02)).toEqual([]);
    }
    const missed = simulation.queries.filter((_, index) => index % 20 !== 0);
    expect(differences(await ask(cases[0][0], at), rate({ events: missed, at, window }), 0.02)).not.toEqual([]);
  });

  it("has figures of few events that differ by at most the events at the ends of the window", async () => {
    const at = settled();
    const by = pick(requestLabels, "client_zone");
    const expression = "sum by (client_zone) (rate(traefik_requests_total[20s]))";
    expect(differences(await ask(expression, at), rate({ events: simulation.requests, by, at, window }), 0.15)).toEqual(
      [],
    );
  });

  it("has job and instance on every series but the results of rules", async () => {
    const series = async (name: string) => prometheus.client.series([name]);
    for (const labels of await series("traefik_route_health_status")) expect(labels).not.toHaveProperty("instance");
    const scraped = await series("traefik_requests_total");
    expect(new Set(scraped.map(({ instance }) => instance)).size).toBe(2);
    expect((await prometheus.client.metadata())["traefik_request_duration_seconds"]?.[0]?.type).toBe("histogram");
  });

  it("rejects a client without a certificate", async () => {
    const [hostname = "", port = ""] = live.targets[0]?.address.split(":") ?? [];
    const outcome = await new Promise<string>((resolve) => {
      const options = {
        hostname,
        port,
        path: "/metrics",
        ca: authority.certificate,
        servername: "exporter.lab",
        agent: false,
      };
      request(options, (answer) => resolve(`answered ${answer.statusCode}`))
        .on("error", (error) => resolve(error.message))
        .end();
    });
    expect(outcome).not.toMatch(/^answered/);
  });
});
