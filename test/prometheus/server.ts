import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { PrometheusBinaries } from "./binary.js";
import { findPrometheus } from "./binary.js";
import { prometheusClient, type Endpoint, type PrometheusClient } from "./client.js";

/** Paths of PEM files. */
export interface ServerTls {
  readonly certificate: string;
  readonly key: string;
  /** Who may have signed the certificates of clients; every client must show one. */
  readonly clientAuthority: string;
}

export interface PrometheusOptions {
  /** Text of prometheus.yml, which may name the server's own port; without it nothing is scraped. */
  readonly config?: string | ((port: number) => string);
  readonly tls?: ServerTls;
  /** A directory of finished blocks; it is read, never written. */
  readonly blocks?: string;
  /** Takes in what `remoteWrite` sends. */
  readonly receive?: boolean;
  readonly binaries?: PrometheusBinaries;
  /** How this process itself asks a server with TLS whether it is ready. */
  readonly probe?: Omit<Endpoint, "url">;
  readonly readySeconds?: number;
}

export interface RunningPrometheus extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Asks with the probe's certificate. */
  readonly client: PrometheusClient;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Per cent by which its memory grows before it is tidied up: a short history is small, and tidying takes long. */
const garbage = "400";

const silentConfig = "global:\n  scrape_interval: 1h\nscrape_configs: []\n";

/**
 * Starts a Prometheus on a free port of 127.0.0.1 in a directory of its own, and waits until it answers.
 * Stop it with `await using` or `stop()`; the process ends with this one in any case.
 *
 * @throws Error with the server's log where it ends early or isn't ready in time
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
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, GOGC: garbage } });
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
 * The same command, which the kernel ends when this process is killed, so that a test that runs out of time leaves no
 * server behind. Where the tool for it is missing (it comes with util-linux), the command as it is.
 */
function endingWithThisProcess(
  command: readonly [program: string, ...words: string[]],
): readonly [string, ...string[]] {
  const guard = ["setpriv", "--pdeathsig", "KILL"] as const;
  const [program, ...words] = guard;
  const works = process.platform === "linux" && spawnSync(program, [...words, "true"]).status === 0;
  return works ? [...guard, ...command] : command;
}

/** The web configuration of a server that demands a certificate of every client. */
export function webConfigText(tls: ServerTls): string {
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

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}

// Copies: a server compacts and deletes blocks, several servers may start from the same ones, and links to directories
// are not taken for blocks.
async function adoptBlocks(blocks: string, data: string) {
  await cp(blocks, data, { recursive: true });
}
