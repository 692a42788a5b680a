import ipaddr from "ipaddr.js";
import type {
  AlertEpisode,
  AnomalyEpisode,
  CertificateInstalled,
  ConfigReload,
  DnsOutage,
  DnsQuery,
  Episode,
  HttpRequest,
  RefusedLine,
  ServerChange,
  SourceDown,
} from "./events.js";
import { isActive } from "./events.js";
import {
  backendsOf,
  clientLabel,
  namedClient,
  servedNames,
  simulatedLab,
  zoneOfService,
  type SimulatedLab,
} from "./lab.js";
import { seededRandom, type Random } from "./random.js";

export interface SimulationOptions {
  readonly lab?: SimulatedLab;
  readonly seed?: number;
  /** Unix seconds, multiples of 60; default: 10:00 to 11:50 on 2026-01-15 (UTC). */
  readonly start?: number;
  readonly end?: number;
  /** Unix seconds: the incidents happen before this time; default `end`. */
  readonly focus?: number;
  /** Seconds of a simulated minute: 60, or 1 for a live run. */
  readonly minute?: number;
  readonly requestsPerSecond?: number;
  readonly queriesPerSecond?: number;
}

/** The events of a home network, from which all expected and all recorded values follow. */
export interface Simulation {
  readonly lab: SimulatedLab;
  readonly start: number;
  readonly end: number;
  readonly focus: number;
  readonly minute: number;
  /** In order of time. */
  readonly requests: readonly HttpRequest[];
  readonly queries: readonly DnsQuery[];
  readonly refusedLines: readonly RefusedLine[];
  readonly serverChanges: readonly ServerChange[];
  readonly certificates: readonly CertificateInstalled[];
  readonly reloads: readonly ConfigReload[];
  readonly alerts: readonly AlertEpisode[];
  readonly anomalies: readonly AnomalyEpisode[];
  readonly sourcesDown: readonly SourceDown[];
  readonly dnsOutages: readonly DnsOutage[];
  /** The failing server and the time of its failure. */
  readonly failure:
    (Episode & { readonly service: string; readonly backend: string; readonly server: string }) | undefined;
  /** The time in which all servers of a service are down that nobody asks. */
  readonly outage: (Episode & { readonly service: string; readonly servers: readonly string[] }) | undefined;
  /** The time in which a quarter of the queries to `resolver` get no answer. */
  readonly resolverTrouble: Episode & { readonly resolver: string };
  /** The time of the first samples after a restart of all counters, if there was one. */
  readonly countersBegin?: number;
}

/** 2026-01-15T10:00:00Z, the start of a Prometheus block: a simulation of less than two hours lies in one block. */
export const simulationStart = 1_768_471_200;
/** 110 minutes in seconds. The end is also a multiple of every step up to ten minutes. */
export const simulationLength = 6600;
const day = 86_400;

/**
 * Simulates 110 minutes of a home network. The same options give the same events.
 *
 * Incidents, in minutes before `focus`: 60–55 AdGuard's API is down; 40–25 a server of the first backend with two servers
 * is down, and its share is 0; 35 a certificate is renewed and Traefik reloads; 30–20 a resolver times out; 20 a domain
 * gets another address; 18–17 and 13–12 probes of AdGuard Home fail; 15–0 an anomaly; 12–0 all servers of the fourth
 * service are down; 10–0 an alert fires. The fourth service has requests only in the first tenth of the time.
 */
export function simulate(options: SimulationOptions = {}): Simulation {
  const lab = options.lab ?? simulatedLab;
  const start = options.start ?? simulationStart;
  const end = options.end ?? start + simulationLength;
  const focus = options.focus ?? end;
  const minute = options.minute ?? 60;
  const before = (minutes: number) => focus - minutes * minute;
  const random = seededRandom(options.seed ?? 1);
  const failing = firstSpareServer(lab);
  const idleService = fourthService(lab) || undefined;
  const failure = failing && { ...failing, from: before(40), to: before(25) };
  const resolverTrouble = { resolver: lab.resolvers.at(-1)?.name ?? "1.1.1.1", from: before(30), to: before(20) };
  const clients = clientsOf(lab);
  return {
    lab,
    start,
    end,
    focus,
    minute,
    requests: requestsOf(lab, clients, random, start, end, options.requestsPerSecond ?? 3, failure),
    queries: queriesOf(lab, clients, random, start, end, options.queriesPerSecond ?? 3, resolverTrouble),
    refusedLines: refusedLinesOf(start, end),
    serverChanges: failure
      ? [
          { time: failure.from, backend: failure.backend, server: failure.server, up: false },
          { time: failure.to, backend: failure.backend, server: failure.server, up: true },
        ]
      : [],
    certificates: certificatesOf(lab, focus, before),
    reloads: [
      { time: focus - 2 * day, successful: true },
      { time: before(90), successful: true },
      { time: before(50), successful: false },
      { time: before(35), successful: true },
      { time: before(20), successful: true },
    ].toSorted((a, b) => a.time - b.time),
    alerts: [
      { alertname: "BackendServerDown", severity: "critical", from: before(40), to: before(25), pending: 2 * minute },
      { alertname: "ErrorShareHigh", severity: "warning", from: before(10), to: before(-5), pending: 1 * minute },
    ],
    anomalies: [
      {
        source: lab.zones.at(-1)?.name ?? "unknown",
        destination: lab.services[0]?.name ?? "unknown",
        anomaly: "volume",
        severity: "medium",
        from: before(15),
        to: before(-5),
      },
    ],
    sourcesDown: [{ source: "adguard-api", from: before(60), to: before(55) }],
    dnsOutages: [
      { kinds: ["resolves"], from: before(21), to: before(20) },
      { kinds: ["answers", "resolves"], from: before(13), to: before(12) },
    ],
    failure,
    outage: idleService && { ...idleService, from: before(12), to: before(-5) },
    resolverTrouble,
  };
}

/** The fourth service, with all of its servers. */
function fourthService(lab: SimulatedLab) {
  const service = lab.services[habits.indexOf(idle)]?.name;
  return (
    service !== undefined && {
      service,
      servers: backendsOf(lab, service).flatMap(({ servers }) => servers.map(({ url }) => url)),
    }
  );
}

function firstSpareServer(lab: SimulatedLab) {
  for (const service of lab.services) {
    for (const backend of service.backends) {
      const server = backend.servers.length > 1 ? backend.servers.at(-1) : undefined;
      if (server) return { service: service.name, backend: backend.name, server: server.url };
    }
  }
  return undefined;
}

/** Two hundred lines of the first instance, which alone reads logs that others write to. */
function refusedLinesOf(start: number, end: number): readonly RefusedLine[] {
  return Array.from({ length: 200 }, (_, index) => ({
    time: start + ((index + 0.5) * (end - start)) / 200,
    source: index % 3 === 0 ? "query-log" : "access-log",
    reason: ["not-json", "characters", "incomplete", "not-json"][index % 4] ?? "",
    shard: 0,
  }));
}

// ── clients ──────────────────────────────────────────────────────────────────────────────────────────────────────

interface Client {
  readonly client: string;
  readonly zone: string;
  readonly anonymous: boolean;
  readonly weight: number;
}

const passers = [
  ["192.168.1.150", 2],
  ["172.18.0.5", 2],
  ["fd00::12", 2],
  ["203.0.113.7", 1],
  ["198.51.100.9", 1],
  ["2001:db8::7", 1],
] as const;

function clientsOf(lab: SimulatedLab): readonly Client[] {
  const named = lab.clients.flatMap((client) => {
    const known = namedClient(lab, client);
    return known === undefined ? [] : [{ ...known, weight: 4 }];
  });
  const passing = passers.map(([address, weight]) => ({ ...clientLabel(lab, address), weight }));
  const met = new Set([...named, ...passing].map(({ zone }) => zone));
  const strangers = lab.zones
    .filter(({ name }) => !met.has(name))
    .flatMap(({ cidrs }) => cidrs.slice(0, 1).map((cidr) => ({ ...clientLabel(lab, hostIn(cidr)), weight: 1 })));
  return [...named, ...passing, ...strangers].map((client) => ({
    ...client,
    anonymous: client.client.startsWith("other@"),
  }));
}

function hostIn(cidr: string): string {
  const [network] = ipaddr.parseCIDR(cidr);
  const bytes = network.toByteArray();
  bytes[bytes.length - 1] = 50;
  return ipaddr.fromByteArray(bytes).toString();
}

/** Evenly spread times with jitter, never a whole second: no event happens at a scrape. */
function* moments(random: Random, start: number, end: number, perSecond: number) {
  const count = Math.floor((end - start) * perSecond);
  for (let index = 0; index < count; index++) {
    const milliseconds = Math.floor(((index + 0.05 + 0.9 * random.unit()) / perSecond) * 1000);
    yield start + (milliseconds % 1000 === 0 ? milliseconds + 1 : milliseconds) / 1000;
  }
}

// ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Habit {
  readonly weight: number;
  /** Method, code, weight. */
  readonly answers: readonly (readonly [readonly [method: string, code: string], number])[];
  /** Median seconds. */
  readonly duration: number;
  /** Median bytes of a response. */
  readonly size: number;
  readonly open: "all" | "home" | "outside";
  /** Whether it has requests only in the first tenth of the time. */
  readonly idle?: boolean;
  /** The codes with which Traefik answers by itself: no server is asked. */
  readonly byProxy?: readonly string[];
  /** Whether Traefik refuses a part of the requests that would have succeeded, as a guard against strangers does. */
  readonly guarded?: boolean;
  /** Whether some answers are downloads, which take a minute to ten. */
  readonly downloads?: boolean;
}

const busy: Habit = {
  weight: 5,
  answers: [
    [["GET", "200"], 60],
    [["GET", "304"], 15],
    [["POST", "201"], 10],
    [["GET", "404"], 6],
    [["GET", "500"], 5],
    [["POST", "502"], 3],
  ],
  duration: 0.04,
  size: 8_000,
  open: "all",
};
const faultless: Habit = {
  weight: 2,
  answers: [
    [["GET", "200"], 80],
    [["POST", "200"], 15],
    [["GET", "302"], 5],
  ],
  duration: 0.12,
  size: 20_000,
  open: "home",
};
const longLived: Habit = {
  weight: 2,
  answers: [
    [["GET", "200"], 80],
    [["GET", "101"], 8],
    [["POST", "200"], 8],
    [["GET", "401"], 3],
    [["GET", "500"], 1],
  ],
  byProxy: ["401"],
  guarded: true,
  duration: 0.02,
  size: 50_000,
  open: "outside",
};
const idle: Habit = {
  weight: 1,
  answers: [[["GET", "200"], 1]],
  duration: 0.01,
  size: 2_000,
  open: "home",
  idle: true,
};
const balanced: Habit = {
  weight: 4,
  answers: [
    [["GET", "200"], 85],
    [["POST", "201"], 8],
    [["GET", "503"], 4],
    [["GET", "499"], 3],
  ],
  byProxy: ["503"],
  duration: 0.25,
  size: 300_000,
  open: "outside",
  downloads: true,
};
const plain: Habit = {
  ...faultless,
  weight: 1,
  answers: [
    [["GET", "200"], 88],
    [["POST", "200"], 8],
    [["GET", "504"], 4],
  ],
};
const habits = [busy, faultless, longLived, idle, balanced];

function habitOf(lab: SimulatedLab, service: string): Habit {
  const index = lab.services.findIndex(({ name }) => name === service);
  return habits[index] ?? plain;
}

function reaches(habit: Habit, client: Client) {
  return !client.anonymous || habit.open !== "home";
}

function requestsOf(
  lab: SimulatedLab,
  clients: readonly Client[],
  random: Random,
  start: number,
  end: number,
  perSecond: number,
  failure: Simulation["failure"],
): readonly HttpRequest[] {
  const routes = servedNames(lab).map((service) => {
    const habit = habitOf(lab, service);
    return {
      service,
      habit,
      zone: zoneOfService(lab, service),
      host: hostOf(lab, service),
      backends: backendsOf(lab, service).map((backend) => [backend, backend.weight] as const),
      clients: clients.filter((client) => reaches(habit, client)).map((client) => [client, client.weight] as const),
    };
  });
  const proxy = lab.infrastructure.find(({ kind }) => kind === "proxy")?.name ?? "traefik";
  const early = start + (end - start) / 10;
  const awake = routes.map((route) => [route, route.habit.weight] as const);
  const later = awake.filter(([route]) => route.habit.idle !== true);
  const requests: HttpRequest[] = [];
  for (const time of moments(random, start, end, perSecond)) {
    const route = random.weighted(time < early || later.length === 0 ? awake : later);
    const { habit } = route;
    const client = random.weighted(route.clients);
    const backend = random.weighted(route.backends);
    const down = failure && isActive(failure, time) ? failure.server : undefined;
    const servers = backend.servers.filter(({ url }) => url !== down).map((server) => [server, server.weight] as const);
    const server = servers.length > 0 ? random.weighted(servers).url : (backend.servers[0]?.url ?? "");
    const [method, usual] = random.weighted(habit.answers);
    const code = habit.guarded === true && usual === "200" && requests.length % 3 === 0 ? "401" : usual;
    const answerTime = code === "101" ? 10 + 290 * random.unit() : random.around(habit.duration, 0.8);
    const isDownload = habit.downloads === true && code === "200" && requests.length % 20 === 0;
    const isByProxy = habit.byProxy?.includes(code) === true;
    const backendDuration = isDownload ? 60 + (requests.length % 540) : answerTime;
    requests.push({
      time,
      client: client.client,
      zone: client.zone,
      service: route.service,
      serviceZone: route.zone,
      host: route.host,
      backend: isByProxy && code < "500" ? proxy : backend.name,
      server: isByProxy ? "" : server,
      method,
      code,
      duration: backendDuration + random.around(0.002, 0.5),
      backendDuration,
      bytesIn: Math.round(random.around(method === "POST" ? 20_000 : 600, 0.6)),
      bytesOut: Math.round(random.around(habit.size, 1)),
      shard: random.unit() < 0.7 ? 0 : 1,
    });
  }
  return requests;
}

function hostOf(lab: SimulatedLab, service: string): string {
  const own = lab.services.find(({ name }) => name === service)?.host;
  return own ?? lab.infrastructure.find((part) => part.service === service)?.host ?? `${service.split("@")[0]}.lab`;
}

// ── DNS ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface KnownDomain {
  readonly domain: string;
  readonly weight: number;
  readonly addresses: readonly string[];
  /** The address that replaces the others 20 minutes before `focus`. */
  readonly movesTo?: string;
  readonly threatLevel: "none" | "low" | "medium" | "high";
  /** Whether no list contains the domain: it has no category. */
  readonly unlisted?: boolean;
  /** A second category from another list. */
  readonly alsoIn?: string;
  /** The share of blocked queries, with reason and threat. */
  readonly blocked?: { readonly share: number; readonly reason: string; readonly threat: string };
}

const block = (share: number, reason: string, threat: string) => ({ blocked: { share, reason, threat } });

export const knownDomains: readonly KnownDomain[] = [
  { domain: "example.org", weight: 20, addresses: ["192.0.2.10", "2001:db8:a::10"], threatLevel: "none" },
  { domain: "debian.org", weight: 10, addresses: ["192.0.2.20"], threatLevel: "none" },
  { domain: "wikipedia.org", weight: 12, addresses: ["192.0.2.30"], threatLevel: "none" },
  { domain: "bücher.example", weight: 4, addresses: ["192.0.2.31"], threatLevel: "none", unlisted: true },
  { domain: "weather.example", weight: 6, addresses: ["192.0.2.40"], movesTo: "192.0.2.41", threatLevel: "none" },
  { domain: "ads.example", weight: 9, addresses: [], threatLevel: "low", ...block(1, "blocklist", "advertising") },
  {
    domain: "metrics.example",
    weight: 6,
    addresses: [],
    threatLevel: "low",
    alsoIn: "advertising",
    ...block(1, "blocklist", "tracking"),
  },
  { domain: "evil.example", weight: 2, addresses: [], threatLevel: "high", ...block(1, "safebrowsing", "malware") },
  {
    domain: "bank-login.example",
    weight: 2,
    addresses: [],
    threatLevel: "high",
    ...block(1, "safebrowsing", "phishing"),
  },
  { domain: "adult.example", weight: 2, addresses: [], threatLevel: "medium", ...block(1, "parental", "adult") },
  {
    domain: "video.example",
    weight: 8,
    addresses: ["192.0.2.50"],
    threatLevel: "none",
    ...block(0.4, "service", "service"),
  },
  {
    domain: "search.example",
    weight: 4,
    addresses: ["192.0.2.60"],
    threatLevel: "none",
    ...block(0.1, "safesearch", "other"),
  },
  // The domains beyond the exporter's limit.
  {
    domain: "other",
    weight: 3,
    addresses: [],
    threatLevel: "none",
    unlisted: true,
    ...block(0.2, "blocklist", "other"),
  },
  { domain: "printer.example", weight: 2, addresses: [], threatLevel: "none", ...block(1, "custom", "other") },
];

/** The addresses of a domain at a time. */
export function addressesAt({ focus, minute }: Simulation, { addresses, movesTo }: KnownDomain, at: number) {
  return movesTo === undefined || at < focus - 20 * minute ? addresses : [movesTo];
}

const queryTypes = [
  ["A", 65],
  ["AAAA", 25],
  ["HTTPS", 10],
] as const;
/** A resolver that the lab doesn't know: the label is its address in the log. */
const unlistedUpstream = "tls://dns.quad9.net";

function queriesOf(
  lab: SimulatedLab,
  clients: readonly Client[],
  random: Random,
  start: number,
  end: number,
  perSecond: number,
  trouble: Simulation["resolverTrouble"],
): readonly DnsQuery[] {
  const askers = [
    ...clients.filter(({ anonymous }) => !anonymous),
    // The clients beyond the exporter's limit.
    ...lab.zones.slice(0, 1).map(({ name }) => ({ client: `other@${name}`, zone: name, weight: 2 })),
  ].map(({ client, zone, weight }) => [{ client, zone }, weight] as const);
  const domains = knownDomains.map((known) => [known, known.weight] as const);
  const upstreams = [...lab.resolvers.map(({ name }) => [name, 10] as const), [unlistedUpstream, 2] as const];
  const queries: DnsQuery[] = [];
  for (const time of moments(random, start, end, perSecond)) {
    const { client, zone } = random.weighted(askers);
    const { domain, blocked: rule } = random.weighted(domains);
    const type = random.weighted(queryTypes);
    const blocked = rule !== undefined && random.unit() < rule.share;
    const common = { time, client, zone, domain, type, blocked, shard: random.unit() < 0.6 ? 0 : 1 };
    if (blocked) {
      const duration = random.around(0.0006, 0.4);
      queries.push({
        ...common,
        reason: rule.reason,
        threat: rule.threat,
        answeredBy: "filter",
        upstream: "filter",
        ...answered,
        duration,
      });
      continue;
    }
    const allowed = { ...common, reason: "", threat: "" };
    if (random.unit() < 0.45) {
      const duration = random.around(0.0008, 0.4);
      queries.push({ ...allowed, answeredBy: "cache", upstream: "cache", ...answered, duration });
      continue;
    }
    const upstream = random.weighted(upstreams);
    const outcome = outcomeOf(random, upstream === trouble.resolver && isActive(trouble, time));
    const duration = outcome.status === "timeout" ? 5 + random.unit() : random.around(0.018, 0.5);
    queries.push({ ...allowed, answeredBy: "upstream", upstream, ...outcome, duration });
  }
  return queries;
}

type QueryOutcome = Pick<DnsQuery, "status" | "rcode">;

const answered: QueryOutcome = { status: "ok", rcode: "NOERROR" };

function outcomeOf(random: Random, troubled: boolean): QueryOutcome {
  const roll = random.unit();
  if (troubled && roll < 0.25) return { status: "timeout", rcode: "" };
  if (roll > 0.9925) return { status: "error", rcode: "REFUSED" };
  return roll > 0.985 ? { status: "error", rcode: "SERVFAIL" } : answered;
}

// ── certificates ─────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * In order of time. A certificate is in use from its time on; Traefik keeps the replaced one. The first renewal adds a
 * name. The second certificate has no common name, and its renewal adds a name before the others. The fifth lasts six
 * days. The probe doesn't see the first three at Traefik.
 */
function certificatesOf(
  lab: SimulatedLab,
  focus: number,
  before: (minutes: number) => number,
): readonly CertificateInstalled[] {
  const long = focus - 60 * day;
  const served = lab.services.flatMap(({ name }, index): readonly CertificateInstalled[] => {
    const host = hostOf(lab, name);
    const installed = (time: number, notAfter: number, names: readonly string[] = [host], cn = host) =>
      certificateOf({ time, notAfter, names, cn, index, host, holder: "traefik", isProbed: index > 2 });
    switch (index) {
      case 0:
        return [
          installed(long, focus + 5 * day, [host, `www.${host}`]),
          installed(before(35), focus + 90 * day, [`app.${host}`, host, `www.${host}`]),
        ];
      case 1:
        return [
          installed(long, focus - day, [host], ""),
          installed(focus - 3 * day, focus + 87 * day, [`a.${host}`, host], ""),
        ];
      case 2:
        return [installed(long, focus + 4 * day)];
      case 3:
        return [installed(long, focus + 20 * day)];
      case 4:
        return [
          installed(focus - 5 * day, focus + day, [host], ""),
          installed(before(35), before(35) + 6 * day, [host, `www.${host}`], ""),
        ];
      default:
        return [installed(long, focus + 60 * day)];
    }
  });
  const own = lab.infrastructure
    .filter(({ kind }) => kind !== "proxy")
    .flatMap(({ host }, index) => {
      const installed = (time: number, notAfter: number) =>
        certificateOf({
          time,
          notAfter,
          names: [host],
          cn: host,
          index: 100 + index,
          host,
          holder: "other",
          isProbed: true,
        });
      return index === 0
        ? [installed(long, focus + day), installed(focus - 2 * day, focus + 88 * day)]
        : [installed(long, focus + (index === 1 ? 4 : 60) * day)];
    });
  return [...served, ...own].toSorted((a, b) => a.time - b.time);
}

/** A certificate that is valid from its time on. */
const certificateOf = ({
  names,
  index,
  ...rest
}: Omit<CertificateInstalled, "sans" | "serial" | "issuer" | "notBefore"> & {
  readonly names: readonly string[];
  readonly index: number;
}): CertificateInstalled => ({
  ...rest,
  sans: names.join(","),
  serial: `${1000 + index}-${rest.time}`,
  issuer: "Homelab CA",
  notBefore: rest.time,
});
