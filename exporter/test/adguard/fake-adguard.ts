/**
 * A fake of AdGuard Home's HTTP API. It behaves like version 0.107, as observed on the real program and read in its
 * source:
 *
 * - The query log is two files of lines in the order of writing, and a memory that is appended to the newer file when
 *   it is full. Lines of concurrent queries are out of order, by at most as many places as queries were concurrent.
 * - A page has the entries in memory, newest first, then those in the files. `older_than` filters by time, and finds
 *   its place in the files by binary search, which fails where no line has exactly that time, or where it meets lines
 *   out of order. Then the response has entries in memory only. A time after the last line starts at the end. `offset`
 *   counts entries instead. `limit` cuts before the page is sorted, newest first. `older_than` of the year 1 has no
 *   effect.
 * - While the memory is written, entries are in neither of memory and file, or in both.
 * - An unreadable line is an entry of the year 1, and stops the binary search.
 * - A fifth failed login within a minute of the first locks the address out for 15 minutes. Meanwhile basic
 *   authentication gets 401 for the right password as well, uncounted. An accepted login removes failures.
 * - Empty lists of clients and filters are null.
 */
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { formatNanoseconds, parseNanoseconds } from "../../src/adguard/timestamp.js";

export interface FakeAdguardOptions {
  readonly user?: string;
  readonly password?: string;
  /** Number of entries in memory. */
  readonly memory?: number;
  readonly tls?: ServerOptions;
  /** Its clock, also for the lock-out, in unix milliseconds. */
  readonly now?: () => number;
}

export interface LoggedQuery {
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  readonly name: string;
  readonly client?: string;
  readonly elapsed?: string;
  /** The API's entry, instead of that of a plain query. Its `time` must be the timestamp. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** A line of the log; `damaged` is an unreadable one. */
type Line = LoggedQuery | "damaged";

interface Failures {
  count: number;
  until: number;
}

export interface FakeAdguard extends AsyncDisposable {
  readonly url: string;
  /** Requests under /control, with the status of their responses. */
  readonly requests: { readonly path: string; readonly status: number }[];
  /** Logs queries, in the order of writing. */
  readonly log: (...entries: readonly LoggedQuery[]) => void;
  /** Names of the queries in memory, which a kill would lose. */
  readonly inMemory: () => readonly string[];
  /** Appends the memory to the file. */
  readonly flush: () => void;
  /** Restarts; when killed, it loses its memory. */
  readonly restart: (how: "orderly" | "killed") => void;
  readonly rotate: () => void;
  readonly clear: () => void;
  readonly damage: () => void;
  /** Number of rejected logins. */
  readonly rejections: () => number;
  readonly isLockedOut: () => boolean;
  /** The next request finds the memory being written: its entries are in memory and file, or in neither. */
  whileAnswering: "both" | "neither" | undefined;
  /** Whether addresses are anonymized: their last two bytes are 0. */
  anonymous: boolean;
  password: string;
  /** Responds to all requests, instead of the API. */
  respondWith: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  metadata: { clients: unknown; filters: unknown; allowing: unknown };
  /** Whether it is older than 0.107.27. */
  hasOldPaths: boolean;
  /** Undefined on a platform without DHCP server. */
  leases: { leases: unknown; static_leases: unknown } | undefined;
  readonly close: () => Promise<void>;
}

const yearOne = "0001-01-01T00:00:00Z";

export async function startFakeAdguard(options: FakeAdguardOptions = {}): Promise<FakeAdguard> {
  const { user = "exporter", memory: memorySize = 1000, now = Date.now } = options;
  let memory: Line[] = [];
  let file: Line[] = [];
  let older: Line[] = [];
  const failures = new Map<string, Failures>();
  let rejected = 0;

  const flush = () => {
    file.push(...memory);
    memory = [];
  };

  const lines = () => [...older, ...file];

  const pageOf = (parameters: URLSearchParams) => {
    const limit = Number(parameters.get("limit") ?? 500);
    const offset = Number(parameters.get("offset") ?? 0);
    const given = parseNanoseconds(parameters.get("older_than") ?? "");
    const olderThan = given !== undefined && given > 0n ? given : undefined;
    const matches = (line: Line) => olderThan === undefined || timestampOf(line) < olderThan;

    const inNeither = self.whileAnswering === "neither" ? memory.splice(0) : [];
    const found = memory.filter(matches).reverse();
    if (self.whileAnswering === "both") flush();
    const written = lines();
    const from = olderThan === undefined ? written.length : indexOf(written, file.length, olderThan);
    found.push(
      ...written
        .slice(0, from)
        .reverse()
        .filter(matches)
        .slice(0, offset + limit),
    );
    file.push(...inNeither);
    self.whileAnswering = undefined;

    const page = found.slice(0, offset + limit).sort((one, other) => compare(timestampOf(other), timestampOf(one)));
    const data = page.slice(offset).map((line) => entryOf(line, self.anonymous));
    return { data, oldest: data.at(-1)?.time ?? "" };
  };

  const isLoginAccepted = (request: IncomingMessage): boolean => {
    const peer = request.socket.remoteAddress ?? "";
    const time = now();
    for (const [each, { until }] of failures) if (time > until) failures.delete(each);
    const before = failures.get(peer) ?? { count: 0, until: time + 60_000 };
    const { authorization } = request.headers;
    if (authorization === undefined || before.count >= 5) return false;
    if (authorization === `Basic ${Buffer.from(`${user}:${self.password}`).toString("base64")}`) {
      failures.delete(peer);
      return true;
    }
    const count = before.count + 1;
    failures.set(peer, { count, until: count >= 5 ? time + 15 * 60_000 : before.until });
    return false;
  };

  const bodyOf = (url: URL): unknown => {
    if (url.pathname === "/control/querylog") return pageOf(url.searchParams);
    if (url.pathname === "/control/clients")
      return { clients: self.metadata.clients, auto_clients: [], supported_tags: [] };
    if (url.pathname === "/control/filtering/status")
      return {
        filters: self.metadata.filters,
        whitelist_filters: self.metadata.allowing,
        user_rules: [],
        enabled: true,
      };
    if (url.pathname === `/control/${self.hasOldPaths ? "querylog_info" : "querylog/config"}`)
      return { enabled: true, interval: self.hasOldPaths ? 90 : 7_776_000_000, anonymize_client_ip: self.anonymous };
    if (url.pathname === "/control/dhcp/status" && self.leases !== undefined) return { enabled: true, ...self.leases };
    return undefined;
  };

  const respond = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://fake-adguard");
    response.once("finish", () => {
      self.requests.push({ path: `${url.pathname}${url.search}`, status: response.statusCode });
    });
    if (self.respondWith !== undefined) {
      self.respondWith(request, response);
      return;
    }
    response.sendDate = false;
    response.setHeader("date", new Date(now()).toUTCString());
    if (!isLoginAccepted(request)) {
      rejected += 1;
      response.writeHead(401).end();
      return;
    }
    const body = bodyOf(url);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };

  const server: Server = options.tls ? createTlsServer(options.tls, respond) : createPlainServer(respond);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  const self: FakeAdguard = {
    url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
    requests: [],
    log: (...entries) => {
      for (const each of entries) {
        memory.push(each);
        if (memory.length >= memorySize) flush();
      }
    },
    inMemory: () => memory.flatMap((line) => (line === "damaged" ? [] : [line.name])),
    flush,
    restart: (how) => {
      if (how === "orderly") flush();
      memory = [];
      failures.clear();
    },
    rotate: () => {
      older = file;
      file = [];
    },
    clear: () => {
      [memory, file, older] = [[], [], []];
    },
    damage: () => {
      file.push("damaged");
    },
    rejections: () => rejected,
    isLockedOut: () => [...failures.values()].some(({ count, until }) => count >= 5 && until > now()),
    whileAnswering: undefined,
    anonymous: false,
    password: options.password ?? "secret",
    respondWith: undefined,
    metadata: { clients: null, filters: null, allowing: null },
    hasOldPaths: false,
    leases: undefined,
    close,
    [Symbol.asyncDispose]: close,
  };
  return self;
}

const timestampOf = (line: Line): bigint => (line === "damaged" ? -1n : line.timestamp);

const compare = (one: bigint, other: bigint) => (one < other ? -1 : Number(one > other));

/** Index of the line with a timestamp, oldest first; 0 where the binary search doesn't find it. */
function indexOf(written: readonly Line[], newest: number, timestamp: bigint): number {
  const seam = written.length - newest;
  const inNewest = binarySearch(written.slice(seam), timestamp);
  if (inNewest === "late") return written.length;
  if (typeof inNewest === "number") return seam + inNewest;
  if (inNewest !== "early") return 0;
  const inOlder = binarySearch(written.slice(0, seam), timestamp);
  // A time between the two files starts at the end of the newer one, and filters by time.
  if (inOlder === "late") return written.length;
  return typeof inOlder === "number" ? inOlder : 0;
}

function binarySearch(lines: readonly Line[], timestamp: bigint): number | "early" | "late" | "lost" {
  let [start, end] = [0, lines.length];
  if (lines.length === 0) return "early";
  for (;;) {
    if (start >= end) return start === 0 ? "early" : start === lines.length ? "late" : "lost";
    const probe = Math.floor((start + end) / 2);
    const line = lines[probe]!;
    if (line === "damaged") return "lost";
    if (line.timestamp === timestamp) return probe;
    if (line.timestamp > timestamp) end = probe;
    else start = probe + 1;
  }
}

function entryOf(line: Line, anonymous: boolean): { readonly time: string } {
  if (line === "damaged") {
    const question = { class: "", name: "", type: "" };
    return { cached: false, client: "", question, reason: "NotFilteredNotFound", rules: [], time: yearOne } as never;
  }
  const { elapsed = "0.25", name, timestamp } = line;
  const given = line.entry?.["client"] ?? line.client ?? "192.168.1.7";
  const client = anonymous && typeof given === "string" ? given.replace(/\.\d+\.\d+$/, ".0.0") : given;
  if (line.entry !== undefined) return { ...line.entry, client } as never;
  return {
    cached: false,
    client,
    client_info: { whois: {}, name: "", disallowed_rule: "", disallowed: false },
    client_proto: "",
    elapsedMs: elapsed,
    question: { class: "IN", name, type: "A" },
    reason: "NotFilteredNotFound",
    rules: [],
    status: "NOERROR",
    // Go omits trailing zeros.
    time: formatNanoseconds(timestamp).replace(/\.?0+Z$/, "Z"),
    upstream: "1.1.1.1:53",
  } as { readonly time: string };
}
