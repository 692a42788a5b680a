import { once } from "node:events";
import { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import type { AnsweredSeries } from "../../../test/prometheus/client.js";
import { startPrometheus } from "../../../test/prometheus/server.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { differences, type Home, createHome } from "./home.js";
import { cumulativeFamilyOf, sampleName, parseExposition } from "./increments.js";
import { LogWriter } from "./log-writer.js";

const kills = 8;
const seed = 2;
/** Milliseconds between two scrapes. */
const interval = 500;

const certificates = await testCertificates();

const scrapeConfig = (port: number) => `
scrape_configs:
  - job_name: exporter
    scheme: https
    scrape_interval: ${interval}ms
    scrape_timeout: ${interval}ms
    static_configs: [{targets: ["127.0.0.1:${port}"]}]
    tls_config:
      ca_file: ${certificates.authority.certificateFile}
      cert_file: ${certificates.client.certificateFile}
      key_file: ${certificates.client.keyFile}
      server_name: exporter.lab
`;

/** The types of all families, which Prometheus does not store with the samples. */
async function typesIn(home: Home): Promise<ReadonlyMap<string, string>> {
  const agent = new Agent();
  const { body } = await home.scrape(agent);
  agent.destroy();
  return parseExposition(body).types;
}

/** A series as in the exposition, with the labels that {@link cumulativeFamilyOf} and {@link sampleName} use. */
const textOf = ({ labels }: AnsweredSeries) => {
  const { __name__: name = "", le } = labels;
  return le === undefined ? name : `${name}{le="${le === "+Inf" ? le : String(Number(le))}"}`;
};

interface Growth {
  /** Of all series, including their first values. */
  readonly all: Map<string, number>;
  /** Since the first sample of each series, and the part of it from series that started later than the others. */
  readonly since: Map<string, number>;
  readonly late: Map<string, number>;
  readonly resets: readonly string[];
}

function growthOf(series: readonly AnsweredSeries[], types: ReadonlyMap<string, string>): Growth {
  const sums = () => new Map<string, number>();
  const growth = { all: sums(), since: sums(), late: sums(), resets: new Array<string>() };
  const first = firstOf(series);
  const add = (sums: Map<string, number>, name: string, amount: number) =>
    sums.set(name, (sums.get(name) ?? 0) + amount);
  for (const each of series) {
    const text = textOf(each);
    if (cumulativeFamilyOf(text, types) === undefined) continue;
    const [start = 0, value = 0] = each.points[0] ?? [];
    let last = value;
    add(growth.all, sampleName(text), last);
    for (const [, next] of each.points) {
      if (next < last) growth.resets.push(JSON.stringify(each.labels));
      const increase = Math.max(0, next - last);
      for (const sum of [growth.all, growth.since]) add(sum, sampleName(text), increase);
      if (start > first) add(growth.late, sampleName(text), increase);
      last = next;
    }
  }
  return growth;
}

const firstOf = (series: readonly AnsweredSeries[]) =>
  series.reduce((least, { points }) => Math.min(least, points[0]?.[0] ?? least), Infinity);

const countNames = (series: readonly AnsweredSeries[], types: ReadonlyMap<string, string>): ReadonlySet<string> =>
  new Set(
    series
      .map(({ labels }) => labels["__name__"] ?? "")
      .filter((name) => cumulativeFamilyOf(name, types) !== undefined),
  );

describe("an exporter that is killed repeatedly", () => {
  it("gives Prometheus the same increases as without the kills", { timeout: 300_000 }, async () => {
    const random = seededRandom(seed);
    const home = await createHome(certificates, {}, interval);
    const writer = new LogWriter(home, random);
    writer.write(3000);
    let running = home.start(200);
    await using prometheus = await startPrometheus({ config: scrapeConfig(home.port) });
    const { client } = prometheus;
    const scrapes = async () => {
      const [up] = (await client.instant('sum_over_time(up{job="exporter"}[1h])', now())).series;
      return up?.points[0]?.[1] ?? 0;
    };
    const scraped = async (more: number) => {
      const wanted = (await scrapes()) + more;
      while ((await scrapes()) < wanted) {
        expect(running.isRunning, running.stderr).toBe(true);
        await pause(50);
      }
    };
    await scraped(2);
    let hasEnded = false;
    const writing = (async () => {
      while (!hasEnded) {
        await pause(10);
        writer.write(Math.floor(random.unit() * 20));
      }
    })();
    for (let count = 0; count < kills; count++) {
      await scraped(1 + Math.floor(random.unit() * 2));
      await pause(random.unit() * interval);
      running.child.kill("SIGKILL");
      await once(running.child, "close");
      running = home.start(200);
    }
    hasEnded = true;
    await writing;
    // A series that ended and came back last has its value, a gap, and is 0 in two scrapes.
    await scraped(12);
    const types = await typesIn(home);
    const expectedTotals = await home.expectedTotals();
    const time = now();
    const { series } = await client.instant('{job="exporter",__name__!~"homelab_exporter_.*|process_.*"}[1h]', time);
    running.child.kill("SIGKILL");
    await once(running.child, "close");

    const growth = growthOf(series, types);
    const message = home.problems.join("\n");
    expect(growth.resets, message).toEqual([]);
    expect(expectedTotals.get("adguard_network_zone_traffic")).toBe(writer.written);
    expect(differences(expectedTotals, growth.all), message).toEqual([]);

    const last = series.reduce((most, { points }) => Math.max(most, points.at(-1)?.[0] ?? 0), 0);
    const window = Math.ceil(1000 * (last - firstOf(series))) + 1;
    const increases = new Map<string, number>();
    for (const name of countNames(series, types)) {
      const answer = await client.instant(`sum by (le) (increase(${name}[${window}ms]))`, last);
      for (const each of answer.series) {
        const text = textOf({ ...each, labels: { ...each.labels, __name__: name } });
        increases.set(sampleName(text), each.points[0]?.[1] ?? 0);
      }
    }
    // increase() extrapolates the start of a late series, so names with a large share of late series are left out.
    const known = [...growth.since].filter(([name, amount]) => (growth.late.get(name) ?? 0) < 0.05 * amount);
    expect(known.length).toBeGreaterThan(40);
    expect(differences(new Map(known), increases, 0.01)).toEqual([]);
  });
});

const now = () => Date.now() / 1000;
