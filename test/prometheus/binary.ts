import { execFile } from "node:child_process";
import { access, constants, readFile, stat } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface PrometheusBinaries {
  readonly prometheus: string;
  readonly promtool: string;
  /** The source of the binaries, for the log of a test run. */
  readonly source: "PROMETHEUS_BIN" | "PATH" | "installed";
}

/** The system that the search reads. */
export interface SearchEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isExecutable: (path: string) => Promise<boolean>;
  readonly isDirectory: (path: string) => Promise<boolean>;
  readonly canInstall: () => Promise<boolean>;
  readonly install: () => Promise<void>;
  readonly log: (line: string) => void;
}

const installHint =
  "Type `sudo apt-get update && sudo apt-get install -y prometheus` (Debian, Ubuntu), or unpack a release from " +
  "https://prometheus.io/download/ and set PROMETHEUS_BIN to its directory: " +
  "`PROMETHEUS_BIN=/opt/prometheus npm test`.";

/**
 * Finds `prometheus` and `promtool`: in PROMETHEUS_BIN (a directory, or the server's binary with promtool beside it),
 * on PATH, or, as root on Debian, by installing the package `prometheus`.
 *
 * @throws Error with the command to install them where none of these works, and for a PROMETHEUS_BIN without them
 */
export async function findPrometheus(world: SearchEnvironment = thisMachine): Promise<PrometheusBinaries> {
  const named = world.environment["PROMETHEUS_BIN"];
  if (named !== undefined && named !== "") {
    const directory = (await world.isDirectory(named)) ? named : dirname(named);
    const server = directory === named ? join(directory, "prometheus") : named;
    const found = await pair(world, server, join(directory, "promtool"));
    if (found) return { ...found, source: "PROMETHEUS_BIN" };
    throw new Error(`PROMETHEUS_BIN is "${named}", but prometheus and promtool are not both there. ${installHint}`);
  }
  const onPath = await searchPath(world);
  if (onPath) return { ...onPath, source: "PATH" };
  if (await world.canInstall()) {
    world.log("prometheus and promtool are not on PATH: installing Debian's package `prometheus` for the tests.");
    await world.install();
    const installed = await searchPath(world);
    if (installed) return { ...installed, source: "installed" };
  }
  throw new Error(`The tests ask a real Prometheus, and prometheus and promtool are not on PATH. ${installHint}`);
}

async function searchPath(world: SearchEnvironment) {
  for (const directory of (world.environment["PATH"] ?? "").split(delimiter).filter((entry) => entry !== "")) {
    const found = await pair(world, join(directory, "prometheus"), join(directory, "promtool"));
    if (found) return found;
  }
  return undefined;
}

async function pair(world: SearchEnvironment, prometheus: string, promtool: string) {
  const both = (await world.isExecutable(prometheus)) && (await world.isExecutable(promtool));
  return both ? { prometheus, promtool } : undefined;
}

async function installOnDebian() {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env: environment, maxBuffer: 64 * 1024 * 1024 };
  await run("apt-get", ["update"], options);
  await run("apt-get", ["install", "-y", "--no-install-recommends", "prometheus"], options);
  // The package starts a server on port 9090, but only where a service manager runs.
  await run("systemctl", ["disable", "--now", "prometheus.service", "prometheus-node-exporter.service"]).catch(
    () => undefined,
  );
}

async function isRootOnDebian() {
  if (process.getuid?.() !== 0) return false;
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

const thisMachine: SearchEnvironment = {
  environment: process.env,
  isExecutable: (path) =>
    access(path, constants.X_OK).then(
      () => true,
      () => false,
    ),
  isDirectory: (path) =>
    stat(path).then(
      (entry) => entry.isDirectory(),
      () => false,
    ),
  canInstall: isRootOnDebian,
  install: installOnDebian,
  log: (line) => console.log(line),
};
