/**
 * What the exporter, as it is built, takes of memory and time on a day of a large home, from its logs to a scrape over
 * mutual TLS: `tsx exporter/bench/load.ts [--lines 1000000] [--scrapes 1000] [--burst 0] [--logs <directory>]`.
 *
 * Memory is anonymous memory as Linux counts it, looked at every 10 ms. Time of the processor is the process's own, all
 * threads together. A burst is so many gigabytes of lines that come at once. Logs that are kept in a directory are used
 * again by the next run.
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
import { type ExporterProcess, startExporter, surroundingsIn } from "../test/service/process.js";

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

/** The specification's limit. */
const limit = 40e6;

const tell = (what: string, figure: string, isMet?: boolean) => {
  console.log(`${what.padEnd(58)} ${figure}${isMet === undefined ? "" : isMet ? "  met" : "  missed"}`);
};

const memoryText = (bytes: number) => bytesText(bytes).padEnd(9);

async function untilReady(exporter: ExporterProcess): Promise<void> {
  while ((await exporter.get("/readyz")).code !== 200) await pause(500);
}

/** Events of both logs that were counted. */
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
  // What a burst adds goes to a copy.
  const followed = join(scratch, "followed.json");
  copyFileSync(logs.query, followed);

  const surroundings = await surroundingsIn(scratch, authority, trafficLabInput, {
    traefik: { access_log: logs.access },
    adguard: { query_log: followed },
  });
  const { processor, cores, memory, system, node } = thisMachine();
  console.log(`${processor}, ${cores} cores, ${memory}, ${system}, Node ${node}`);
  await using exporter = await startExporter(surroundings);
  const watch = watchMemory(exporter.pid);

  const before = processorTime(exporter.pid);
  await untilReady(exporter);
  const took = processorTime(exporter.pid) - before;
  const events = countedIn((await exporter.get()).body);
  tell(
    `${amountText(events)} lines of both logs, a second of the processor`,
    amountText(events / took),
    events / took >= 50_000,
  );
  const afterReplay = watch.peak();
  tell("most memory meanwhile", memoryText(afterReplay), afterReplay <= limit);

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
    // Another one who asks in the midst of it waits as long as the event loop is held up.
    const asked = performance.now();
    await fetchPage({ port: exporter.port, authority, client: surroundings.client, path: "/healthz", agent });
    delays.push(performance.now() - asked);
    await scraped;
  }
  const perScrape = ((processorTime(exporter.pid) - started) / scrapes) * 1000;
  const { median, max } = spreadOf(times);
  tell(
    `${scrapes} scrapes of ${samplesIn(body)} samples, ${bytesText(body.length)}`,
    spreadText(spreadOf(times), millisecondsText),
    median < 100 && max < 100,
  );
  tell("time of the processor for one", millisecondsText(perScrape));
  tell("an answer of /healthz meanwhile", spreadText(spreadOf(delays), millisecondsText));
  const whileScraped = watch.peak();
  tell("most memory meanwhile", memoryText(whileScraped), whileScraped <= limit);
  const dropped = [...body.matchAll(/^homelab_exporter_series_dropped_total.* (\d+)$/gm)].map(([, value]) =>
    Number(value),
  );
  tell("samples", String(samplesIn(body)), samplesIn(body) <= 20_000);
  tell("dropped for want of room", amountText(dropped.reduce((sum, value) => sum + value, 0)));

  // Who doesn't read what he asked for is given up after five seconds; what is counted waits as long.
  const slow = request({
    host: "127.0.0.1",
    port: exporter.port,
    path: "/metrics",
    ca: authority.certificate,
    servername: "exporter.lab",
    cert: surroundings.client.certificate,
    key: surroundings.client.key,
  });
  slow.on("response", (response) => response.pause());
  slow.on("error", () => undefined);
  slow.end();
  appendFileSync(followed, readFileSync(followed).subarray(0, 50_000_000));
  await pause(7000);
  slow.destroy();
  const whileSlow = watch.peak();
  tell("most memory while a scraper reads nothing and lines come", memoryText(whileSlow), whileSlow <= limit);

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
    tell(`most memory in a burst, ${bytesText(goal)} in all`, memoryText(burst), burst <= limit);
  }
  watch.stop();
  agent.destroy();
  await exporter.end("SIGTERM");
} finally {
  await authority.remove();
  rmSync(scratch, { recursive: true, force: true });
}
