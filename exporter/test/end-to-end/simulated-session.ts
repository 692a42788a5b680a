/**
 * A session of 75 seconds with the built exporter, a Prometheus that scrapes it once a second over mutual TLS, and the
 * four dashboards. Only AdGuard Home is a fake.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { buildTree } from "homelab-dashboards";
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
import { malformedLines, type MalformedLine } from "../logs/malformed-lines.js";
import { queryLine } from "../logs/query-line.js";
import { type Sample, samplesOf } from "../aggregator/samples.js";
import { fetchPage } from "../server/client.js";
import { type ExporterProcess, startExporter } from "../service/exporter-process.js";
import { malformedEntries } from "./malformed-entries.js";
import { exporterJob, type Home, createHome, LogWriter } from "./home.js";
import { crawled, movingQuery, requestAt, type Timelines, timelinesUntil } from "./timeline.js";

/** An exposition and its time. */
export interface Scrape {
  /** Unix seconds. */
  readonly at: number;
  readonly body: string;
}

/** The written events, and the reasons of rejected lines. */
export interface WrittenEvents {
  readonly requests: RequestEvent[];
  readonly queries: QueryEvent[];
  readonly rejected: { readonly access: RejectionReason[]; readonly query: RejectionReason[] };
}

export interface Session {
  readonly home: Home;
  readonly prometheus: RunningPrometheus;
  /** All dashboards during the session, and at its end with a longer range. */
  readonly dashboards: readonly AnsweredDashboard[];
  /** After the past was read from files. */
  readonly read: Scrape;
  /** Before the first live event, after a restart that switched the query log to the API. */
  readonly before: Scrape;
  /** During the live events, when the dashboards were queried. */
  readonly during: Scrape;
  /** After all live events were counted. */
  readonly after: Scrape;
  /** After the incidents: a truncated and a cleared log, unknown clients, a lock-out. */
  readonly end: Scrape;
  readonly past: WrittenEvents;
  readonly live: WrittenEvents;
  /** End of the renewed certificate, in unix seconds. */
  readonly notAfter: number;
  /** Whether a panel can show the renewal: scrapes succeeded at a whole minute and at the one before. */
  readonly showsRenewal: boolean;
  /** Rejected logins of the exporter before and after the lock-out. */
  readonly rejectedLogins: { readonly before: number; readonly after: number };
  /** Lines of the exporter's log. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Milliseconds. */
const duration = 75_000;
const stepTime = 100;
const eventsPerStep = { requests: 3, queries: 6 };

/** A line beyond the maximum length. */
const tooLongLine = Buffer.alloc(200_000, "x");

const noEvents = (): WrittenEvents => ({ requests: [], queries: [], rejected: { access: [], query: [] } });

/** Runs the session, and calls a function with its results while Prometheus still runs. */
export async function runSession<Result>(inspect: (session: Session) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "homelab-end-to-end-"));
  try {
    return await runSessionIn(directory, inspect);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runSessionIn<Result>(
  directory: string,
  inspect: (session: Session) => Promise<Result>,
): Promise<Result> {
  await using tls = await mutualTls(defaultLab.certificates, defaultLab.datasource.server_name);
  await using home = await createHome(directory, tls.authority);
  const { adguard } = home;
  const timelines = timelinesUntil(Date.now() - 30_000, (duration / stepTime) * eventsPerStep.queries);
  const access = new LogWriter(home.accessLog);
  const past = noEvents();
  writePast(home, access, timelines, past);
  await using prometheus = await startPrometheus({
    ...tls.server,
    config: await prometheusConfig(directory, home, tls),
  });

  await using first = await startExporter(home.setup);
  const read = await scrapeUntil(first, isHealthy);
  await first.stop("SIGTERM");

  for (const event of timelines.queries.past.slice(-1500)) logQuery(home, apiEntry(event), event.domain);
  home.switchToApi();
  // Another program on the same machine has nearly used up the allowed logins.
  for (let count = 0; count < 4; count += 1) await attemptLogin(home, tls);
  const others = adguard.rejections();
  await using exporter = await startExporter(home.setup);
  const before = await scrapeUntil(exporter, isHealthy);
  await pause(3000);

  const live = noEvents();
  const renewed = await writeLive(home, access, timelines, live);
  const during = await scrapeOnce(exporter);
  const scraped = await lastScrape(prometheus);
  access.write([]);
  // Before the dashboards, which take their time on a busy machine: some gauges are those of the last minute.
  const after = await scrapeUntil(exporter, (body) => isCounted(body, live));
  await pause(6000);
  // A panel with steps of a minute has one of them in a minute, at which a scrape may have failed.
  const duringSession: AnsweredDashboard[] = [];
  for (const before of [0, 17, 37])
    duringSession.push(
      ...(await queryDashboards(home, tls, prometheus, dashboardIds, { at: scraped - before, seconds: 60 })),
    );
  const rejectedBefore = adguard.rejections() - others;

  await causeIncidents(home, tls, timelines.queries.past);
  await scrapeUntil(exporter, (body) => valueOf(body, "homelab_exporter_lost_total") === 2);
  for (let count = 0; count < 5; count += 1) await attemptLogin(home, tls);
  const rejectedUntilLock = adguard.rejections();
  const end = await scrapeUntil(exporter, (body) => valueOf(body, "homelab_source_up", { source: "query-log" }) === 0);
  const showsRenewal = await isRenewalShown(prometheus, renewed);
  const latest = await lastScrape(prometheus);
  const afterSession = await queryDashboards(home, tls, prometheus, dashboardIds, { at: latest, seconds: 900 });
  const rejectedLogins = { before: rejectedBefore, after: adguard.rejections() - rejectedUntilLock };
  const lines = [...first.lines, ...exporter.lines];
  const scrapes = { read, before, during, after, end };
  const dashboards = [...duringSession, ...afterSession];
  const { notAfter } = renewed;
  return await inspect({
    home,
    prometheus,
    dashboards,
    ...scrapes,
    past,
    live,
    notAfter,
    showsRenewal,
    rejectedLogins,
    lines,
  });
}

/**
 * The first whole second after the last successful scrape, in unix seconds. On a busy machine a scrape may exceed its
 * timeout of a second, and ends all series until the next.
 */
async function lastScrape({ client }: RunningPrometheus): Promise<number> {
  for (;;) {
    const { series } = await client.instant(`timestamp(up{job="${exporterJob}"} == 1)`, Date.now() / 1000);
    const [time] = series.flatMap(({ points }) => points.map(([, value]) => value));
    if (time !== undefined) return Math.ceil(time);
    await pause(250);
  }
}

/**
 * Waits for a whole minute with the renewed certificate, of two. Panels have steps of a minute; a gauge without a scrape at
 * the minute of the live events has another chance then.
 *
 * @returns whether the renewal can be seen: not if a scrape failed at this minute or the one before
 */
async function isRenewalShown({ client }: RunningPrometheus, { at, notAfter }: Renewal): Promise<boolean> {
  // As the rules have recorded it: at a minute, the certificate of up to half a minute before.
  const certificate = 'host_name_sans:certificate_expiry:max{host="grafana.lab"}';
  const shown = `${certificate} == ${String(notAfter)} and ${certificate} offset 1m < ${String(notAfter)}`;
  const first = Math.ceil(at / 60) * 60;
  for (const minute of [first, first + 60]) {
    await pause(Math.max(0, minute * 1000 + 4000 - Date.now()));
    const { series } = await client.instant(shown, minute);
    if (series.length > 0) return true;
  }
  return false;
}

/** The answers of dashboards at a time in unix seconds, with a range in seconds. */
async function queryDashboards(
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

/** Writes both logs of the past, with malformed lines among the others. */
function writePast({ queryLog }: Home, access: LogWriter, { requests, queries }: Timelines, past: WrittenEvents): void {
  past.requests.push(...requests.past);
  past.queries.push(...queries.past);
  const malformed = malformedLines.map(({ line }) => line);
  past.rejected.access.push(...rejectionsOf(malformedLines, "access"), "too-long");
  past.rejected.query.push(...rejectionsOf(malformedLines, "query"), "too-long");
  const half = Math.floor(requests.past.length / 2);
  const lines = requests.past.map((event) => requestLine(event));
  access.write([...lines.slice(0, half), ...malformed, tooLongLine, ...lines.slice(half)]);
  access.write([]);
  const queryWriter = new LogWriter(queryLog);
  queryWriter.write([...malformed, tooLongLine, ...queries.past.map((event) => queryLine(event))]);
  queryWriter.write([]);
}

/** Lines of Traefik 2 and 3. */
const requestLine = (event: RequestEvent) => accessLine(event, { version: event.time % 2 === 0 ? "v2" : "v3" });

function logQuery({ adguard }: Home, entry: Readonly<Record<string, unknown>>, name: string): void {
  const timestamp = parseNanoseconds(entry["time"]);
  if (timestamp === undefined) throw new Error("An entry without a time.");
  adguard.log({ timestamp, name, entry });
}

/** Further actions during the live events, as shares of their duration. */
const schedule = { rotation: 0.3, move: 0.4, renewal: 0.7 } as const;

/** The time of a certificate's renewal and its end, in unix seconds. */
interface Renewal {
  readonly at: number;
  readonly notAfter: number;
}

/** The reasons for which a log's lines are rejected. Blank lines are skipped. */
const rejectionsOf = (lines: readonly MalformedLine[], log: "access" | "query") =>
  lines.filter(({ line }) => line.toString("latin1").trim() !== "").map(({ rejected }) => rejected[log]);

/** Writes the live events at their times. */
async function writeLive(
  home: Home,
  access: LogWriter,
  { requests, queries }: Timelines,
  live: WrittenEvents,
): Promise<Renewal> {
  const random = seededRandom(5);
  const start = Date.now();
  const steps = duration / stepTime;
  const unwritten = [...malformedLines];
  let renewal: Renewal = { at: 0, notAfter: 0 };
  for (let count = 0; count < steps; count += 1) {
    const time = Date.now();
    const some = nth(requests.live, count, eventsPerStep.requests).map((event) => requestAt(event, time));
    const others = nth(queries.live, count, eventsPerStep.queries).map((event) => ({ ...event, time }));
    if (count % 10 === 0) others.push(movingQuery(time, count > schedule.move * steps), crawled(time, 1000 + count));
    live.requests.push(...some);
    live.queries.push(...others);
    const malformed = count % 10 === 0 ? unwritten.splice(0, 1) : [];
    live.rejected.access.push(...rejectionsOf(malformed, "access"));
    access.write([...malformed.map(({ line }) => line), ...some.map((event) => requestLine(event))]);
    for (const event of others) logQuery(home, apiEntry(event), event.domain);
    if (count % 100 === 50) logMalformed(home, others, live);
    // Sometimes AdGuard Home writes its memory to the file during a request.
    if (random.unit() < 0.02) home.adguard.whileAnswering = random.unit() < 0.5 ? "both" : "neither";
    if (count === schedule.rotation * steps) {
      access.rotate();
      home.adguard.rotate();
    }
    if (count === schedule.renewal * steps) renewal = { at: time / 1000, notAfter: await home.renewCertificate() };
    await pause(Math.max(0, start + (count + 1) * stepTime - Date.now()));
  }
  return renewal;
}

const nth = <Event>(events: readonly Event[], count: number, size: number) =>
  events.slice(count * size, (count + 1) * size);

function logMalformed(home: Home, [model]: readonly QueryEvent[], live: WrittenEvents): void {
  if (model === undefined) return;
  for (const { entry, rejected } of malformedEntries(model)) {
    logQuery(home, entry, "malformed");
    live.rejected.query.push(rejected);
  }
}

/** Number of queries after the log was cleared. */
export const queriesAfterClear = 10;

/** Truncates the access log without a copy, anonymizes and clears the query log, and connects with unknown clients. */
async function causeIncidents(home: Home, tls: MutualTls, queries: readonly QueryEvent[]): Promise<void> {
  const { port } = new URL(`https://${home.lab.exporter.listen}`);
  const stranger = await tls.authority.client("stranger");
  const connectAs = (client?: typeof stranger) =>
    fetchPage({ port: Number(port), authority: tls.authority, ...(client && { client }) }).catch(() => undefined);
  await connectAs();
  await connectAs(stranger);
  // AdGuard Home then shortens all addresses, those of old entries too.
  home.adguard.anonymous = true;
  await pause(6000);
  writeFileSync(home.accessLog, "");
  home.adguard.clear();
  for (const event of queries.slice(0, queriesAfterClear)) {
    const now = { ...event, time: Date.now() };
    logQuery(home, apiEntry(now), event.domain);
  }
}

/** Sends a request with a wrong password. */
async function attemptLogin({ adguard }: Home, { authority }: MutualTls): Promise<void> {
  const options = { auth: "exporter:guessed", ca: authority.certificate, servername: "dns.lab", agent: false } as const;
  const sent = get(`${adguard.url}/control/clients`, options);
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
}

/** A prometheus.yml as JSON, which is YAML: two jobs that are scraped once a second, the emitted rules, and an alert. */
async function prometheusConfig(directory: string, { setup, lab }: Home, tls: MutualTls) {
  const rules = join(directory, "rules.yml");
  const alert = { alert: "ExporterIsUp", expr: `up{job="${exporterJob}"} == 1`, labels: { severity: "info" } };
  writeFileSync(rules, JSON.stringify({ groups: [{ name: "proof", rules: [alert] }] }));
  const recording = buildTree(lab).flatMap(({ path, content }) => {
    const [, name] = /^prometheus\/rules\/([^/]+)$/.exec(path) ?? [];
    return name === undefined || name === "without-exporter.yml" ? [] : [{ file: join(directory, name), content }];
  });
  for (const { file, content } of recording) writeFileSync(file, content);
  const { certificateFile, keyFile } = setup.client;
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
      rule_files: [rules, ...recording.map(({ file }) => file)],
      scrape_configs: [
        job(exporterJob, "exporter.lab", lab.exporter.listen),
        job("prometheus", lab.datasource.server_name, `127.0.0.1:${String(port)}`),
      ],
    });
}

async function scrapeOnce(exporter: ExporterProcess): Promise<Scrape> {
  const { code, body } = await exporter.get();
  if (code !== 200) throw new Error(`The exporter answers with ${String(code)}.`);
  return { at: Math.floor(Date.now() / 1000), body };
}

/** The first scrape that fulfils a condition. */
async function scrapeUntil(exporter: ExporterProcess, condition: (body: string) => boolean): Promise<Scrape> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const scrape = await scrapeOnce(exporter).catch(() => undefined);
    if (scrape !== undefined && condition(scrape.body)) return scrape;
    if (Date.now() > deadline)
      throw new Error(
        `The condition was not fulfilled. Last lines of the exporter's log: ${JSON.stringify(exporter.lines.slice(-5))}`,
      );
    await pause(250);
  }
}

/** Samples with a name. */
export const samplesWith = (body: string, name: string): readonly Sample[] =>
  samplesOf(
    body
      .split("\n")
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .join("\n"),
  );

/** Sum of the samples with a name and labels. */
export const valueOf = (body: string, name: string, where: Readonly<Record<string, string>> = {}): number =>
  samplesWith(body, name)
    .filter(({ labels }) => Object.entries(where).every(([label, value]) => labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);

/** Whether every source is up and the exporter is ready. */
const isHealthy = (body: string) =>
  metrics.homelab_source_up.values.source.every((source) => valueOf(body, "homelab_source_up", { source }) === 1) &&
  valueOf(body, "homelab_exporter_ready") === 1;

const isCounted = (body: string, { requests, queries }: WrittenEvents) =>
  valueOf(body, "homelab_exporter_events_total", { source: "access-log" }) >= requests.length &&
  valueOf(body, "homelab_exporter_events_total", { source: "query-log" }) >= queries.length;
