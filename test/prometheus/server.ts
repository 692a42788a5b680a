import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { PrometheusBinaries } from "./binary.js";
import { findPrometheus } from "./binary.js";
import { prometheusClient, type Endpoint, type PrometheusClient } from "./client.js";
import { freePort } from "./free-port.js";

/** Paths of PEM files. */
interface ServerTls {
  readonly certificate: string;
  readonly key: string;
  /** The issuer of clients' certificates, which are required. */
  readonly clientAuthority: string;
}

export interface PrometheusOptions {
  /** The text of prometheus.yml; without it nothing is scraped. */
  readonly config?: string | ((port: number) => string);
  readonly tls?: ServerTls;
  /** A directory with blocks, which is only read. */
  readonly blocks?: string;
  /** Whether the server accepts `remoteWrite`. */
  readonly receive?: boolean;
  readonly binaries?: PrometheusBinaries;
  /** The credentials of this process for a server with TLS. */
  readonly probe?: Omit<Endpoint, "url">;
  readonly readySeconds?: number;
}

export interface RunningPrometheus extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** A client with the credentials of `probe`. */
  readonly client: PrometheusClient;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** GOGC, the heap growth in per cent before a heapGrowth collection: short histories are small, and collections are slow. */
const heapGrowth = "400";

/** Nothing is scraped, and what rules compute may be written after what they read. */
const silentConfig = [
  "global: { scrape_interval: 1h }",
  "scrape_configs: []",
  "storage: { tsdb: { out_of_order_time_window: 1d } }",
  "",
].join("\n");

/**
 * Starts a Prometheus on a free port of 127.0.0.1 in a temporary directory, and waits until it is ready. Stop it with
 * `await using` or `stop()`; it also ends with this process.
 *
 * @throws Error with the server's log if it ends early or isn't ready in time
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<RunningPrometheus> {
  const { prometheus } = options.binaries ?? (await findPrometheus());
  const home = await mkdtemp(join(tmpdir(), "homelab-prometheus-"));
  const data = join(home, "data");
  await mkdir(data);
  if (options.blocks !== undefined) await adoptBlocks(options.blocks, data);
  const configFile = join(home, "prometheus.yml");
  const { config = silentConfig } = options;
  const port = await freePort();
  await writeFile(configFile, typeof config === "string" ? config : config(port));
  const arguments_ = [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${data}`,
    "--storage.tsdb.retention.time=10y",
    `--web.listen-address=127.0.0.1:${port}`,
    "--query.max-concurrency=8",
    "--log.level=warn",
    ...(options.receive === true ? ["--web.enable-remote-write-receiver"] : []),
  ];
  if (options.tls) {
    const webConfig = join(home, "web.yml");
    await writeFile(webConfig, webConfigText(options.tls));
    arguments_.push(`--web.config.file=${webConfig}`);
  }
  const [program, ...words] = endingWithThisProcess([prometheus, ...arguments_]);
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, GOGC: heapGrowth } });
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
  let ended = false;
  const end = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      log += error.message;
      ended = true;
      resolve();
    });
    child.once("exit", () => {
      ended = true;
      resolve();
    });
  });
  const killWithThisProcess = () => child.kill("SIGKILL");
  process.once("exit", killWithThisProcess);
  const stop = async () => {
    if (!ended) child.kill("SIGTERM");
    const patience = setTimeout(killWithThisProcess, 10_000);
    await end;
    clearTimeout(patience);
    process.off("exit", killWithThisProcess);
    await rm(home, { recursive: true, force: true });
  };
  const url = `${options.tls ? "https" : "http"}://127.0.0.1:${port}`;
  const client = prometheusClient({ ...options.probe, url });
  const deadline = Date.now() + (options.readySeconds ?? 60) * 1000;
  for (;;) {
    const ready = await client.get("/-/ready").then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready && !ended) break;
    if (ended || Date.now() > deadline) {
      await stop();
      throw new Error(`Prometheus ${ended ? "ended before it was ready" : "is not ready in time"}. Its log:\n${log}`);
    }
    await pause(50);
  }
  return { url, port, client, log: () => log, stop, [Symbol.asyncDispose]: stop };
}

/**
 * The command behind `setpriv` (util-linux), with which the kernel ends it when this process is killed: a test that times
 * out leaves no server behind. The unchanged command where `setpriv` is missing.
 */
function endingWithThisProcess(
  command: readonly [program: string, ...words: string[]],
): readonly [string, ...string[]] {
  const guard = ["setpriv", "--pdeathsig", "KILL"] as const;
  const [program, ...words] = guard;
  const works = process.platform === "linux" && spawnSync(program, [...words, "true"]).status === 0;
  return works ? [...guard, ...command] : command;
}

/** The web configuration of a server that requires clients' certificates. */
function webConfigText(tls: ServerTls): string {
  const quoted = (path: string) => JSON.stringify(path);
  return [
    "tls_server_config:",
    `  cert_file: ${quoted(tls.certificate)}`,
    `  key_file: ${quoted(tls.key)}`,
    "  client_auth_type: RequireAndVerifyClientCert",
    `  client_ca_file: ${quoted(tls.clientAuthority)}`,
    "",
  ].join("\n");
}

// Copies the blocks: a server compacts and deletes them, several servers may use the same ones, and Prometheus ignores
// links to directories.
async function adoptBlocks(blocks: string, data: string) {
  await cp(blocks, data, { recursive: true });
}
