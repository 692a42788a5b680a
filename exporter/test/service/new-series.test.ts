/**
 * What a real Prometheus makes of series that begin, end and come back: events of some hours in simulated time, with
 * scrapes every 15 seconds, a second scraper, and scrapes that were cut off or thrown away.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { AnsweredSeries } from "../../../test/prometheus/client.js";
import { remoteWrite } from "../../../test/prometheus/remote-write.js";
import { startPrometheus } from "../../../test/prometheus/server.js";
import { query, request } from "../aggregator/sample-events.js";
import { scrapeInterval, startPipelines, StoredSeries, type Events } from "./simulated-scrapes.js";

/** Unix seconds. */
const start = 1_736_150_400;
const minute = 60;
const end = start + 240 * minute;

/** Events of a client of its own, within two seconds. */
interface Burst {
  readonly client: string;
  readonly count: number;
  /** Unix seconds. */
  readonly at: number;
}

const sizes = [1, 2, 50];

/** Each client has a burst, and comes back after its series have expired. */
const bursts: readonly Burst[] = [start + 20 * minute, start + 125 * minute].flatMap((at) =>
  sizes.map((count, index) => ({ client: `192.168.1.${100 + count}`, count, at: at + 7 * index + 3 })),
);

/** The resolver of a client. */
const upstreamOf = (client: string) => `tls://${client}.resolver.example:853`;

/** A client that was there before the exporter. */
const known = "192.168.1.10";

function eventsOf(): Events {
  const requests = [];
  const queries = [];
  for (let index = 0; index < 400; index++)
    queries.push(query({ client: known, time: 1000 * (start - 7200 + 18 * index) }));
  for (let time = start; time < end; time += 20) queries.push(query({ client: known, time: 1000 * time }));
  for (const { client, count, at } of bursts)
    for (let index = 0; index < count; index++) {
      const time = 1000 * at + Math.floor((2000 * index) / count);
      queries.push(query({ client, time, upstream: upstreamOf(client) }));
      requests.push(request({ client, time, code: 500, method: "DELETE" }));
    }
  const byTime = (one: { readonly time: number }, other: { readonly time: number }) => one.time - other.time;
  return { requests: requests.sort(byTime), queries: queries.sort(byTime) };
}

const families =
  /^(adguard_client_requests_total|adguard_dns_query_duration_seconds_(count|bucket|sum)|traefik_requests_total)$/;

/** Scrapes of Prometheus with a few milliseconds of delay, and others in between. */
async function record(stateFile: string): Promise<StoredSeries> {
  let pipelines = await startPipelines(eventsOf(), start, stateFile);
  const stored = new StoredSeries();
  for (let count = 0; start + count * scrapeInterval <= end; count++) {
    const at = start + count * scrapeInterval + ((count * 7) % 5) / 1000;
    stored.add(at, await pipelines.scrapeAt(at), families);
    // A person's curl, a scrape that is cut off, and one that Prometheus throws away.
    if (count % 3 === 0) await pipelines.scrapeAt(at + 4);
    if (count % 4 === 0) await pipelines.scrapeAt(at + 6, false);
    // A second scraper.
    await pipelines.scrapeAt(at + 9);
    if (count % 50 === 21) pipelines = await pipelines.killAndStart();
  }
  await pipelines.stop();
  return stored;
}

let stored: StoredSeries;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "homelab-exporter-"));
  try {
    stored = await record(join(directory, "state"));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** Samples of a series between two times, staleness marks included. */
const samplesIn = (name: string, labels: Readonly<Record<string, string>>, from: number, to: number) =>
  stored
    .all()
    .filter((one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value))
    .flatMap(({ times, values }) =>
      times.flatMap((time, index) => (time >= from && time <= to ? [{ time, value: values[index] ?? NaN }] : [])),
    );

const seriesOf = ({ client }: Burst) =>
  [
    ["adguard_client_requests_total", { client_ip: client }],
    ["traefik_requests_total", { client_ip: client, code: "500" }],
  ] as const;

describe("a series that begins while the exporter runs", () => {
  it.each(bursts)("is 0 first, and has all $count events of $client two intervals later", (burst) => {
    for (const [name, labels] of seriesOf(burst)) {
      const samples = samplesIn(name, labels, burst.at, burst.at + 20 * minute);
      const [first] = samples;
      const valued = samples.filter(({ value }) => value !== 0);
      expect(first?.value).toBe(0);
      expect((valued[0]?.time ?? NaN) - (first?.time ?? NaN)).toBeLessThan(2 * scrapeInterval + 0.1);
      expect(new Set(valued.map(({ value }) => value))).toEqual(new Set([burst.count]));
    }
  });

  it.each(bursts.slice(0, sizes.length))("begins with all buckets and the count of $client at once", (burst) => {
    const labels = { upstream: upstreamOf(burst.client) };
    const of = (name: string, more: Readonly<Record<string, string>> = {}) =>
      samplesIn(`adguard_dns_query_duration_seconds_${name}`, { ...labels, ...more }, burst.at, burst.at + minute);
    const counts = of("count");
    expect(new Set(counts.map(({ value }) => value))).toEqual(new Set([0, burst.count]));
    expect(of("bucket", { le: "+Inf" })).toEqual(counts);
    expect(of("bucket", { le: "0.025" })).toEqual(counts);
    expect(of("sum").map(({ value }) => value > 0)).toEqual(counts.map(({ value }) => value > 0));
  });

  it("ends with its value and a staleness mark before it begins again", () => {
    for (const { client, count, at } of bursts.slice(0, sizes.length)) {
      const values = samplesIn("adguard_client_requests_total", { client_ip: client }, at, end).map(
        ({ value }) => value,
      );
      const changes = values.filter((value, index) => !Object.is(value, values[index - 1]));
      expect(changes).toEqual([0, count, NaN, 0, count, NaN]);
    }
  });

  it("starts with its value where a first start read it from an old log", () => {
    const [first] = samplesIn("adguard_client_requests_total", { client_ip: known }, start, end);
    expect(first?.value).toBe(401);
  });
});

/** Increase over stored samples: positive differences, whole values after a reset, and the value that history has. */
const grown = ({ points }: AnsweredSeries) =>
  points.reduce((sum, [, value], index) => {
    const before = points[index - 1]?.[1];
    return before === undefined ? sum : sum + (value >= before ? value - before : value);
  }, 0);

describe("Prometheus", () => {
  it("has stored samples whose increases are the events, and computes them within 2 % from 15 minutes on", async () => {
    const prometheus = await startPrometheus({ receive: true });
    onTestFinished(() => prometheus.stop());
    await remoteWrite(prometheus.client, stored.all());
    const { client } = prometheus;
    for (const { client: address, count } of bursts.slice(0, sizes.length))
      for (const selector of [
        `adguard_client_requests_total{client_ip="${address}"}`,
        `traefik_requests_total{client_ip="${address}"}`,
        `adguard_dns_query_duration_seconds_count{upstream="${upstreamOf(address)}"}`,
      ]) {
        const { series } = await client.instant(`${selector}[${end - start + 60}s]`, end);
        expect(series.map(grown), selector).toEqual([2 * count]);
      }
    const { series } = await client.instant(
      `adguard_client_requests_total{client_ip="${known}"}[${end - start + 60}s]`,
      end,
    );
    expect(series.map(grown)).toEqual([(end - start) / 20 - 1]);
    for (const burst of bursts)
      for (const [name] of seriesOf(burst))
        for (let later = 15; later <= 55; later += 5) {
          const zero = Math.ceil(burst.at / scrapeInterval) * scrapeInterval;
          const expression = `sum(increase(${name}{client_ip="${burst.client}"}[1h]))`;
          const [answer] = (await client.instant(expression, zero + later * minute)).series;
          const ratio = (answer?.points[0]?.[1] ?? NaN) / burst.count;
          expect(Math.abs(ratio - 1), `${expression} after ${later} minutes is ${ratio} of the events`).toBeLessThan(
            0.02,
          );
        }
  });
});
