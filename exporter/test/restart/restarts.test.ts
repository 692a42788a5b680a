import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { Agent } from "node:https";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { defineLab, type Lab } from "homelab-dashboards/lab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Authority, createAuthority, type Credentials } from "../../../test/certificates/authority.js";
import { freePort } from "../../../test/prometheus/server.js";
import { type Random, seededRandom } from "../../../test/simulation/random.js";
import { replayOf } from "../../src/service/replay.js";
import { scratchDirectory } from "../command.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { queryLine } from "../logs/query-line.js";
import { requests } from "../logs/requests.js";
import { ask } from "../server/client.js";
import { type Exposition, Increments, readExposition } from "./samples.js";

const kills = Number(process.env["KILLS"] ?? 100);
const seed = 1;

let authority: Authority;
let server: Credentials;
let client: Credentials;

beforeAll(async () => {
  authority = await createAuthority();
  server = await authority.server("exporter", ["exporter.lab"]);
  client = await authority.client("prometheus");
});

afterAll(() => authority.remove());

/** Clients, domains and what ties them come and go all the time. */
const tight = {
  clients: 12,
  domains: 40,
  domains_per_client: 5,
  // What ends must have room until it has been seen, which a kill puts off.
  series: 400_000,
  client_expiry: "1s",
  domain_expiry: "2s",
};
/** Nothing ever has to make way. */
const wide = {
  clients: 10_000,
  domains: 100_000,
  domains_per_client: 1000,
  series: 1_000_000,
  client_expiry: "1y",
  domain_expiry: "1y",
};

interface Home {
  readonly directory: string;
  readonly port: number;
  readonly program: string;
  readonly labFile: string;
  readonly access: string;
  readonly query: string;
}

const labIn = (directory: string, port: number, limits: Lab["exporter"]["limits"] | typeof tight): Lab =>
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

async function home(): Promise<Home> {
  const directory = scratchDirectory();
  const port = await freePort();
  const labFile = join(directory, "lab.json");
  writeFileSync(labFile, JSON.stringify(labIn(directory, port, tight)));
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
  return {
    directory,
    port,
    program,
    labFile,
    access: join(directory, "access.log"),
    query: join(directory, "querylog.json"),
  };
}

/** Both logs, as they are written, and turned to new files now and then. */
class Writer {
  written = 0;
  readonly #home: Home;
  readonly #random: Random;
  readonly #requests;
  readonly #queries;

  constructor(place: Home, random: Random) {
    this.#home = place;
    this.#random = random;
    this.#requests = requests({ seed, count: 1_000_000 });
    this.#queries = queries({ seed, count: 1_000_000 });
    this.write(400);
  }

  /** Appends as many lines to either log; the last one comes in two pieces. */
  write(count: number): void {
    const { access, query } = this.#home;
    this.#append(access, this.#requests, count, (event) => accessLine(event));
    this.#append(query, this.#queries, count, (event) => queryLine(event));
    this.written += count;
  }

  rotate(): void {
    const { access, query, directory } = this.#home;
    for (const path of [access, query]) {
      // All generations are kept, to be counted in the end.
      const generations = readdirSync(directory).filter((name) => join(directory, name).startsWith(`${path}.`));
      for (let index = generations.length; index > 0; index--) renameSync(`${path}.${index}`, `${path}.${index + 1}`);
      renameSync(path, `${path}.1`);
    }
  }

  #append<Event extends { readonly time: number }>(
    path: string,
    events: Generator<Event>,
    count: number,
    lineOf: (event: Event) => string,
  ): void {
    let text = "";
    for (let index = 0; index < count; index++) {
      const { value } = events.next();
      if (value !== undefined) text += `${lineOf({ ...value, time: Date.now() })}\n`;
    }
    const cut = Math.floor(this.#random.unit() * text.length);
    appendFileSync(path, text.slice(0, cut));
    appendFileSync(path, text.slice(cut));
  }
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** What the logs come to where nothing ends and nobody is killed. */
async function truthOf({ directory, access, query, port }: Home): Promise<Map<string, number>> {
  const replay = replayOf(labIn(directory, port, wide));
  const names = readdirSync(directory).map((name) => join(directory, name));
  for (const path of [access, query]) {
    const older = names.filter((name) => name.startsWith(`${path}.`));
    for (let index = older.length; index > 0; index--) await replay.read(`${path}.${index}`);
    await replay.read(path);
  }
  const increments = new Increments();
  increments.see(readExposition([...replay.exposition()].join("")));
  return increments.totals;
}

describe("killed at any moment", () => {
  it("counts every event once", { timeout: 600_000 }, async () => {
    const random = seededRandom(seed);
    const place = await home();
    const writer = new Writer(place, random);
    const scrapes: Exposition[] = [];
    let isRotatable = false;
    let isOver = false;
    let failures = "";

    const writing = async () => {
      while (!isOver) {
        await pause(10);
        writer.write(Math.floor(random.unit() * 12));
        if (!isRotatable || random.unit() > 0.01) continue;
        isRotatable = false;
        writer.rotate();
      }
    };

    const scraping = async () => {
      let agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!isOver) {
        try {
          const { code, body } = await ask({ port: place.port, authority, client, agent });
          if (code !== 200) continue;
          const seen = readExposition(body);
          scrapes.push(seen);
          isRotatable = true;
        } catch {
          agent.destroy();
          agent = new Agent({ keepAlive: true, maxSockets: 1 });
        }
        await pause(15);
      }
      agent.destroy();
    };

    const start = () => {
      const child = spawn(process.execPath, [place.program, place.labFile, "40"], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout.resume();
      child.stderr.setEncoding("utf8").on("data", (text: string) => (failures += text));
      return child;
    };

    const others = Promise.all([writing(), scraping()]);
    let startTime = 1000;
    for (let count = 0; count < kills; count++) {
      const started = performance.now();
      const child = start();
      // Some don't live to see a scrape; how long that takes depends on the machine.
      const wanted = count === 0 ? 1 : Math.floor(random.unit() * 5);
      const before = scrapes.length;
      while (isRunning(child) && scrapes.length < before + wanted) await pause(5);
      await pause(random.unit() * (wanted === 0 ? startTime : 60));
      if (count === 0) startTime = performance.now() - started;
      expect(isRunning(child), failures).toBe(true);
      child.kill("SIGKILL");
      await once(child, "close");
    }
    const last = start();
    isOver = true;
    await others;
    await expect
      .poll(
        () =>
          ask({ port: place.port, authority, client }).then(
            ({ code }) => code,
            () => 0,
          ),
        { timeout: 30_000 },
      )
      .toBe(200);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const increments = new Increments();
    for (const scrape of scrapes) increments.see(scrape);
    // In the end all is idle, and ends; what ended and began anew in turns is told one after the other.
    await pause(3000);
    const truth = await truthOf(place);
    const told = () => JSON.stringify([...truth.keys()].map((name) => increments.totals.get(name)));
    for (let unchanged = 0; unchanged < 6;) {
      const before = told();
      increments.see(readExposition((await ask({ port: place.port, authority, client, agent })).body));
      unchanged = told() === before ? unchanged + 1 : 0;
    }
    agent.destroy();
    last.kill("SIGKILL");
    await once(last, "close");

    const differing = [...truth]
      .map(([name, total]) => ({ name, total, seen: increments.totals.get(name) ?? 0 }))
      .filter(({ total, seen }) => Math.abs(seen - total) > 1e-6 * Math.max(1, total));
    expect(truth.get("adguard_network_zone_traffic")).toBe(writer.written);
    expect(differing).toEqual([]);
  });
});
