import { access } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createBlocks } from "./blocks.js";
import { PrometheusError, prometheusClient } from "./client.js";
import { startPrometheus } from "./server.js";

const start = 1_768_471_200;

function* text() {
  for (let index = 0; index <= 40; index++)
    yield `seen_total{odd="a\\"b\\\\c\\nd"} ${index * 3} ${start + index * 15}\n`;
  yield "# EOF\n";
}

describe("a Prometheus on blocks", () => {
  it("serves the samples of the blocks, and stops", async () => {
    await using blocks = await createBlocks([text()]);
    const prometheus = await startPrometheus({ blocks: blocks.directory });
    const { client } = prometheus;
    try {
      const answer = await client.instant("rate(seen_total[5m])", start + 600);
      expect(answer.series).toEqual([{ labels: { odd: 'a"b\\c\nd' }, points: [[start + 600, 0.2]] }]);
      const range = await client.range("seen_total", { start, end: start + 60, step: 30 });
      expect(range.series[0]?.points).toEqual([
        [start, 0],
        [start + 30, 6],
        [start + 60, 12],
      ]);
      expect(await client.series(["seen_total"])).toHaveLength(1);
      expect(await client.labelValues("odd")).toEqual(['a"b\\c\nd']);
      expect(await client.labelNames(["seen_total"])).toEqual(["__name__", "odd"]);
      expect(await client.instant("absent_metric", start)).toMatchObject({ kind: "vector", series: [] });
      await expect(client.instant("rate(", start)).rejects.toThrow(PrometheusError);
    } finally {
      await prometheus.stop();
    }
    const late = await client.instant("1", start).catch((error: unknown) => error);
    expect(late).toMatchObject({ kind: "connection" });
  });

  it("fails to start with the server's log", async () => {
    await expect(startPrometheus({ config: "nonsense: true\n" })).rejects.toThrow(/nonsense not found/);
  });

  it("removes its blocks", async () => {
    const blocks = await createBlocks([text()]);
    await blocks.remove();
    await expect(access(blocks.directory)).rejects.toThrow();
  });

  it("rejects a text that isn't OpenMetrics", async () => {
    await expect(createBlocks([["seen_total{ 1\n"]])).rejects.toThrow();
  });
});

describe("prometheusClient", () => {
  it("names a server that doesn't answer", async () => {
    const client = prometheusClient({ url: "http://127.0.0.1:1" });
    await expect(client.instant("1", 0)).rejects.toThrow(/ECONNREFUSED/);
  });
});
