import { once } from "node:events";
import { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { differing, type Limits, makeHome } from "./home.js";
import { type Exposition, Increments, readExposition } from "./samples.js";
import { Writer } from "./writer.js";

const kills = 100;
const seed = 1;

const certificates = await testCertificates();

/** Clients, domains and what ties them come and go all the time. */
const tight: Limits = {
  clients: 12,
  domains: 40,
  domains_per_client: 5,
  // What ends must have room until it has been seen, which a kill puts off.
  series: 400_000,
  client_expiry: "1s",
  domain_expiry: "2s",
};

describe("killed at any moment", () => {
  it("counts every event once", { timeout: 600_000 }, async () => {
    const random = seededRandom(seed);
    const home = await makeHome(certificates, tight);
    const writer = new Writer(home, random);
    const scrapes: Exposition[] = [];
    let isRotatable = false;
    let isOver = false;

    const writing = async () => {
      while (!isOver) {
        await pause(10);
        writer.write(Math.floor(random.unit() * 12));
        if (!isRotatable || random.unit() > 0.01) continue;
        isRotatable = false;
        writer.rotate();
      }
    };

    const scraping = async () => {
      let agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!isOver) {
        try {
          const { code, body } = await home.ask(agent);
          if (code !== 200) continue;
          scrapes.push(readExposition(body));
          isRotatable = true;
        } catch {
          agent.destroy();
          agent = new Agent({ keepAlive: true, maxSockets: 1 });
        }
        await pause(15);
      }
      agent.destroy();
    };

    const others = Promise.all([writing(), scraping()]);
    let startTime = 1000;
    for (let count = 0; count < kills; count++) {
      const begun = performance.now();
      const running = home.start(40);
      // Some don't live to see a scrape; how long that takes depends on the machine.
      const wanted = count === 0 ? 1 : Math.floor(random.unit() * 5);
      const before = scrapes.length;
      while (running.isRunning && scrapes.length < before + wanted) await pause(5);
      await pause(random.unit() * (wanted === 0 ? startTime : 60));
      if (count === 0) startTime = performance.now() - begun;
      expect(running.isRunning, running.complaints).toBe(true);
      running.child.kill("SIGKILL");
      await once(running.child, "close");
    }
    isOver = true;
    await others;
    const last = home.start(40);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await expect.poll(() => home.isReady(agent), { timeout: 60_000 }).toBe(true);
    const increments = new Increments();
    for (const scrape of scrapes) increments.see(scrape);
    const truth = await home.truth();
    const told = () => JSON.stringify([...truth.keys()].map((name) => increments.totals.get(name)));
    // In the end all is idle, and ends; what ended and began anew in turns is told one after the other.
    await pause(3000);
    for (let unchanged = 0; unchanged < 6;) {
      const before = told();
      increments.see(readExposition((await home.ask(agent)).body));
      unchanged = told() === before ? unchanged + 1 : 0;
    }
    agent.destroy();
    last.child.kill("SIGKILL");
    await once(last.child, "close");

    expect(truth.get("adguard_network_zone_traffic")).toBe(writer.written);
    expect(differing(truth, increments.totals)).toEqual([]);
    expect(increments.falls.filter((fall) => !/^(homelab_exporter|process)_/.test(fall))).toEqual([]);
  });
});
