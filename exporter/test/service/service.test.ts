import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import type { QueryEvent } from "../../src/events.js";
import { startFakeAdguard } from "../adguard/fake-adguard.js";
import { ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { queryLine } from "../logs/query-line.js";
import { startFakeDns } from "../probe/fake-dns.js";
import { requests } from "../logs/requests.js";
import { withAskedService } from "../aggregator/reference-counts.js";
import { startExporter, type ExporterSetup, createSetup } from "./exporter-process.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

/** Lines of both logs of the last day. */
function lines(count: number, seed = 1) {
  const from = Date.now() - 86_400_000;
  const made = [...requests({ seed, count, from })];
  return {
    access: made.map((event) => accessLine(event)),
    /** Number of requests to a service, among the first ones. */
    routed: (upTo = count) => [...withAskedService(made.slice(0, upTo))].filter(([, asked]) => asked !== "").length,
    query: [...queries({ seed, count, from })].map((event) => queryLine(event)),
  };
}

/** Two scrape intervals, for which new series are 0, are over soon. */
const labScrapedOften = {
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

/** Paths of both logs, and a lab that names them. */
async function home(exporter: Readonly<Record<string, unknown>> = {}) {
  const directory = scratchDirectory();
  const access = join(directory, "access.log");
  const query = join(directory, "querylog.json");
  const setup = await createSetup(directory, authority, labScrapedOften, {
    traefik: { access_log: access },
    adguard: { query_log: query },
    limits: { client_expiry: "7d", domain_expiry: "7d" },
    ...exporter,
  });
  return { directory, access, query, setup };
}

const sumOf = (body: string, name: string) =>
  [...body.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

const lostState = "the state can't be used: all counts start from 0, at the end of the logs";

const counted = (body: string) => [
  sumOf(body, 'homelab_exporter_events_total\\{source="access-log"\\}'),
  sumOf(body, 'homelab_exporter_events_total\\{source="query-log"\\}'),
];

async function ready(exporter: Awaited<ReturnType<typeof startExporter>>) {
  await expect.poll(async () => (await exporter.get("/readyz")).code, { timeout: 30_000 }).toBe(200);
}

describe("the exporter", () => {
  it("counts existing and new lines, and serves the metrics over mutual TLS", async () => {
    const { access, query, setup } = await home();
    const { access: requestLines, query: queryLines } = lines(1000);
    writeFileSync(access, text(requestLines.slice(0, 600)));
    writeFileSync(query, text(queryLines.slice(0, 600)));
    await using exporter = await startExporter(setup);
    await ready(exporter);
    const before = await exporter.get();
    expect(before.code).toBe(200);
    expect(counted(before.body)).toEqual([600, 600]);
    expect(before.body).toContain('homelab_source_up{source="access-log"} 1\n');
    expect(before.body).toContain('homelab_source_up{source="query-log"} 1\n');
    appendFileSync(access, text(requestLines.slice(600)));
    appendFileSync(query, text(queryLines.slice(600)));
    await expect.poll(async () => counted((await exporter.get()).body), { timeout: 30_000 }).toEqual([1000, 1000]);
    expect(await exporter.stop("SIGTERM")).toBe(0);
    expect(exporter.lines.map(({ msg }) => msg)).toEqual([
      "started",
      "a source can be read",
      "a source can be read",
      "stopped",
    ]);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "continues after %s at its position, across a rotation meanwhile",
    async (end) => {
      const { access, query, setup } = await home();
      const { access: requestLines, query: queryLines, routed } = lines(1000);
      writeFileSync(access, text(requestLines.slice(0, 400)));
      writeFileSync(query, text(queryLines.slice(0, 400)));
      const shown = async (names: readonly string[], sums: readonly number[]) => {
        await using exporter = await startExporter(setup);
        await ready(exporter);
        await expect
          .poll(
            async () => {
              const { body } = await exporter.get();
              return names.map((name) => sumOf(body, name));
            },
            { timeout: 30_000 },
          )
          .toEqual(sums);
        await exporter.stop(end);
      };
      await shown(["adguard_network_zone_traffic"], [400]);
      appendFileSync(access, text(requestLines.slice(400, 500)));
      renameSync(access, `${access}.1`);
      writeFileSync(access, text(requestLines.slice(500)));
      appendFileSync(query, text(queryLines.slice(400, 500)));
      renameSync(query, `${query}.1`);
      writeFileSync(query, text(queryLines.slice(500)));
      await shown(["adguard_network_zone_traffic", "traefik_requests_total"], [1000, routed()]);
    },
  );

  it("goes on at the end of the logs where the state can't be used, and says so", async () => {
    const { access, query, directory, setup } = await home();
    const { access: requestLines, query: queryLines } = lines(300);
    writeFileSync(access, text(requestLines.slice(0, 200)));
    writeFileSync(query, text(queryLines.slice(0, 200)));
    writeFileSync(join(directory, "state"), "damaged\n");
    // The second start finds a state without positions of the logs, if the first one is killed early.
    for (const end of ["SIGKILL", "SIGTERM"] as const) {
      await using exporter = await startExporter(setup);
      await ready(exporter);
      const { body } = await exporter.get();
      expect(counted(body)).toEqual([0, 0]);
      expect(exporter.lines.map(({ msg }) => msg).includes(lostState)).toBe(end === "SIGKILL");
      await exporter.stop(end);
    }
    appendFileSync(query, text(queryLines.slice(200)));
    await using exporter = await startExporter(setup);
    await ready(exporter);
    await expect
      .poll(async () => sumOf((await exporter.get()).body, "adguard_network_zone_traffic"), { timeout: 30_000 })
      .toBe(100);
    await exporter.stop("SIGTERM");
  });

  it("probes AdGuard Home, and doesn't count its own queries", async () => {
    await using dns = await startFakeDns("udp", { rcode: 3 });
    const targets = [{ name: "adguard", address: "127.0.0.1", port: dns.port }];
    const { access, query, setup } = await home({ probe: { dns: { targets } } });
    writeFileSync(access, "");
    writeFileSync(query, "");
    await using exporter = await startExporter(setup);
    await ready(exporter);
    const body = async () => (await exporter.get()).body;
    for (const kind of ["answers", "resolves"])
      await expect
        .poll(body, { timeout: 30_000 })
        .toContain(`homelab_dns_probe_success{target="adguard",kind="${kind}"} 1\n`);
    expect(await body()).toContain('homelab_source_up{source="probe"} 1\n');
    const [event] = queries({ seed: 1, count: 1, from: Date.now() });
    const own = dns.asked.slice(0, 2).map((domain) => ({ domain, client: "127.0.0.1" }));
    const events = [...own, { domain: "dns.lab", client: "192.168.1.10" }].map((given) => ({
      ...(event as QueryEvent),
      ...given,
      time: Date.now(),
      type: "A",
    }));
    appendFileSync(query, text(events.map((each) => queryLine(each))));
    await expect.poll(async () => counted(await body())[1], { timeout: 30_000 }).toBe(3);
    await expect.poll(async () => sumOf(await body(), "adguard_client_requests_total"), { timeout: 60_000 }).toBe(1);
  });

  it("reports a missing log as down and serves the other", async () => {
    const { access, setup } = await home();
    const { access: requestLines, routed } = lines(100);
    writeFileSync(access, text(requestLines));
    await using exporter = await startExporter(setup);
    await ready(exporter);
    const { body } = await exporter.get();
    expect(body).toContain('homelab_source_up{source="access-log"} 1\n');
    expect(body).toContain('homelab_source_up{source="query-log"} 0\n');
    expect(sumOf(body, "traefik_requests_total")).toBe(routed());
    expect(body).not.toContain("adguard_");
  });

  it("fetches AdGuard Home's metadata before the first count, so that existing lines have the right device type", async () => {
    await using adguard = await startFakeAdguard({ password: "secret" });
    adguard.metadata = {
      clients: [{ name: "Television", ids: ["192.168.1.66"], tags: ["device_tv"] }],
      filters: null,
      allowing: null,
    };
    const directory = scratchDirectory();
    const query = join(directory, "querylog.json");
    const passwordFile = join(directory, "password");
    writeFileSync(passwordFile, "secret");
    const events = [...queries({ count: 5, from: Date.now() - 86_400_000 })];
    writeFileSync(query, text(events.map((event) => queryLine({ ...event, client: "192.168.1.66" }))));
    const setup = await createSetup(directory, authority, trafficLabInput, {
      adguard: { url: adguard.url, username: "exporter", password_file: passwordFile, query_log: query },
      limits: { client_expiry: "7d", domain_expiry: "7d" },
    });
    await using exporter = await startExporter(setup);
    await expect.poll(async () => (await exporter.get("/readyz")).code).toBe(200);
    const { body } = await exporter.get();
    expect(body).toContain(
      'adguard_client_requests_total{client_ip="192.168.1.66",network_zone="home",device_type="tv"} 5\n',
    );
    expect(body.match(/^adguard_client_requests_total\{client_ip="\d/gm)).toHaveLength(1);
  });

  it("has no metrics of a source that is not configured", async () => {
    const { access, setup } = await home({ adguard: undefined });
    writeFileSync(access, text(lines(100).access));
    await using exporter = await startExporter(setup);
    await ready(exporter);
    const { body } = await exporter.get();
    expect(body).not.toContain("adguard_");
    expect(body).toContain('homelab_exporter_source_configured{source="query-log"} 0\n');
    expect(body.match(/^.*source="query-log".*$/gm)).toHaveLength(1);
  });
});

describe("a failed start", () => {
  const failure = async (setup: ExporterSetup) =>
    startExporter(setup).then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );

  it("names the missing TLS file", async () => {
    const { setup } = await home({ tls: { certificate: "/nowhere.crt" } });
    expect(await failure(setup)).toBe(
      "the exporter ended with 1: exporter.tls.certificate: /nowhere.crt can't be read (ENOENT: no such file or directory)\n",
    );
  });

  it("names the state file that cannot be written", async () => {
    const { setup, directory } = await home({ state_file: "/nowhere/state" });
    expect(await failure(setup)).toBe(
      "the exporter ended with 1: exporter.state_file: /nowhere/state can't be written (ENOENT: no such file or directory)\n",
    );
    expect(directory).toBeTruthy();
  });

  it("names the invalid field of the lab", async () => {
    const { setup } = await home({ listen: "x" });
    expect(await failure(setup)).toMatch(
      /^the exporter ended with 1: .*lab\.yml:1: exporter\.listen: "x" is not an address/,
    );
  });
});
