import { once } from "node:events";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { Agent } from "node:https";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { createHome } from "./home.js";
import { Increments, isComplete, parseExposition } from "./increments.js";
import { LogWriter } from "./log-writer.js";

const certificates = await testCertificates();

/** Longer than the test, so that no regular checkpoint is written after the start. */
const checkpointInterval = 3_600_000;

/** One rotated file is kept. */
const rotations = 3;

it("an exporter that is killed after several rotations within seconds goes on with its counts", async () => {
  const home = await createHome(certificates, {}, 0);
  const writer = new LogWriter(home, seededRandom(3));
  const increments = new Increments();
  let running = home.start(checkpointInterval);
  const removed = join(home.directory, "removed");
  mkdirSync(removed);

  const scrape = async (): Promise<number> => {
    expect(running.isRunning, running.stderr).toBe(true);
    const agent = new Agent();
    try {
      const { code, body } = await home.scrape(agent);
      if (code === 200 && isComplete(body)) increments.addScrape(parseExposition(body));
    } catch {
      // It does not listen yet.
    } finally {
      agent.destroy();
    }
    return increments.totals.get("adguard_network_zone_traffic") ?? 0;
  };
  const scrapeUntilCounted = async () => {
    while ((await scrape()) < writer.written) await pause(20);
    // A checkpoint that a rotation requested is written before the next scrape is answered.
    await scrape();
  };

  await scrapeUntilCounted();
  for (let rotation = 1; rotation <= rotations; rotation += 1) {
    writer.write(20);
    await scrapeUntilCounted();
    writer.rotate();
    for (const path of [home.access, home.query])
      if (existsSync(`${path}.2`)) renameSync(`${path}.2`, join(removed, `${basename(path)}.${rotation}`));
    writer.write(20);
    await scrapeUntilCounted();
  }
  running.child.kill("SIGKILL");
  await once(running.child, "close");
  writer.write(20);
  running = home.start(checkpointInterval);
  await scrapeUntilCounted();
  running.child.kill("SIGKILL");
  await once(running.child, "close");

  expect(increments.totals.get("adguard_network_zone_traffic")).toBe(writer.written);
  expect(increments.resets.filter((reset) => !/^(homelab_exporter|process)_/.test(reset))).toEqual([]);
});
