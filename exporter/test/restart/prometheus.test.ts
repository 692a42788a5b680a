import { once } from "node:events";
import { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import type { AnsweredSeries } from "../../../test/prometheus/client.js";
import { startPrometheus } from "../../../test/prometheus/server.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { differing, type Home, makeHome } from "./home.js";
import { countOf, nameOf, readExposition } from "./samples.js";
import { Writer } from "./writer.js";

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

/** The types of all families, which samples in Prometheus don't tell. */
async function typesIn(home: Home): Promise<ReadonlyMap<string, string>> {
  const agent = new Agent();
  const { body } = await home.ask(agent);
  agent.destroy();
  return readExposition(body).types;
}

/** A series as the exposition would have it, with the labels that {@link countOf} and {@link nameOf} look at. */
const textOf = ({ labels }: AnsweredSeries) => {
  const { __name__: name = "", le } = labels;
  return le === undefined ? name : `${name}{le="${le === "+Inf" ? le : String(Number(le))}"}`;
};

interface Grown {
  /** Of all series, first values included. */
  readonly all: Map<string, number>;
  /** Since the first sample of each, and of that what series grew that came later than the others. */
  readonly since: Map<string, number>;
  readonly late: Map<string, number>;
  readonly resets: readonly string[];
}

function grownBy(series: readonly AnsweredSeries[], types: ReadonlyMap<string, string>): Grown {
  const sums = () => new Map<string, number>();
  const grown = { all: sums(), since: sums(), late: sums(), resets: new Array<string>() };
  const first = firstOf(series);
  const add = (sums: Map<string, number>, name: string, amount: number) =>
    sums.set(name, (sums.get(name) ?? 0) + amount);
  for (const each of series) {
    const text = textOf(each);
    if (countOf(text, types) === undefined) continue;
    const [start = 0, value = 0] = each.points[0] ?? [];
    let last = value;
    add(grown.all, nameOf(text), last);
    for (const [, next] of each.points) {
      if (next < last) grown.resets.push(JSON.stringify(each.labels));
      const growth = Math.max(0, next - last);
      for (const sum of [grown.all, grown.since]) add(sum, nameOf(text), growth);
      if (start > first) add(grown.late, nameOf(text), growth);
      last = next;
    }
  }
  return grown;
}

const firstOf = (series: readonly AnsweredSeries[]) =>
  series.reduce((least, { points }) => Math.min(least, points[0]?.[0] ?? least), Infinity);

const countNames = (series: readonly AnsweredSeries[], types: ReadonlyMap<string, string>): ReadonlySet<string> =>
  new Set(series.map(({ labels }) => labels["__name__"] ?? "").filter((name) => countOf(name, types) !== undefined));

describe("killed now and then", () => {
  it("is for a Prometheus as if it had never been", { timeout: 300_000 }, async () => {
    const random = seededRandom(seed);
    const home = await makeHome(certificates, {});
    const writer = new Writer(home, random);
    writer.write(3000);
    let running = home.start(200);
    await using prometheus = await startPrometheus({ config: scrapeConfig(home.port) });
    const { client } = prometheus;
    const scrapes = async () => {
      const [up] = (await client.instant('sum_over_time(up{job="exporter"}[1h])', now())).series;
      return up?.points[0]?.[1] ?? 0;
    };
    const seen = async (more: number) => {
      const wanted = (await scrapes()) + more;
      while ((await scrapes()) < wanted) {
        expect(running.isRunning, running.complaints).toBe(true);
        await pause(50);
      }
    };
    await seen(2);
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        await pause(10);
        writer.write(Math.floor(random.unit() * 20));
      }
    })();
    for (let count = 0; count < kills; count++) {
      await seen(1 + Math.floor(random.unit() * 2));
      await pause(random.unit() * interval);
      running.child.kill("SIGKILL");
      await once(running.child, "close");
      running = home.start(200);
    }
    isOver = true;
    await writing;
    await seen(3);
    const types = await typesIn(home);
    const truth = await home.truth();
    const time = now();
    const { series } = await client.instant('{job="exporter",__name__!~"homelab_exporter_.*|process_.*"}[1h]', time);
    running.child.kill("SIGKILL");
    await once(running.child, "close");

    const grown = grownBy(series, types);
    expect(grown.resets).toEqual([]);
    expect(truth.get("adguard_network_zone_traffic")).toBe(writer.written);
    expect(differing(truth, grown.all)).toEqual([]);

    const last = series.reduce((most, { points }) => Math.max(most, points.at(-1)?.[0] ?? 0), 0);
    const window = Math.ceil(1000 * (last - firstOf(series))) + 1;
    const increases = new Map<string, number>();
    for (const name of countNames(series, types)) {
      const answer = await client.instant(`sum by (le) (increase(${name}[${window}ms]))`, last);
      for (const each of answer.series) {
        const text = textOf({ ...each, labels: { ...each.labels, __name__: name } });
        increases.set(nameOf(text), each.points[0]?.[1] ?? 0);
      }
    }
    // Where a series comes late, `increase` guesses how it began; where that is most of it, the guess is all there is.
    const known = [...grown.since].filter(([name, amount]) => (grown.late.get(name) ?? 0) < 0.05 * amount);
    expect(known.length).toBeGreaterThan(40);
    expect(differing(new Map(known), increases, 0.01)).toEqual([]);
  });
});

const now = () => Date.now() / 1000;
