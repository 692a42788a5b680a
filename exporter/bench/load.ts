/**
 * Measures memory and time of the built exporter for a day of a large home network, from its logs to scrapes over
 * mutual TLS: `tsx exporter/bench/load.ts [--lines 1000000] [--scrapes 1000] [--burst 0] [--logs <directory>]`.
 *
 * Memory is Linux's anonymous memory, sampled every 10 ms. Processor time is that of all threads of the process.
 * `--burst` appends so many gigabytes of lines at once. Logs in `--logs` are reused by the next run.
 */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { amountText, bytesText, millisecondsText, spreadText } from "../../bench/format.js";
import { thisMachine } from "../../bench/machine.js";
import { spreadOf } from "../../bench/measure.js";
import { createAuthority } from "../../test/certificates/authority.js";
import { processorTime, samplesIn, watchMemory } from "../test/limits/observed.js";
import { trafficLabInput } from "../test/logs/lab.js";
import { writeLogs } from "../test/logs/write-logs.js";
import { fetchPage } from "../test/server/client.js";
import { type ExporterProcess, startExporter, createSetup } from "../test/service/exporter-process.js";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000" },
    scrapes: { type: "string", default: "1000" },
    burst: { type: "string", default: "0" },
    logs: { type: "string" },
  },
});
const count = Number(values.lines);
const scrapes = Number(values.scrapes);

/** The specification's limit of memory, in bytes. */
const memoryLimit = 40e6;

const report = (description: string, figure: string, isMet?: boolean) => {
  console.log(`${description.padEnd(58)} ${figure}${isMet === undefined ? "" : isMet ? "  met" : "  missed"}`);
};

const memoryText = (bytes: number) => bytesText(bytes).padEnd(9);

async function untilReady(exporter: ExporterProcess): Promise<void> {
  while ((await exporter.get("/readyz")).code !== 200) await pause(500);
}

/** Number of counted events of both logs. */
const countedIn = (body: string): number =>
  [...body.matchAll(/^homelab_exporter_events_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

const scratch = mkdtempSync(join(tmpdir(), "homelab-exporter-bench-"));
const authority = await createAuthority();
try {
  const kept = values.logs ?? scratch;
  mkdirSync(kept, { recursive: true });
  const logs = { access: join(kept, "access.log"), query: join(kept, "querylog.json") };
  if (!existsSync(logs.query)) writeLogs(kept, { count, clients: 200, names: 20_000, from: Date.now() - 86_400_000 });
  // The burst is appended to a copy.
  const followed = join(scratch, "followed.json");
  copyFileSync(logs.query, followed);

  const setup = await createSetup(scratch, authority, trafficLabInput, {
    traefik: { access_log: logs.access },
    adguard: { query_log: followed },
  });
  const { processor, cores, memory, system, node } = thisMachine();
  console.log(`${processor}, ${cores} cores, ${memory}, ${system}, Node ${node}`);
  await using exporter = await startExporter(setup);
  const watch = watchMemory(exporter.pid);

  const before = processorTime(exporter.pid);
  await untilReady(exporter);
  const took = processorTime(exporter.pid) - before;
  const events = countedIn((await exporter.get()).body);
  report(
    `${amountText(events)} lines of both logs, per second of processor time`,
    amountText(events / took),
    events / took >= 50_000,
  );
  const afterReplay = watch.peak();
  report("peak memory meanwhile", memoryText(afterReplay), afterReplay <= memoryLimit);

  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  const delays: number[] = [];
  let body = "";
  const started = processorTime(exporter.pid);
  for (let scrape = 0; scrape < scrapes; scrape++) {
    const start = performance.now();
    const scraped = exporter.get().then((reply) => {
      times.push(performance.now() - start);
      body = reply.body;
    });
    // A concurrent request waits as long as the event loop is blocked.
    const asked = performance.now();
    await fetchPage({ port: exporter.port, authority, client: setup.client, path: "/healthz", agent });
    delays.push(performance.now() - asked);
    await scraped;
  }
  const perScrape = ((processorTime(exporter.pid) - started) / scrapes) * 1000;
  const { median, max } = spreadOf(times);
  report(
    `${scrapes} scrapes of ${samplesIn(body)} samples, ${bytesText(body.length)}`,
    spreadText(spreadOf(times), millisecondsText),
    median < 100 && max < 100,
  );
  report("processor time of a scrape", millisecondsText(perScrape));
  report("response of /healthz meanwhile", spreadText(spreadOf(delays), millisecondsText));
  const whileScraped = watch.peak();
  report("peak memory meanwhile", memoryText(whileScraped), whileScraped <= memoryLimit);
  const dropped = [...body.matchAll(/^homelab_exporter_series_dropped_total.* (\d+)$/gm)].map(([, value]) =>
    Number(value),
  );
  report("samples", String(samplesIn(body)), samplesIn(body) <= 20_000);
  report("dropped at the limit", amountText(dropped.reduce((sum, value) => sum + value, 0)));

  // A client that doesn't read is disconnected after five seconds; counting waits meanwhile.
  const slow = request({
    host: "127.0.0.1",
    port: exporter.port,
    path: "/metrics",
    ca: authority.certificate,
    servername: "exporter.lab",
    cert: setup.client.certificate,
    key: setup.client.key,
  });
  slow.on("response", (response) => response.pause());
  slow.on("error", () => undefined);
  slow.end();
  appendFileSync(followed, readFileSync(followed).subarray(0, 50_000_000));
  await pause(7000);
  slow.destroy();
  const whileSlow = watch.peak();
  report("peak memory while a client reads nothing and lines arrive", memoryText(whileSlow), whileSlow <= memoryLimit);

  if (Number(values.burst) > 0) {
    const day = readFileSync(logs.query);
    const times = Math.ceil((Number(values.burst) * 1e9) / day.length);
    for (let written = 0; written < times; written++) appendFileSync(followed, day);
    const goal = statSync(followed).size;
    const behind = async () =>
      Number(/^homelab_exporter_\S*behind\S* (\d+)$/m.exec((await exporter.get()).body)?.[1] ?? 0);
    do await pause(5000);
    while ((await behind()) > 0);
    const burst = watch.peak();
    report(`peak memory in a burst, ${bytesText(goal)} in all`, memoryText(burst), burst <= memoryLimit);
  }
  watch.stop();
  agent.destroy();
  await exporter.stop("SIGTERM");
} finally {
  await authority.remove();
  rmSync(scratch, { recursive: true, force: true });
}
