/** A directory with both logs and an exporter that is started and killed. */
import { readdirSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { defineLab, type Lab, type LabInput } from "homelab-dashboards/lab";
import type { TestCertificates } from "../../../test/certificates/test-certificates.js";
import { freePort } from "../../../test/prometheus/free-port.js";
import { createReplay } from "../../src/service/replay.js";
import { scratchDirectory } from "../scratch-directory.js";
import { trafficLabInput } from "../logs/lab.js";
import { fetchPage, type HttpReply } from "../server/client.js";
import { Increments, parseExposition } from "./increments.js";

export type Limits = NonNullable<NonNullable<LabInput["exporter"]>["limits"]>;

/** Limits under which no series is evicted or expires. */
const unlimited: Limits = {
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
  /** Starts the exporter. It writes a checkpoint each interval, in milliseconds. */
  start(interval: number): RunningExporter;
  /** Warnings and errors of all exporters that were started. */
  readonly problems: readonly string[];
  scrape(agent: Agent): Promise<HttpReply>;
  /** Whether `/readyz` reports readiness. Unlike a scrape, the request needs no record. */
  isReady(agent: Agent): Promise<boolean>;
  /** Totals of the logs by sample name, counted by a replay without limits. */
  expectedTotals(): Promise<ReadonlyMap<string, number>>;
}

export interface RunningExporter {
  readonly child: ChildProcess;
  readonly isRunning: boolean;
  /** Its standard error. */
  readonly stderr: string;
}

/** @param scrapeInterval milliseconds between two scrapes */
export async function createHome(
  certificates: TestCertificates,
  limits: Limits,
  scrapeInterval: number,
): Promise<Home> {
  const { authority, client } = certificates;
  const directory = scratchDirectory();
  const port = await freePort();
  const labFile = join(directory, "lab.json");
  writeFileSync(labFile, JSON.stringify(labIn(directory, port, certificates, limits)));
  const program = await bundleProgram(directory);
  const problems: string[] = [];
  return {
    directory,
    port,
    access: join(directory, "access.log"),
    query: join(directory, "querylog.json"),
    start: (interval) => startProgram([program, labFile, String(interval), String(scrapeInterval)], problems),
    problems,
    scrape: (agent) => fetchPage({ port, authority, client, agent }),
    isReady: (agent) =>
      fetchPage({ port, authority, client, agent, path: "/readyz" }).then(
        ({ code }) => code === 200,
        () => false,
      ),
    expectedTotals: () => replayTotals(directory, labIn(directory, port, certificates, unlimited)),
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

/** Bundles the program into one file, which starts much faster. */
async function bundleProgram(directory: string): Promise<string> {
  const program = join(directory, "program.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "exporter-program.ts")],
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

function startProgram(words: readonly string[], problems: string[]): RunningExporter {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (/"level":"(?:warn|error)"/.test(line)) problems.push(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return {
    child,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    get stderr() {
      return stderr;
    },
  };
}

async function replayTotals(directory: string, lab: Lab): Promise<ReadonlyMap<string, number>> {
  const replay = createReplay(lab);
  for (const log of ["access.log", "querylog.json"]) {
    const older = readdirSync(directory).filter((name) => name.startsWith(`${log}.`));
    for (let index = older.length; index > 0; index--) await replay.read(join(directory, `${log}.${index}`));
    await replay.read(join(directory, log));
  }
  const increments = new Increments();
  increments.addScrape(parseExposition([...replay.exposition()].join("")));
  return increments.totals;
}

/** Totals that differ by more than a relative tolerance. */
export const differences = (expected: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>, share = 1e-6) =>
  [...expected]
    .map(([name, total]) => ({ name, total, seen: seen.get(name) ?? 0 }))
    .filter((each) => Math.abs(each.seen - each.total) > share * Math.max(1, each.total));
