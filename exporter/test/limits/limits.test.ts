import { beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { trafficLabInput } from "../logs/lab.js";
import { writeLogs } from "../logs/write-logs.js";
import { startExporter, createSetup } from "../service/exporter-process.js";
import { samplesIn, watchMemory } from "./observed.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

const megabyte = 1e6;

/** Reads a day of a large home, scrapes the exporter, and returns its peak memory in bytes and the most samples. */
async function load(count: number, scrapes: number, limits: Readonly<Record<string, number>>) {
  const directory = scratchDirectory();
  const from = Date.now() - 86_400_000;
  const logs = writeLogs(directory, { count, clients: 200, names: 20_000, from });
  const setup = await createSetup(directory, authority, trafficLabInput, {
    traefik: { access_log: logs.access },
    adguard: { query_log: logs.query },
    limits,
  });
  await using exporter = await startExporter(setup);
  const watch = watchMemory(exporter.pid);
  const samples: number[] = [];
  try {
    await expect.poll(async () => (await exporter.get("/readyz")).code, { timeout: 240_000, interval: 200 }).toBe(200);
    for (let scrape = 0; scrape < scrapes; scrape++) samples.push(samplesIn((await exporter.get()).body));
    return { memory: watch.peak(), samples: Math.max(...samples) };
  } finally {
    watch.stop();
  }
}

// `tsx exporter/bench/load.ts` measures a day of a million queries.
describe.skipIf(process.platform !== "linux")("the exporter under load", () => {
  it("takes less than 40 MB of anonymous memory, and exposes at most 20,000 samples", async () => {
    const { memory, samples } = await load(20_000, 50, {});
    expect(memory / megabyte).toBeLessThan(40);
    expect(samples).toBeGreaterThan(5_000);
    expect(samples).toBeLessThanOrEqual(20_000);
  });

  it("exposes no more samples than the lab allows", async () => {
    const { samples } = await load(3000, 3, { series: 2000 });
    expect(samples).toBeGreaterThan(1000);
    expect(samples).toBeLessThanOrEqual(2000);
  });
});
