/** Tests of the code blocks in the README and in the set-up guide. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseLab } from "homelab-dashboards/lab";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { testCertificates } from "../../test/certificates/test-certificates.js";
import { execute } from "../../test/package/build-once.js";
import { findPrometheus } from "../../test/prometheus/binary.js";
import { pages } from "../../test/docs/pages.js";
import { ensureBundled } from "./command.js";
import { scratchDirectory } from "./scratch-directory.js";
import { accessLine } from "./logs/access-line.js";
import { requests } from "./logs/requests.js";
import { startExporter, createSetup } from "./service/exporter-process.js";

const blocks = ["exporter/README.md", "docs/how-to/set-up-the-exporter.md"].flatMap(
  (path) => pages.find((page) => page.path === path)?.blocks ?? [],
);
const blockOf = (file: string) => blocks.find((block) => block.file === file)?.text ?? "";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

describe("the exporter's README", () => {
  it("has a valid scrape configuration for Prometheus", async () => {
    const directory = scratchDirectory();
    const { promtool } = await findPrometheus();
    writeFileSync(join(directory, "prometheus.yml"), blockOf("prometheus.yml"));
    const words = ["check", "config", "--syntax-only", join(directory, "prometheus.yml")];
    expect((await execute(promtool, words)).stdout).toContain("SUCCESS");
    const [job] = parse(blockOf("prometheus.yml")).scrape_configs;
    expect(job.scheme).toBe("https");
  });

  it("has a lab with which the exporter starts, and alerts on metrics that it exposes", async () => {
    const directory = scratchDirectory();
    const { exporter, ...lab } = parse(blockOf("lab.yml"));
    mkdirSync(join(directory, "log"));
    const log = join(directory, "log/access.log");
    writeFileSync(log, [...requests({ count: 5 })].map((event) => `${accessLine(event)}\n`).join(""));
    expect(parseLab(blockOf("lab.yml"), "lab.yml").exporter.adguard?.query_log).toBe("api");
    // With other paths, and without AdGuard Home: nothing listens at these ports.
    const { traefik, adguard } = exporter;
    const password = join(directory, "password");
    writeFileSync(password, "secret");
    const setup = await createSetup(directory, authority, lab, {
      traefik: { ...traefik, access_log: log },
      adguard: { ...adguard, url: "https://127.0.0.1:1", password_file: password, ca: authority.certificateFile },
      probe: { dns: { targets: [{ name: "adguard", address: "127.0.0.1", port: 1 }] } },
    });
    await using running = await startExporter(setup);
    await expect.poll(async () => (await running.get("/readyz")).code).toBe(200);
    const exposition = async () => (await running.get()).body;
    await expect.poll(exposition, { timeout: 60_000 }).toContain("homelab_dns_probe_success");
    const body = await exposition();
    expect(body).toContain('homelab_source_up{source="adguard-api"} 0');
    const alerts = blocks.filter(({ language }) => language === "promql").map(({ text }) => text);
    const named = [...alerts.join("\n").matchAll(/\bhomelab_\w+/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(body).toContain(`# TYPE ${name} `);
  });
});
