import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mutualTls } from "../prometheus/mutual-tls.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { serveTargets } from "../simulation/exposition.js";
import { simulate } from "../simulation/network.js";
import { record, scrapeTargets, withStalenessMarks, type ScrapeOptions } from "../simulation/scrape.js";
import type { Lab } from "../../src/lab/index.js";
import { evaluatedRules } from "./evaluated-rules.js";
import { keyOf } from "./expected-dashboards.js";
import { compareAnswer } from "./compare-answers.js";
import { parsedLab } from "./parsed-lab.js";
import { buildDashboards, openDashboard } from "./test-bench.js";
import { selectedBy, type Expectation } from "./evaluation.js";
import { servicePerformance } from "./expected-values/all.js";

/*
 * The simulation exposes the text format over HTTPS with client certificates; a real Prometheus scrapes it once a second;
 * the emitted dashboard's queries are sent through the emitted datasource.
 *
 * The exposed values change at whole seconds, whenever a scrape happens within a second. The samples of a window of w
 * seconds at second t are therefore those from t - w to t - 1: the figures are those of w - 1 seconds that end at t - 1.
 */

const variants: readonly { readonly name: string; readonly options: ScrapeOptions }[] = [
  { name: "one instance, without optional labels", options: { beforeFirstEvent: 0 } },
  {
    name: "two shards, with optional labels, other states absent",
    options: { instances: "shards", optional: "filled", otherStates: "absent", beforeFirstEvent: 0 },
  },
];

/**
 * Targets that need more time than this test takes: a failover ten minutes, the mark of a renewal five. A server is down
 * for a moment only.
 */
const tooShortFor = [
  "servers-up-now/B",
  "failovers-in-range/A",
  "failovers/A",
  "failover-table/A",
  "failover-table/B",
  "state-change-table/A",
  "annotation/Failovers",
  "annotation/Certificate renewals",
];

describe.concurrent.each(variants)("$name", ({ options }) => {
  it("every target has data, and its figures are within two per cent", { timeout: 300_000 }, async () => {
    const written = parsedLab();
    const lab = {
      ...written,
      infrastructure: written.infrastructure.map((part) =>
        part.scrape_interval === undefined ? part : { ...part, scrape_interval: "15s" },
      ),
    };
    const emitted = buildDashboards(lab);
    const now = Math.floor(Date.now() / 1000);
    const story = simulate({
      lab,
      start: Math.floor(now / 60) * 60 - 240,
      end: Math.floor(now / 60) * 60 + 420,
      focus: now + 100,
      minute: 1,
      requestsPerSecond: 40,
      queriesPerSecond: 30,
    });
    // The time until everything is scraped depends on the machine: an alert fires, and a reload is near, at any time.
    const simulation = {
      ...story,
      alerts: story.alerts.map((alert) => ({ ...alert, from: now, to: story.end })),
      reloads: Array.from({ length: 14 }, (_, index) => ({ time: now + 30 * index, successful: true })),
    };
    await using tls = await mutualTls(lab.certificates, lab.datasource.server_name);
    const clock = () => Math.floor(Date.now() / 1000);
    await using live = await serveTargets(scrapeTargets(simulation, options), tls.authority, clock);
    using rules = ruleDirectory(lab);
    const config = live.config({ interval: "1s", ruleFiles: [rules.pattern] });
    await using prometheus = await startPrometheus({ ...tls.server, config });
    const window = 60;
    const at = await scrapedFor(window + 16, live.targets.length, prometheus);

    const range = { from: (at - window) * 1000, to: at * 1000 };
    const answered = await openDashboard(emitted, "homelab-services", {
      datasource: emitted.connect(tls, prometheus.port),
      range,
    });
    // The gauges' values of each second, from separate sources; and the endpoint of the rules.
    const held = { from: at - 2 * window, to: at - 1 };
    const recorded = record(
      scrapeTargets(simulation, options).map((target) => ({ ...target, interval: 1 })),
      held,
    );
    const upOfRules = { name: "up", labels: { job: "rules", instance: "rules" }, times: [held.to], values: [1] };
    const series = [...withStalenessMarks(recorded, 1, held.to), upOfRules];
    // Prometheus has run for less than the ten minutes of shares, and the events began before it did.
    const compared = answered.queries.filter(
      ({ id, written }) => !id.endsWith("annotation/Certificate renewals") && !written.includes("[10m]"),
    );
    expect(answered.queries.length - compared.length).toBeLessThan(15);
    const comparisons = compared.map((question) => {
      const oracle = servicePerformance[keyOf(question)];
      const shifted: Expectation | undefined =
        oracle &&
        ((moment) => oracle({ ...moment, at: moment.at - 1, window: moment.window - 1, range: moment.range - 1 }));
      return compareAnswer(question, shifted, {
        simulation,
        series,
        selected: selectedBy(simulation, {}),
        range: { from: at - window, to: at },
        isCompared: (step) => step === at,
        tolerance: 0.02,
        ruleInterval: 1,
      });
    });
    expect(comparisons.flatMap(({ id, differences }) => differences.map((objection) => `${id} ${objection}`))).toEqual(
      [],
    );
    const silent = answered.queries.filter(({ answer }) => answer.series.length === 0).map(({ id }) => id);
    const unexpected = silent.filter((id) => !tooShortFor.some((allowed) => id.endsWith(allowed)));
    expect(unexpected).toEqual([]);
  });
});

/** A directory with the rules, which are evaluated once a second. JSON is YAML. */
function ruleDirectory(lab: Lab) {
  const directory = mkdtempSync(join(tmpdir(), "homelab-live-rules-"));
  for (const [index, { groups }] of evaluatedRules(lab).entries()) {
    const eachSecond = { groups: groups.map((group) => ({ ...group, interval: "1s" })) };
    writeFileSync(join(directory, `${String(index)}.yml`), JSON.stringify(eachSecond));
  }
  return {
    pattern: join(directory, "*.yml"),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * Waits until every target was scraped each second for some time; gives that time, a multiple of 15 s. It is no whole
 * minute: there, steps of a minute have two ends in a window of a minute, and none in the window that ends a second earlier.
 */
async function scrapedFor(seconds: number, targets: number, prometheus: RunningPrometheus): Promise<number> {
  const steady = `count(count_over_time(up[${String(seconds)}s]) >= ${String(seconds - 1)} and sum_over_time(up[${String(seconds)}s]) >= ${String(seconds - 1)})`;
  const ready = `${steady} == ${String(targets)}`;
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    await pause(500);
    const at = Math.floor((Date.now() / 1000 - 4) / 15) * 15;
    if (at % 60 === 0) continue;
    const { series } = await prometheus.client.instant(ready, at);
    if (series.length > 0) return at;
  }
  throw new Error(`Not every target was scraped each second for ${String(seconds)} s:\n${prometheus.log()}`);
}
