/**
 * A stand-in for AdGuard Home's API, at the boundary of HTTP only. It does what version 0.107 was seen to do, on the
 * real program built from its source, and what its source says besides:
 *
 * - The query log is two files of lines in the order in which they were written, and a memory that is written to the
 *   newer one when it is full; lines of queries that came at once are out of order, by places as many as came.
 * - Pages: memory, newest line first, then the files; `older_than` leaves out by time, and finds its place in the files
 *   by halving them, which fails where no line has exactly that time, or where the halving meets lines out of order. Then
 *   the answer has what is in memory alone. A time after the last line begins at the end; `offset` counts instead.
 *   `limit` cuts before the page is sorted, newest first. `older_than` of the year 1 is as good as none.
 * - While the memory is written, entries are in neither, or in both.
 * - A line that can't be read is an entry of the year 1, and stops the halving.
 * - A fifth failed login within a minute of the first locks the address out for 15 minutes. Meanwhile basic
 *   authentication gets 401 with the right password, too, and isn't counted; one that comes through forgets failures.
 * - Where there are no clients or lists, it says null.
 */
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { formatTimestamp, parseTimestamp } from "../../src/adguard/timestamp.js";

export interface FakeAdguardOptions {
  readonly user?: string;
  readonly password?: string;
  /** How many entries memory holds. */
  readonly memory?: number;
  readonly tls?: ServerOptions;
  /** Unix milliseconds; its clock, by which the lock-out goes as well. */
  readonly now?: () => number;
}

export interface LoggedQuery {
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  readonly name: string;
  readonly client?: string;
  readonly elapsed?: string;
  /** What the API gives of it, in place of a plain query; its time has to be the moment. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** A line of the log: an entry, or one that can't be read. */
type Line = LoggedQuery | "damaged";

interface Failures {
  count: number;
  until: number;
}

export interface FakeAdguard extends AsyncDisposable {
  readonly url: string;
  /** Requests under /control, with how they were answered. */
  readonly requests: { readonly path: string; readonly status: number }[];
  /** What was logged, in the order in which it was written. */
  readonly log: (...entries: readonly LoggedQuery[]) => void;
  /** Names of the queries that a kill would lose. */
  readonly inMemory: () => readonly string[];
  /** Writes memory to the file. */
  readonly flush: () => void;
  /** Ends and begins again; killed, it loses what is in memory. */
  readonly restart: (how: "orderly" | "killed") => void;
  readonly rotate: () => void;
  readonly clear: () => void;
  readonly damage: () => void;
  /** How often a login was refused. */
  readonly refusals: () => number;
  readonly isLockedOut: () => boolean;
  /** What is next asked for the query log finds memory written in this moment: entries are in both, or in neither. */
  whileAnswering: "both" | "neither" | undefined;
  /** Zeros in place of the ends of addresses. */
  anonymous: boolean;
  password: string;
  /** Answers in place of its own. */
  respondWith: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  metadata: { clients: unknown; filters: unknown; allowing: unknown };
  readonly close: () => Promise<void>;
}

const yearOne = "0001-01-01T00:00:00Z";

export async function startFakeAdguard(options: FakeAdguardOptions = {}): Promise<FakeAdguard> {
  const { user = "exporter", memory: memorySize = 1000, now = Date.now } = options;
  let memory: Line[] = [];
  let file: Line[] = [];
  let older: Line[] = [];
  const failures = new Map<string, Failures>();
  let refused = 0;

  const flush = () => {
    file.push(...memory);
    memory = [];
  };

  const lines = () => [...older, ...file];

  const pageOf = (parameters: URLSearchParams) => {
    const limit = Number(parameters.get("limit") ?? 500);
    const offset = Number(parameters.get("offset") ?? 0);
    const given = parseTimestamp(parameters.get("older_than") ?? "");
    const olderThan = given !== undefined && given > 0n ? given : undefined;
    const matches = (line: Line) => olderThan === undefined || timestampOf(line) < olderThan;

    const inNeither = self.whileAnswering === "neither" ? memory.splice(0) : [];
    const found = memory.filter(matches).reverse();
    if (self.whileAnswering === "both") flush();
    const written = lines();
    const from = olderThan === undefined ? written.length : placeOf(written, file.length, olderThan);
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

  const mayEnter = (request: IncomingMessage): boolean => {
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
    return undefined;
  };

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    response.once("finish", () => {
      self.requests.push({ path: `${url.pathname}${url.search}`, status: response.statusCode });
    });
    if (self.respondWith !== undefined) {
      self.respondWith(request, response);
      return;
    }
    response.sendDate = false;
    response.setHeader("date", new Date(now()).toUTCString());
    if (!mayEnter(request)) {
      refused += 1;
      response.writeHead(401).end();
      return;
    }
    const body = bodyOf(url);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };

  const server: Server = options.tls ? createTlsServer(options.tls, answer) : createPlainServer(answer);
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
    refusals: () => refused,
    isLockedOut: () => [...failures.values()].some(({ count, until }) => count >= 5 && until > now()),
    whileAnswering: undefined,
    anonymous: false,
    password: options.password ?? "secret",
    respondWith: undefined,
    metadata: { clients: null, filters: null, allowing: null },
    close,
    [Symbol.asyncDispose]: close,
  };
  return self;
}

const timestampOf = (line: Line): bigint => (line === "damaged" ? -1n : line.timestamp);

const compare = (one: bigint, other: bigint) => (one < other ? -1 : Number(one > other));

/** After how many lines, oldest first, the one with this time comes; 0 where halving doesn't find it. */
function placeOf(written: readonly Line[], newest: number, timestamp: bigint): number {
  const seam = written.length - newest;
  const inNewest = halve(written.slice(seam), timestamp);
  if (inNewest === "late") return written.length;
  if (typeof inNewest === "number") return seam + inNewest;
  if (inNewest !== "early") return 0;
  const inOlder = halve(written.slice(0, seam), timestamp);
  // Between the two files it begins at the end of the newer one, and leaves out by time.
  if (inOlder === "late") return written.length;
  return typeof inOlder === "number" ? inOlder : 0;
}

function halve(lines: readonly Line[], timestamp: bigint): number | "early" | "late" | "lost" {
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
    // Go leaves out zeros at the end.
    time: formatTimestamp(timestamp).replace(/\.?0+Z$/, "Z"),
    upstream: "1.1.1.1:53",
  } as { readonly time: string };
}
