import { writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { startFakeAdguard } from "../adguard/fake-adguard.js";
import { ensureBundled } from "../command.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { requests } from "../logs/requests.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup, startExporter } from "./exporter-process.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

it("a first start beside a dripping AdGuard Home exposes Traefik's metrics, and says what is missing", async () => {
  const directory = scratchDirectory();
  const access = join(directory, "access.log");
  const lines = [...requests({ seed: 1, count: 100, from: Date.now() - 3_600_000 })].map((event) => accessLine(event));
  writeFileSync(access, lines.map((line) => `${line}\n`).join(""));
  await using adguard = await startFakeAdguard();
  const dripping = new Set<ServerResponse>();
  let [isDripping, completed] = [true, 0];
  adguard.respondWith = (_request, response) => {
    response.writeHead(200);
    if (isDripping) dripping.add(response);
    else {
      completed += 1;
      response.end("{}");
    }
  };
  const timer = setInterval(() => {
    for (const response of dripping) response.write(" ");
  }, 20);
  try {
    const setup = await createSetup(directory, authority, trafficLabInput, {
      traefik: { access_log: access },
      adguard: { url: adguard.url, poll_interval: "50ms" },
      limits: { client_expiry: "7d", domain_expiry: "7d" },
    });
    await using exporter = await startExporter(setup);
    const polling = { timeout: 100_000, interval: 100 };
    const hasRequests = async () => /^traefik_requests_total\{/m.test((await exporter.get()).body);
    await expect.poll(hasRequests, polling).toBe(true);
    // No answer was complete, so nothing of AdGuard Home is known.
    expect(completed).toBe(0);
    const { code, body } = await exporter.get();
    expect(code).toBe(200);
    expect(body).toContain('homelab_source_up{source="access-log"} 1\n');
    expect(body).toContain('homelab_source_up{source="query-log"} 0\n');
    expect(body).toContain('homelab_source_up{source="adguard-api"} 0\n');
    expect(body).toContain("homelab_exporter_ready 0\n");
    expect(body).toContain('homelab_exporter_events_total{source="access-log"} 100\n');
    expect(body).not.toMatch(/^adguard_/m);
    expect(await exporter.get("/readyz")).toMatchObject({ code: 503, body: "not ready: query-log not read yet\n" });

    isDripping = false;
    for (const response of dripping) response.end("{}");
    await expect.poll(async () => (await exporter.get("/readyz")).code, polling).toBe(200);
    const isUp = async () => (await exporter.get()).body.includes('homelab_source_up{source="query-log"} 1\n');
    await expect.poll(isUp, polling).toBe(true);
  } finally {
    clearInterval(timer);
  }
}, 300_000);
