import { once } from "node:events";
import { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { differences, type Limits, createHome } from "./home.js";
import { type Exposition, Increments, isComplete, parseExposition } from "./increments.js";
import { LogWriter } from "./log-writer.js";

const kills = 100;
/** Milliseconds. */
const scrapeInterval = 20;
const seed = 1;

const certificates = await testCertificates();

/** Limits under which series are evicted and expire all the time. */
const tightLimits: Limits = {
  clients: 12,
  domains: 40,
  domains_per_client: 5,
  // New and ended series need budget until they were scraped several times, which a kill delays.
  series: 1_000_000,
  client_expiry: "1s",
  domain_expiry: "2s",
};

describe("an exporter that is killed at any time", () => {
  it("counts every event once", { timeout: 600_000 }, async () => {
    const random = seededRandom(seed);
    const home = await createHome(certificates, tightLimits, scrapeInterval);
    const writer = new LogWriter(home, random);
    const scrapes: Exposition[] = [];
    let isRotatable = false;
    let hasEnded = false;

    const writing = async () => {
      while (!hasEnded) {
        await pause(10);
        writer.write(Math.floor(random.unit() * 12));
        if (!isRotatable || random.unit() > 0.01) continue;
        isRotatable = false;
        writer.rotate();
      }
    };

    const scraping = async () => {
      let agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!hasEnded) {
        try {
          const { code, body } = await home.scrape(agent);
          if (code !== 200 || !isComplete(body)) continue;
          scrapes.push(parseExposition(body));
          isRotatable = true;
        } catch {
          agent.destroy();
          agent = new Agent({ keepAlive: true, maxSockets: 1 });
        }
        await pause(scrapeInterval);
      }
      agent.destroy();
    };

    const others = Promise.all([writing(), scraping()]);
    let startTime = 1000;
    for (let count = 0; count < kills; count++) {
      const begun = performance.now();
      const running = home.start(40);
      // Some are killed before their first scrape. The time until it depends on the machine.
      const wanted = count === 0 ? 1 : Math.floor(random.unit() * 5);
      const before = scrapes.length;
      while (running.isRunning && scrapes.length < before + wanted) await pause(5);
      await pause(random.unit() * (wanted === 0 ? startTime : 60));
      if (count === 0) startTime = performance.now() - begun;
      expect(running.isRunning, running.stderr).toBe(true);
      running.child.kill("SIGKILL");
      await once(running.child, "close");
    }
    hasEnded = true;
    await others;
    const last = home.start(40);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await expect.poll(() => home.isReady(agent), { timeout: 60_000 }).toBe(true);
    const increments = new Increments();
    for (const scrape of scrapes) increments.addScrape(scrape);
    const expectedTotals = await home.expectedTotals();
    // Finally all series expire. Series that ended repeatedly are exposed one after the other, each after its checkpoint.
    // Further scrapes would show an event that is counted twice.
    const missing = () => differences(expectedTotals, increments.totals);
    let lastChange = performance.now();
    for (let complete = 0; complete < 50 && performance.now() - lastChange < 60_000;) {
      const before = JSON.stringify(missing());
      await pause(scrapeInterval);
      increments.addScrape(parseExposition((await home.scrape(agent)).body));
      if (JSON.stringify(missing()) !== before) lastChange = performance.now();
      complete = missing().length === 0 ? complete + 1 : 0;
    }
    const { body } = await home.scrape(agent);
    const dropped = body.split("\n").filter((line) => line.startsWith("homelab_exporter_series_dropped_total{"));
    agent.destroy();
    last.child.kill("SIGKILL");
    await once(last.child, "close");

    expect(expectedTotals.get("adguard_network_zone_traffic")).toBe(writer.written);
    const ofLogs = (series: readonly string[]) => series.filter((one) => !/^(homelab_exporter|process)_/.test(one));
    const message = [...home.problems, ...dropped].join("\n");
    expect(missing(), message).toEqual([]);
    expect(ofLogs(increments.resets), message).toEqual([]);
    expect(ofLogs(increments.unseen), message).toEqual([]);
  });
});
