import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { startFakeAdguard } from "../adguard/fake-adguard.js";
import { hostileAnswers, respondWithAnswer, rightPage, type HostileAnswer } from "../adguard/hostile-answers.js";
import { withAskedService } from "../aggregator/reference-counts.js";
import { ensureBundled } from "../command.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { requests } from "../logs/requests.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup, startExporter, type ExporterProcess } from "../service/exporter-process.js";
import { watchMemory } from "./observed.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

/** The bound for any answer, in bytes. Linux alone tells it. */
const maxMemory = process.platform === "linux" ? 80e6 : Infinity;

/** Two scrape intervals, for which new series are 0, are over soon. */
const lab = {
  ...trafficLabInput,
  infrastructure: [
    ...trafficLabInput.infrastructure,
    {
      name: "exporter",
      kind: "exporter",
      host: "exporter.lab",
      zone: "servers",
      job: "homelab-exporter",
      scrape_interval: "10ms",
    },
  ],
};

/** Requests of the last hour and their lines, which are appended in portions. */
function accessLog(path: string, count: number, portion: number) {
  const events = [...requests({ seed: 1, count, from: Date.now() - 3_600_000 })];
  let written = 0;
  writeFileSync(path, "");
  return {
    append: () => {
      const next = events.slice(written, written + portion);
      appendFileSync(path, next.map((event) => `${accessLine(event)}\n`).join(""));
      written += next.length;
    },
    /** Requests to a service among those that were written. */
    routed: () => [...withAskedService(events.slice(0, written))].filter(([, asked]) => asked !== "").length,
  };
}

const sumOf = (body: string, pattern: RegExp) =>
  [...body.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);

const requestsIn = (body: string) => sumOf(body, /^traefik_requests_total\{.*\} (\d+)$/gm);

const queriesIn = (body: string) => sumOf(body, /^adguard_network_zone_traffic\{.*\} (\d+)$/gm);

const refusedIn = (body: string, source: string, reason: string) =>
  sumOf(body, new RegExp(`^homelab_exporter_refused_total\\{source="${source}",reason="${reason}"\\} (\\d+)$`, "gm"));

async function scene() {
  const directory = scratchDirectory();
  const access = join(directory, "access.log");
  const adguard = await startFakeAdguard();
  const setup = await createSetup(directory, authority, lab, {
    traefik: { access_log: access },
    adguard: { url: adguard.url, poll_interval: "20ms" },
    limits: { client_expiry: "7d", domain_expiry: "7d" },
  });
  return { directory, adguard, setup, access, [Symbol.asyncDispose]: adguard.close };
}

async function bodyOf(exporter: ExporterProcess): Promise<string> {
  const { code, body } = await exporter.get();
  expect(code).toBe(200);
  return body;
}

const polling = { timeout: 100_000, interval: 50 };

describe("the exporter beside a hostile AdGuard Home", () => {
  const toQueryLog = hostileAnswers().filter(({ paths }) => paths.includes("querylog"));

  it("counts requests exactly, in less than 80 MB, and so after a kill", { timeout: 900_000 }, async () => {
    await using home = await scene();
    const { adguard, setup } = home;
    const access = accessLog(home.access, 40 * toQueryLog.length, 40);
    const countedRequests = async (exporter: ExporterProcess) => {
      await expect.poll(async () => requestsIn(await bodyOf(exporter)), polling).toBe(access.routed());
    };
    {
      await using exporter = await startExporter(setup);
      const watch = watchMemory(exporter.pid);
      for (const answer of toQueryLog) {
        let [answered, recovered] = [0, 0];
        const respond = respondWithAnswer(answer, () => (answered += 1));
        const recover = respondWithAnswer({ ...answer, body: rightPage }, () => (recovered += 1));
        // A right answer ends the wait after failures.
        adguard.respondWith = (request, response) =>
          (answered < (answer.requests ?? 2) ? respond : recover)(request, response);
        access.append();
        const state = () => ({ name: answer.name, isOver: recovered > 1 });
        await expect.poll(state, polling).toEqual({ name: answer.name, isOver: true });
        expect(watch.peak(), answer.name).toBeLessThan(maxMemory);
        await countedRequests(exporter);
      }
      watch.stop();
      const body = await bodyOf(exporter);
      for (const reason of ["too-deep", "too-long", "not-json", "incomplete"])
        expect([reason, refusedIn(body, "query-log", reason) > 0]).toEqual([reason, true]);
      expect(refusedIn(body, "access-log", "[a-z-]+")).toBe(0);
      expect(queriesIn(body)).toBeGreaterThan(toQueryLog.length / 2);
      await exporter.stop("SIGKILL");
    }
    await using again = await startExporter(setup);
    await expect.poll(async () => (await again.get("/readyz")).code, polling).toBe(200);
    await countedRequests(again);
    expect(await again.stop("SIGTERM")).toBe(0);
  });

  const named = (part: string, path: string): HostileAnswer => {
    const found = hostileAnswers().find(({ name, paths }) => name === part && paths.includes(path));
    if (found === undefined) throw new Error(`no answer is called ${part}`);
    return found;
  };

  it.each([
    named("elements of many fields", "clients"),
    named("a text", "clients"),
    named("clients of many blocks", "clients"),
    named("elements of many fields", "filtering/status"),
    named("as much as is kept", "clients"),
  ])("takes less than 80 MB for metadata with $name, and starts again", { timeout: 300_000 }, async (answer) => {
    await using home = await scene();
    const access = accessLog(home.access, 200, 100);
    for (let start = 0; start < 2; start += 1) {
      let answered = 0;
      home.adguard.respondWith = respondWithAnswer(answer, () => (answered += 1));
      await using exporter = await startExporter(home.setup);
      const watch = watchMemory(exporter.pid);
      access.append();
      await expect.poll(() => answered, polling).toBeGreaterThan(0);
      await expect.poll(async () => (await exporter.get("/readyz")).code, polling).toBe(200);
      await expect.poll(async () => requestsIn(await bodyOf(exporter)), polling).toBe(access.routed());
      expect(watch.peak()).toBeLessThan(maxMemory);
      watch.stop();
      expect(await exporter.stop("SIGTERM")).toBe(0);
    }
  });

  it(
    "isn't ended by tags and names that are fields of every object, nor are later starts",
    { timeout: 300_000 },
    async () => {
      await using home = await scene();
      const access = accessLog(home.access, 300, 100);
      const tags = ["constructor", "__proto__", "toString", "device_tv"];
      const clients = tags.map((tag, index) => ({
        name: tag,
        ids: [`192.168.1.${index + 10}`, tag.toLowerCase()],
        tags,
      }));
      home.adguard.respondWith = respondWithAnswer({
        name: "fields of every object",
        paths: ["clients", "filtering/status"],
        body: () => Buffer.from(JSON.stringify({ clients, filters: [{ id: 1, name: "__proto__" }] })),
      });
      for (let start = 0; start < 3; start += 1) {
        await using exporter = await startExporter(home.setup);
        access.append();
        await expect.poll(async () => requestsIn(await bodyOf(exporter)), polling).toBe(access.routed());
        await expect
          .poll(
            async () => (await bodyOf(exporter)).includes('_blocks_total{list="__proto__",reason="blocklist"} 0\n'),
            polling,
          )
          .toBe(true);
        expect(await exporter.stop("SIGTERM")).toBe(0);
        expect(readFileSync(join(home.directory, "state"), "utf8")).toContain('"constructor"');
      }
    },
  );
});
