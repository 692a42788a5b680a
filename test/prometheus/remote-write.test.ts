import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { defaultLab } from "../../src/lab/index.js";
import { mutualTls } from "./mutual-tls.js";
import { remoteWrite, type WrittenSeries } from "./remote-write.js";
import { startPrometheus, type RunningPrometheus } from "./server.js";

const start = 1_768_471_200;

/** A series with the same value every 15 seconds. */
const steady = (name: string, samples: number, value = 1): WrittenSeries => ({
  name,
  labels: { job: "steady" },
  times: Array.from({ length: samples }, (_, index) => start + index * 15),
  values: Array.from({ length: samples }, () => value),
});

const marked = (series: WrittenSeries, at: number): WrittenSeries => ({
  ...series,
  times: [...series.times, at],
  values: [...series.values, NaN],
});

async function valuesOf({ client }: RunningPrometheus, expression: string, at: number) {
  return (await client.instant(expression, at)).series.map(({ points }) => points[0]?.[1]);
}

describe("a series sent by remote write", () => {
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus({ receive: true });
  });
  afterAll(async () => {
    await prometheus?.stop();
  });

  it("ends at a staleness mark, and after five minutes without one", async () => {
    const last = start + 9 * 15;
    await remoteWrite(prometheus.client, [marked(steady("told", 10), last + 15), steady("untold", 10)]);
    expect(await valuesOf(prometheus, "told", last + 14)).toEqual([1]);
    expect(await valuesOf(prometheus, "told", last + 15)).toEqual([]);
    expect(await valuesOf(prometheus, "count_over_time(told[5m])", last + 15)).toEqual([10]);
    expect(await valuesOf(prometheus, "untold", last + 15)).toEqual([1]);
    expect(await valuesOf(prometheus, "untold", last + 299)).toEqual([1]);
    expect(await valuesOf(prometheus, "untold", last + 301)).toEqual([]);
  });

  it("can continue after a staleness mark", async () => {
    const whole = marked(steady("interrupted", 10), start + 150);
    const later = { ...whole, times: [...whole.times, start + 165], values: [...whole.values, 2] };
    await remoteWrite(prometheus.client, [later]);
    expect(await valuesOf(prometheus, "interrupted", start + 160)).toEqual([]);
    expect(await valuesOf(prometheus, "interrupted", start + 165)).toEqual([2]);
  });

  it("is stored unchanged: any value, at any millisecond, with any label value", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.integer({ min: 0, max: 999 }),
        async (values, value, milliseconds) => {
          const own = { run: String(runs++), _first: value, A: "a" };
          const times = values.map((_, index) => start + index + milliseconds / 1000);
          await remoteWrite(prometheus.client, [{ name: "any", labels: own, times, values }]);
          const { series } = await prometheus.client.instant(`any{run="${own.run}"}[1m]`, start + 30);
          expect(series).toEqual([
            { labels: { __name__: "any", ...own }, points: times.map((time, index) => [time, values[index]]) },
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("can be one of a thousand of different lengths, longer than Prometheus accepts late samples", async () => {
    await using prometheus = await startPrometheus({ receive: true });
    const series = Array.from({ length: 1000 }, (_, index) => {
      const whole = steady("many", 400, index);
      const from = index % 7;
      return {
        ...whole,
        labels: { index: String(index) },
        times: whole.times.slice(from),
        values: whole.values.slice(from),
      };
    });
    await remoteWrite(prometheus.client, series);
    const samples = series.reduce((sum, { times }) => sum + times.length, 0);
    expect(await valuesOf(prometheus, "sum(count_over_time(many[2h]))", start + 6000)).toEqual([samples]);
    expect(await valuesOf(prometheus, "sum(many)", start + 6000)).toEqual([(999 * 1000) / 2]);
    expect(await valuesOf(prometheus, "count(many)", start)).toEqual([Math.ceil(1000 / 7)]);
  });

  it("is rejected where it is too late, with the reason from Prometheus", async () => {
    await using prometheus = await startPrometheus({ receive: true, config: "scrape_configs: []\n" });
    const { client } = prometheus;
    await remoteWrite(client, [{ ...steady("late", 1), times: [start + 7200] }]);
    await expect(remoteWrite(client, [steady("late", 1)])).rejects.toThrow(
      /^Prometheus refused samples \(400\): out of bounds$/,
    );
  });
});

describe("a Prometheus that requires certificates", () => {
  it("accepts a series sent with a certificate", async () => {
    const { certificates, datasource } = defaultLab;
    await using tls = await mutualTls(certificates, datasource.server_name);
    await using prometheus = await startPrometheus({ ...tls.server, receive: true });
    await remoteWrite(prometheus.client, [steady("sent", 1)]);
    expect((await prometheus.client.instant("sent", start)).series).toHaveLength(1);
  });
});

describe("a Prometheus without the receiver", () => {
  it("rejects a series", async () => {
    await using prometheus = await startPrometheus();
    await expect(remoteWrite(prometheus.client, [steady("sent", 1)])).rejects.toThrow(/refused samples \(404\)/);
  });
});
