/**
 * Measures scrapes of the built exporter, and its memory, while another process holds as many connections as it can:
 * `tsx exporter/bench/attack.ts [--connections 1000] [--scrapes 100] [--lines 20000]`.
 *
 * A connection that the exporter closes is opened again at once. Half of the scrapes open a connection of their own, the
 * others share one, which the exporter renews after 200 requests.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bytesText, millisecondsText, spreadText } from "../../bench/format.js";
import { thisMachine } from "../../bench/machine.js";
import { spreadOf } from "../../bench/measure.js";
import { createAuthority } from "../../test/certificates/authority.js";
import { watchMemory } from "../test/limits/observed.js";
import { trafficLabInput } from "../test/logs/lab.js";
import { writeLogs } from "../test/logs/write-logs.js";
import { fetchPage } from "../test/server/client.js";
import { hostileKinds, openHostile } from "../test/server/hostile-connections.js";
import { createSetup, startExporter } from "../test/service/exporter-process.js";

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "1000" },
    scrapes: { type: "string", default: "100" },
    lines: { type: "string", default: "20000" },
    // Of the process that attacks.
    kind: { type: "string" },
    from: { type: "string", default: "" },
    port: { type: "string", default: "0" },
  },
});
const count = Number(values.connections);
const scrapes = Number(values.scrapes);

/** Addresses of the attack by their description. The client has the first. */
const origins: Readonly<Record<string, readonly string[]>> = {
  "the client's address": ["127.0.0.1"],
  "250 others": Array.from({ length: 250 }, (_, at) => `127.0.1.${at + 1}`),
};

/** Milliseconds within which each scrape must end. */
const limit = 5000;

async function attack(): Promise<void> {
  const kind = hostileKinds.find((name) => name === values.kind);
  if (kind === undefined) throw new Error(`there is no kind ${values.kind ?? ""}`);
  const addresses = origins[values.from] ?? [];
  const attacking = await openHostile({ port: Number(values.port), kind, count, addresses, reopens: true });
  while (attacking.opened < count) await pause(10);
  console.log("attacking");
  await once(process, "SIGTERM");
  console.log(attacking.opened);
  process.exit();
}

async function measure(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "homelab-exporter-bench-"));
  await using authority = await createAuthority();
  const from = Date.now() - 86_400_000;
  const logs = writeLogs(scratch, { count: Number(values.lines), clients: 200, names: 20_000, from });
  const setup = await createSetup(scratch, authority, trafficLabInput, {
    traefik: { access_log: logs.access },
    adguard: { query_log: logs.query },
  });
  const { processor, cores, memory, system, node } = thisMachine();
  console.log(`${processor}, ${cores} cores, ${memory}, ${system}, Node ${node}`);
  await using exporter = await startExporter(setup);
  const watch = watchMemory(exporter.pid);
  while ((await exporter.get("/readyz")).code !== 200) await pause(200);

  const scrape = async (scrapeOnce: () => Promise<{ readonly code: number }>): Promise<number> => {
    const start = performance.now();
    const { code } = await scrapeOnce();
    if (code !== 200) throw new Error(`a scrape was answered with ${code}`);
    return performance.now() - start;
  };
  const client = { port: exporter.port, authority, client: setup.client };
  const measureScrapes = async (description: string) => {
    const times: number[] = [];
    watch.peak();
    for (let done = 0; done < scrapes; done++)
      times.push(await scrape(done % 2 === 0 ? () => fetchPage(client) : () => exporter.get()));
    const spread = spreadOf(times);
    const isMet = spread.max < limit;
    console.log(
      `${description.padEnd(40)} ${spreadText(spread, millisecondsText).padEnd(28)} ${isMet ? "met   " : "missed"}` +
        ` peak memory ${bytesText(watch.peak())}`,
    );
  };

  await measureScrapes("without an attack");
  for (const kind of hostileKinds)
    for (const origin of Object.keys(origins)) {
      const args = ["--import", "tsx", process.argv[1] ?? "", "--kind", kind, "--from", origin];
      const attacker = spawn(
        process.execPath,
        [...args, "--port", String(exporter.port), "--connections", values.connections],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      await once(attacker.stdout, "data");
      const start = performance.now();
      await measureScrapes(`${count} ${kind}, from ${origin}`);
      attacker.kill("SIGTERM");
      const opened = await new Promise<string>((resolve) => attacker.stdout.once("data", resolve));
      console.log(`  ${(Number(opened) / ((performance.now() - start) / 1000)).toFixed(0)} connections a second`);
    }
  watch.stop();
  rmSync(scratch, { recursive: true, force: true });
}

await (values.kind === undefined ? measure() : attack());
