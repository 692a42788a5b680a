/** A home with both logs and a place for an exporter, in a directory of its own. */
import { readdirSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import { type ChildProcess, spawn } from "node:child_process";
import { build } from "esbuild";
import { defineLab, type Lab, type LabInput } from "homelab-dashboards/lab";
import type { TestCertificates } from "../../../test/certificates/test-certificates.js";
import { freePort } from "../../../test/prometheus/server.js";
import { createReplay } from "../../src/service/replay.js";
import { scratchDirectory } from "../scratch-directory.js";
import { trafficLabInput } from "../logs/lab.js";
import { fetchPage, type HttpReply } from "../server/client.js";
import { Increments, readExposition } from "./samples.js";

export type Limits = NonNullable<NonNullable<LabInput["exporter"]>["limits"]>;

/** Nothing ever has to make way. */
const wide: Limits = {
  clients: 10_000,
  domains: 100_000,
  domains_per_client: 1000,
  series: 1_000_000,
  client_expiry: "1y",
  domain_expiry: "1y",
};

export interface Home {
  readonly directory: string;
  readonly port: number;
  readonly access: string;
  readonly query: string;
  /** Starts the exporter, which writes its state every so many milliseconds. */
  start(interval: number): Running;
  /** Scrapes it. */
  ask(agent: Agent): Promise<HttpReply>;
  /** Whether it can be scraped; a scrape that nobody keeps would be seen by nobody. */
  isReady(agent: Agent): Promise<boolean>;
  /** What the logs come to, by name and bound of a bucket, where nothing ends and nobody is killed. */
  truth(): Promise<ReadonlyMap<string, number>>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly isRunning: boolean;
  /** What it complained of. */
  readonly complaints: string;
}

export async function makeHome(certificates: TestCertificates, limits: Limits): Promise<Home> {
  const { authority, client } = certificates;
  const directory = scratchDirectory();
  const port = await freePort();
  const labFile = join(directory, "lab.json");
  writeFileSync(labFile, JSON.stringify(labIn(directory, port, certificates, limits)));
  const program = await bundled(directory);
  return {
    directory,
    port,
    access: join(directory, "access.log"),
    query: join(directory, "querylog.json"),
    start: (interval) => started([program, labFile, String(interval)]),
    ask: (agent) => fetchPage({ port, authority, client, agent }),
    isReady: (agent) =>
      fetchPage({ port, authority, client, agent, path: "/readyz" }).then(
        ({ code }) => code === 200,
        () => false,
      ),
    truth: () => truthOf(directory, labIn(directory, port, certificates, wide)),
  };
}

const labIn = (directory: string, port: number, { authority, server }: TestCertificates, limits: Limits): Lab =>
  defineLab({
    ...trafficLabInput,
    exporter: {
      listen: `127.0.0.1:${port}`,
      tls: { certificate: server.certificateFile, key: server.keyFile, client_ca: authority.certificateFile },
      state_file: join(directory, "state"),
      traefik: { access_log: join(directory, "access.log") },
      adguard: { query_log: join(directory, "querylog.json") },
      limits,
    },
  });

/** One file, which starts in a fraction of the time. */
async function bundled(directory: string): Promise<string> {
  const program = join(directory, "program.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "program.ts")],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    minify: true,
    banner: {
      js: 'import { createRequire as createRequireForBundle } from "node:module"; const require = createRequireForBundle(import.meta.url);',
    },
  });
  return program;
}

function started(words: readonly string[]): Running {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  return {
    child,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    get complaints() {
      return complaints;
    },
  };
}

async function truthOf(directory: string, lab: Lab): Promise<ReadonlyMap<string, number>> {
  const replay = createReplay(lab);
  for (const log of ["access.log", "querylog.json"]) {
    const older = readdirSync(directory).filter((name) => name.startsWith(`${log}.`));
    for (let index = older.length; index > 0; index--) await replay.read(join(directory, `${log}.${index}`));
    await replay.read(join(directory, log));
  }
  const increments = new Increments();
  increments.see(readExposition([...replay.exposition()].join("")));
  return increments.totals;
}

/** Those that differ by more than a rounding. */
export const differing = (truth: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>, share = 1e-6) =>
  [...truth]
    .map(([name, total]) => ({ name, total, seen: seen.get(name) ?? 0 }))
    .filter((each) => Math.abs(each.seen - each.total) > share * Math.max(1, each.total));
