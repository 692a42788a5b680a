/**
 * Measures the memory of the built exporter while AdGuard Home gives hostile answers of eight megabytes:
 * `tsx exporter/bench/hostile-answers.ts [--only <part of a name>]`.
 *
 * Memory is Linux's anonymous memory, sampled every 10 ms. The exporter is started for each answer.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bytesText } from "../../bench/format.js";
import { thisMachine } from "../../bench/machine.js";
import { createAuthority } from "../../test/certificates/authority.js";
import { startFakeAdguard } from "../test/adguard/fake-adguard.js";
import { hostileAnswers, respondWithAnswer } from "../test/adguard/hostile-answers.js";
import { watchMemory } from "../test/limits/observed.js";
import { trafficLabInput } from "../test/logs/lab.js";
import { writeLogs } from "../test/logs/write-logs.js";
import { createSetup, startExporter } from "../test/service/exporter-process.js";

const { values } = parseArgs({
  options: { only: { type: "string", default: "" } },
});

/** The limit of memory for any answer, in bytes. */
const memoryLimit = 80e6;

const scratch = mkdtempSync(join(tmpdir(), "homelab-exporter-bench-"));
const authority = await createAuthority();
try {
  const { processor, cores, system, node } = thisMachine();
  console.log(`${processor}, ${cores} cores, ${system}, Node ${node}`);
  const logs = writeLogs(scratch, { count: 20_000, clients: 200, names: 20_000, from: Date.now() - 86_400_000 });
  for (const [index, answer] of hostileAnswers().entries()) {
    const description = `${answer.paths.join(", ")}: ${answer.name}`;
    if (!description.includes(values.only)) continue;
    await using adguard = await startFakeAdguard();
    let answered = 0;
    adguard.respondWith = respondWithAnswer(answer, () => (answered += 1));
    const directory = join(scratch, String(index));
    mkdirSync(directory);
    const setup = await createSetup(directory, authority, trafficLabInput, {
      traefik: { access_log: logs.access },
      adguard: { url: adguard.url, poll_interval: "1s" },
    });
    await using exporter = await startExporter(setup);
    const watch = watchMemory(exporter.pid);
    const { requests: wanted = 2 } = answer;
    for (let waited = 0; answered < wanted && waited < 300; waited += 1) await pause(100);
    await pause(1000);
    const peak = watch.peak();
    watch.stop();
    const { code } = await exporter.get();
    await exporter.stop("SIGTERM");
    const [reason] = exporter.lines.flatMap((line) => line["reason"] ?? []).slice(-1);
    const verdict = peak <= memoryLimit ? "met" : "missed";
    console.log(
      `${description.padEnd(66)} ${bytesText(peak).padEnd(9)} ${verdict}  ${answered} answers, scrape ${code}${typeof reason === "string" ? `, ${reason}` : ""}`,
    );
  }
} finally {
  await authority.remove();
  rmSync(scratch, { recursive: true, force: true });
}
