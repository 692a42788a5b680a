/**
 * A minute and a half in a home, with everything real but AdGuard Home: logs as they are written, the exporter as it was
 * built, a Prometheus that scrapes it once a second over mutual TLS, and the four dashboards.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { defaultLab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import type { AnsweredDashboard } from "../../../test/grafana-client/run.js";
import { buildDashboards, openDashboard } from "../../../test/proof/test-bench.js";
import { type DashboardId, dashboardIds } from "../../../test/proof/scenarios/scenario.js";
import { mutualTls, type MutualTls } from "../../../test/prometheus/mutual-tls.js";
import { type RunningPrometheus, startPrometheus } from "../../../test/prometheus/server.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { parseNanoseconds } from "../../src/adguard/timestamp.js";
import type { QueryEvent, RejectionReason, RequestEvent } from "../../src/events.js";
import { accessLine } from "../logs/access-line.js";
import { apiEntry } from "../logs/api-entry.js";
import { malformedLines } from "../logs/malformed-lines.js";
import { queryLine } from "../logs/query-line.js";
import { type Sample, samplesOf } from "../aggregator/samples.js";
import { fetchPage } from "../server/client.js";
import { type ExporterProcess, startExporter } from "../service/process.js";
import { hostileEntries } from "./hostile-entries.js";
import { exporterJob, type Home, homeIn, LogWriter } from "./home.js";
import { crawled, movingQuery, storiesUntil } from "./traffic.js";

/** What was exposed at one moment. */
export interface Scrape {
  /** Unix seconds. */
  readonly at: number;
  readonly body: string;
}

/** What was written, and why what had to be refused is. */
export interface Written {
  readonly requests: RequestEvent[];
  readonly queries: QueryEvent[];
  readonly refused: { readonly access: RejectionReason[]; readonly query: RejectionReason[] };
}

export interface Lived {
  readonly home: Home;
  readonly prometheus: RunningPrometheus;
  /** All while things came, and in the end, with a longer range, the one that tells of what happens rarely. */
  readonly dashboards: readonly AnsweredDashboard[];
  /** When the logs of the past had been read, from their files. */
  readonly read: Scrape;
  /** Before anything came, after a restart, from which on the query log is read by API. */
  readonly before: Scrape;
  /** While things came, when the dashboards were looked at. */
  readonly during: Scrape;
  /** When all that came had been counted. */
  readonly after: Scrape;
  /** After what should not happen: logs cut off and cleared, strangers at the door, a lock-out. */
  readonly end: Scrape;
  readonly past: Written;
  readonly came: Written;
  /** Unix seconds at which the certificate ends that came meanwhile. */
  readonly notAfter: number;
  /** Logins that AdGuard Home refused to the exporter before it locked everybody out, and after. */
  readonly refusals: { readonly before: number; readonly after: number };
  /** What the exporter wrote to its log. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Milliseconds. */
const duration = 75_000;
const beat = 100;
const perBeat = { requests: 3, queries: 6 };

/** A line beyond what is read, without its end. */
const endless = Buffer.alloc(200_000, "x");

const nothingWritten = (): Written => ({ requests: [], queries: [], refused: { access: [], query: [] } });

/** Lives through it, and hands what was seen over while Prometheus still answers. */
export async function liveThrough<Result>(inspect: (lived: Lived) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "homelab-end-to-end-"));
  try {
    return await livedThrough(directory, inspect);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function livedThrough<Result>(directory: string, inspect: (lived: Lived) => Promise<Result>): Promise<Result> {
  await using tls = await mutualTls(defaultLab.certificates, defaultLab.datasource.server_name);
  await using home = await homeIn(directory, tls.authority);
  const { adguard } = home;
  const stories = storiesUntil(Date.now() - 30_000, (duration / beat) * perBeat.queries);
  const access = new LogWriter(home.accessLog);
  const past = nothingWritten();
  writePast(home, access, stories, past);
  await using prometheus = await startPrometheus({ ...tls.server, config: await configOf(directory, home, tls) });

  await using first = await startExporter(home.surroundings);
  const read = await scrapeWhere(first, isWell);
  await first.end("SIGTERM");

  for (const event of stories.queries.past.slice(-1500)) logQuery(home, apiEntry(event), event.domain);
  home.turnToApi();
  // Somebody else on the same machine has nearly used up the logins.
  for (let count = 0; count < 4; count += 1) await login(home, tls);
  const others = adguard.rejections();
  await using exporter = await startExporter(home.surroundings);
  const before = await scrapeWhere(exporter, isWell);
  await pause(3000);

  const came = nothingWritten();
  const renewed = await writeComing(home, access, stories, came);
  const during = await scraped(exporter);
  const looked = await lookAt(home, tls, prometheus, dashboardIds, { at: during.at - 1, seconds: 60 });

  access.write([]);
  const after = await scrapeWhere(exporter, (body) => isCounted(body, came));
  await pause(3000);
  const refusedBefore = adguard.rejections() - others;

  await mishaps(home, tls, stories.queries.past);
  await scrapeWhere(exporter, (body) => valueOf(body, "homelab_exporter_lost_total") === 2);
  for (let count = 0; count < 5; count += 1) await login(home, tls);
  const locked = adguard.rejections();
  const end = await scrapeWhere(exporter, (body) => valueOf(body, "homelab_source_up", { source: "query-log" }) === 0);
  // What moved within a minute is seen at whole minutes.
  await pause(Math.max(0, Math.ceil(renewed.at / 60) * 60_000 + 4000 - Date.now()));
  const latest = Math.floor(Date.now() / 1000) - 1;
  const later = await lookAt(home, tls, prometheus, ["homelab-services"], { at: latest, seconds: 900 });
  const refusals = { before: refusedBefore, after: adguard.rejections() - locked };
  const lines = [...first.lines, ...exporter.lines];
  const scrapes = { read, before, during, after, end };
  const dashboards = [...looked, ...later];
  const { notAfter } = renewed;
  return await inspect({ home, prometheus, dashboards, ...scrapes, past, came, notAfter, refusals, lines });
}

/** Dashboards as they are at a moment, in unix seconds, with a range of so many seconds. */
async function lookAt(
  { lab }: Home,
  tls: MutualTls,
  prometheus: RunningPrometheus,
  uids: readonly DashboardId[],
  { at, seconds }: { readonly at: number; readonly seconds: number },
): Promise<readonly AnsweredDashboard[]> {
  const emitted = buildDashboards(lab);
  const datasource = emitted.connect(tls, prometheus.port);
  const range = { from: (at - seconds) * 1000, to: at * 1000 };
  const dashboards: AnsweredDashboard[] = [];
  for (const uid of uids) dashboards.push(await openDashboard(emitted, uid, { datasource, range }));
  return dashboards;
}

type Stories = ReturnType<typeof storiesUntil>;

/** Both logs as they are when the exporter comes; every tenth line or so nobody should believe. */
function writePast({ queryLog }: Home, access: LogWriter, { requests, queries }: Stories, past: Written): void {
  past.requests.push(...requests.past);
  past.queries.push(...queries.past);
  const hostile = malformedLines.map(({ line }) => line);
  past.refused.access.push(...malformedLines.map(({ rejected }) => rejected.access), "too-long");
  past.refused.query.push(...malformedLines.map(({ rejected }) => rejected.query), "too-long");
  const half = Math.floor(requests.past.length / 2);
  const lines = requests.past.map((event) => requestLine(event));
  access.write([...lines.slice(0, half), ...hostile, endless, ...lines.slice(half)]);
  access.write([]);
  const looked = new LogWriter(queryLog);
  looked.write([...hostile, endless, ...queries.past.map((event) => queryLine(event))]);
  looked.write([]);
}

/** Traefik of the second and the third version. */
const requestLine = (event: RequestEvent) => accessLine(event, { version: event.time % 2 === 0 ? "v2" : "v3" });

function logQuery({ adguard }: Home, entry: Readonly<Record<string, unknown>>, name: string): void {
  const moment = parseNanoseconds(entry["time"]);
  if (moment === undefined) throw new Error("An entry without a time.");
  adguard.log({ timestamp: moment, name, entry });
}

/** How things come, at ten beats a second, and what happens besides in its course, as a share of it. */
const course = { rotation: 0.3, move: 0.4, renewal: 0.7 } as const;

/** A certificate was renewed at a moment, and ends at another: unix seconds. */
interface Renewal {
  readonly at: number;
  readonly notAfter: number;
}

/** Writes what comes as it comes. */
async function writeComing(
  home: Home,
  access: LogWriter,
  { requests, queries }: Stories,
  came: Written,
): Promise<Renewal> {
  const random = seededRandom(5);
  const start = Date.now();
  const beats = duration / beat;
  const hostile = [...malformedLines];
  let renewal: Renewal = { at: 0, notAfter: 0 };
  for (let count = 0; count < beats; count += 1) {
    const time = Date.now();
    const some = nth(requests.coming, count, perBeat.requests).map((event) => ({ ...event, time }));
    const others = nth(queries.coming, count, perBeat.queries).map((event) => ({ ...event, time }));
    if (count % 10 === 0) others.push(movingQuery(time, count > course.move * beats), crawled(time, 1000 + count));
    came.requests.push(...some);
    came.queries.push(...others);
    const unbelievable = count % 10 === 0 ? hostile.splice(0, 1) : [];
    came.refused.access.push(...unbelievable.map(({ rejected }) => rejected.access));
    access.write([...unbelievable.map(({ line }) => line), ...some.map((event) => requestLine(event))]);
    for (const event of others) logQuery(home, apiEntry(event), event.domain);
    if (count % 100 === 50) logHostile(home, others, came);
    // Now and then memory is written while somebody asks.
    if (random.unit() < 0.02) home.adguard.whileAnswering = random.unit() < 0.5 ? "both" : "neither";
    if (count === course.rotation * beats) {
      access.rotate();
      home.adguard.rotate();
    }
    if (count === course.renewal * beats) renewal = { at: time / 1000, notAfter: await home.renew() };
    await pause(Math.max(0, start + (count + 1) * beat - Date.now()));
  }
  return renewal;
}

const nth = <Event>(events: readonly Event[], count: number, size: number) =>
  events.slice(count * size, (count + 1) * size);

function logHostile(home: Home, [model]: readonly QueryEvent[], came: Written): void {
  if (model === undefined) return;
  for (const { entry, refused } of hostileEntries(model)) {
    logQuery(home, entry, "hostile");
    came.refused.query.push(refused);
  }
}

/** How many queries come after all that. */
export const afterwards = 10;

/** What should not happen: a log cut off without a copy, another made anonymous and cleared, and strangers at the exporter's door. */
async function mishaps(home: Home, tls: MutualTls, queries: readonly QueryEvent[]): Promise<void> {
  const { port } = new URL(`https://${home.lab.exporter.listen}`);
  const stranger = await tls.authority.client("stranger");
  const knock = (client?: typeof stranger) =>
    fetchPage({ port: Number(port), authority: tls.authority, ...(client && { client }) }).catch(() => undefined);
  await knock();
  await knock(stranger);
  // From now on addresses lack their ends, those of what was logged before as well.
  home.adguard.anonymous = true;
  await pause(6000);
  writeFileSync(home.accessLog, "");
  home.adguard.clear();
  for (const event of queries.slice(0, afterwards)) {
    const now = { ...event, time: Date.now() };
    logQuery(home, apiEntry(now), event.domain);
  }
}

/** Somebody tries a wrong password. */
async function login({ adguard }: Home, { authority }: MutualTls): Promise<void> {
  const options = { auth: "exporter:guessed", ca: authority.certificate, servername: "dns.lab", agent: false } as const;
  const sent = get(`${adguard.url}/control/clients`, options);
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
}

/** A prometheus.yml: the exporter and Prometheus itself, once a second, and an alert. JSON is YAML. */
async function configOf(directory: string, { surroundings, lab }: Home, tls: MutualTls) {
  const rules = join(directory, "rules.yml");
  const alert = { alert: "ExporterIsUp", expr: `up{job="${exporterJob}"} == 1`, labels: { severity: "info" } };
  writeFileSync(rules, JSON.stringify({ groups: [{ name: "proof", rules: [alert] }] }));
  const { certificateFile, keyFile } = surroundings.client;
  const files = { ca_file: tls.authority.certificateFile, cert_file: certificateFile, key_file: keyFile };
  const job = (name: string, serverName: string, address: string) => ({
    job_name: name,
    scheme: "https",
    tls_config: { ...files, server_name: serverName },
    static_configs: [{ targets: [address] }],
  });
  return (port: number) =>
    JSON.stringify({
      global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
      rule_files: [rules],
      scrape_configs: [
        job(exporterJob, "exporter.lab", lab.exporter.listen),
        job("prometheus", lab.datasource.server_name, `127.0.0.1:${String(port)}`),
      ],
    });
}

async function scraped(exporter: ExporterProcess): Promise<Scrape> {
  const { code, body } = await exporter.get();
  if (code !== 200) throw new Error(`The exporter answers with ${String(code)}.`);
  return { at: Math.floor(Date.now() / 1000), body };
}

/** The first scrape of which something is true. */
async function scrapeWhere(exporter: ExporterProcess, isSo: (body: string) => boolean): Promise<Scrape> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const scrape = await scraped(exporter).catch(() => undefined);
    if (scrape !== undefined && isSo(scrape.body)) return scrape;
    if (Date.now() > deadline)
      throw new Error(`It didn't come to that. The exporter's last words: ${JSON.stringify(exporter.lines.slice(-5))}`);
    await pause(250);
  }
}

/** The samples of one name. */
export const samplesWith = (body: string, name: string): readonly Sample[] =>
  samplesOf(
    body
      .split("\n")
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .join("\n"),
  );

/** The sum of a family's samples with these labels. */
export const valueOf = (body: string, name: string, where: Readonly<Record<string, string>> = {}): number =>
  samplesWith(body, name)
    .filter(({ labels }) => Object.entries(where).every(([label, value]) => labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);

/** Whether everything there was has been read, and every source can be. */
const isWell = (body: string) =>
  metrics.homelab_source_up.values.source.every((source) => valueOf(body, "homelab_source_up", { source }) === 1) &&
  valueOf(body, "homelab_exporter_ready") === 1;

const isCounted = (body: string, { requests, queries }: Written) =>
  valueOf(body, "homelab_exporter_events_total", { source: "access-log" }) >= requests.length &&
  valueOf(body, "homelab_exporter_events_total", { source: "query-log" }) >= queries.length;
