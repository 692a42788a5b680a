/** A lab on loopback: log files, a fake AdGuard Home, and TLS servers. */
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import type { AddressInfo } from "node:net";
import { defineLab, type Lab, type LabInput } from "homelab-dashboards/lab";
import { type Authority, type Credentials } from "../../../test/certificates/authority.js";
import { type FakeAdguard, startFakeAdguard } from "../adguard/fake-adguard.js";
import { trafficLabInput, trustedProxies } from "../logs/lab.js";
import { crawler, television } from "./timeline.js";
import { type ExporterSetup, createSetup } from "../service/exporter-process.js";

export interface Home extends AsyncDisposable {
  readonly lab: Lab;
  readonly adguard: FakeAdguard;
  readonly accessLog: string;
  readonly queryLog: string;
  readonly setup: ExporterSetup;
  /** Gives Grafana a new certificate. Returns its end, in unix seconds. */
  readonly renewCertificate: () => Promise<number>;
  /** Makes the exporter read the query log by API instead of the file, from its next start on. */
  readonly switchToApi: () => void;
}

export const exporterJob = "homelab-exporter";

/** External clients are counted as one, as in the default lab. */
const zones: LabInput["zones"] = trafficLabInput.zones.map((zone) =>
  zone.name === "internet" ? { ...zone, anonymous: true } : zone,
);

const password = "correct horse";

export async function createHome(directory: string, authority: Authority): Promise<Home> {
  const accessLog = join(directory, "access.log");
  const queryLog = join(directory, "querylog.json");
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, `${password}\n`);
  const { certificate: cert, key } = await authority.server("dns", ["dns.lab"]);
  const adguard = await startFakeAdguard({ password, memory: 700, tls: { cert, key } });
  adguard.metadata = {
    clients: [{ name: "Television", ids: [television], tags: ["device_tv", "os_other"] }],
    filters: [{ id: 1_690_000_003, name: "Threats", enabled: true, url: "https://lists.example.org/threats.txt" }],
    allowing: null,
  };
  const certificateUntil = (days: number) =>
    authority.issue("grafana-server", {
      commonName: "grafana.lab",
      names: ["grafana.lab", "dash.lab"],
      use: "server",
      notAfter: inDays(days),
    });
  const grafana = await startTlsServer(await certificateUntil(3));
  const infrastructure: LabInput["infrastructure"] = [
    ...trafficLabInput.infrastructure.filter(({ name }) => name === "traefik" || name === "prometheus"),
    { name: "adguard", kind: "dns", host: "dns.lab", zone: "servers", ...at(Number(new URL(adguard.url).port)) },
    {
      name: "grafana",
      kind: "dashboards",
      host: "grafana.lab",
      zone: "servers",
      service: "grafana@docker",
      ...at(grafana.port),
    },
    {
      name: "exporter",
      kind: "exporter",
      host: "exporter.lab",
      zone: "servers",
      job: exporterJob,
      scrape_interval: "1s",
    },
  ];
  const setup = await createSetup(
    directory,
    authority,
    { ...trafficLabInput, zones, infrastructure },
    {
      traefik: { access_log: accessLog, trusted_proxies: [`${trustedProxies[0]}/32`, trustedProxies[1]] },
      adguard: {
        url: adguard.url,
        username: "exporter",
        password_file: passwordFile,
        ca: authority.certificateFile,
        server_name: "dns.lab",
        query_log: queryLog,
        poll_interval: "5s",
      },
      probe: { interval: "5s" },
      // No series is evicted or expires, so that increases are exact.
      limits: {
        domains: 1000,
        domains_per_client: crawler.often,
        series: 100_000,
        client_expiry: "25h",
        domain_expiry: "25h",
      },
    },
    { allowedNames: ["prometheus-scraper"] },
  );
  const read = (): LabInput => JSON.parse(readFileSync(setup.lab, "utf8"));
  return {
    lab: defineLab(read()),
    adguard,
    accessLog,
    queryLog,
    setup,
    renewCertificate: async () => {
      grafana.show(await certificateUntil(30));
      return inDays(30).getTime() / 1000;
    },
    switchToApi: () => {
      const { exporter, ...rest } = read();
      const changed = { ...exporter, adguard: { ...exporter?.adguard, query_log: "api" } };
      writeFileSync(setup.lab, JSON.stringify({ ...rest, exporter: changed }));
    },
    [Symbol.asyncDispose]: async () => {
      await grafana.close();
      await adguard.close();
    },
  };
}

/** Certificates end at whole seconds. */
const today = Math.floor(Date.now() / 1000) * 1000;
const inDays = (days: number) => new Date(today + days * 86_400_000);

const at = (port: number) => ({ address: "127.0.0.1", tls_port: port });

/** A server that only completes TLS handshakes. */
async function startTlsServer({ certificate, key }: Credentials) {
  const server: Server = createServer({ cert: certificate, key }, (socket) =>
    socket.resume().on("error", () => undefined),
  );
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    show: (next: Credentials) => {
      server.setSecureContext({ cert: next.certificate, key: next.key });
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Writes a log as Traefik does. */
export class LogWriter {
  readonly #path: string;
  #rest = "";

  constructor(path: string) {
    this.#path = path;
  }

  /** Appends lines. The second half of the last one is held back until the next write. */
  write(lines: readonly (string | Buffer)[]): void {
    appendFileSync(this.#path, this.#rest);
    this.#rest = "";
    for (const line of lines.slice(0, -1)) this.#append(line);
    const last = lines.at(-1);
    if (last === undefined) return;
    if (typeof last !== "string") {
      this.#append(last);
      return;
    }
    const cut = Math.floor(last.length / 2);
    appendFileSync(this.#path, last.slice(0, cut));
    this.#rest = `${last.slice(cut)}\n`;
  }

  /** Renames the file, as logrotate does. */
  rotate(): void {
    this.write([]);
    renameSync(this.#path, `${this.#path}.1`);
  }

  #append(line: string | Buffer): void {
    appendFileSync(this.#path, Buffer.concat([Buffer.from(line), Buffer.from("\n")]));
  }
}
