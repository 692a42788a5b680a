import type { Lab } from "homelab-dashboards/lab";
import { createAccessLogParser, isAccessLogEntry } from "../access-log/parse-line.js";
import { identityLabels, type Aggregator } from "../aggregator/aggregator.js";
import { labRegistry } from "../aggregator/lab-metrics.js";
import type { ParseResult, RejectionReason } from "../events.js";
import { isBlankLine, parseJsonLine } from "../line/json-line.js";
import { createNetwork } from "../network/network.js";
import { createUnlistedNetworks } from "../network/unlisted-networks.js";
import { isQueryLogEntry, parseQueryLine } from "../query-log/parse-line.js";
import { expose } from "../registry/exposition.js";
import { openLogFile } from "../tail/log-file.js";
import { createReadBuffer, type ReadBuffer } from "../tail/read-window.js";
import { createAggregators } from "./aggregators.js";
import type { LogName } from "./source-definition.js";

/** The result of one file. */
export interface ReplayedFile {
  /** Undefined if no line belongs to a known log. */
  readonly kind: LogName | undefined;
  readonly counted: number;
  readonly rejected: ReadonlyMap<RejectionReason, number>;
}

export interface Replay {
  /**
   * Counts the lines of a file. Files of one log must be given in order of time.
   *
   * @throws Error of the operating system
   */
  read(path: string): Promise<ReplayedFile>;
  /** Networks of local addresses that no zone lists, up to 40. */
  unlistedNetworks(): readonly string[];
  /**
   * The exposition at the time of each log's last event, including the lab's own metrics. No series has expired, however
   * long before that its last event was: the files are complete, and nobody has scraped them before.
   */
  exposition(): Iterable<string>;
}

const maxLineBytes = 131_072;

/** Longer than any log. */
const never = "100y";

/** Counts complete log files as the running exporter would count them. */
export function createReplay(lab: Lab): Replay {
  const unlisted = createUnlistedNetworks();
  const { exporter } = lab;
  const network = createNetwork(lab, {
    domains: exporter.metrics.domains,
    probe: exporter.probe.dns,
    onUnlisted: unlisted.add,
  });
  const limits = { ...exporter.limits, client_expiry: never, domain_expiry: never };
  const aggregators = createAggregators({ ...exporter, limits });
  const parseAccessLine = createAccessLogParser({ trustedProxies: lab.exporter.traefik?.trusted_proxies ?? [] });
  const counters = {
    "access-log": createLineCounter(parseAccessLine, aggregators.access(network)),
    "query-log": createLineCounter(parseQueryLine, aggregators.query(network)),
  };
  const labMetrics = labRegistry(lab);
  const buffer = createReadBuffer(maxLineBytes);
  return {
    read: (path) => readFile(path, buffer, counters),
    unlistedNetworks: () => unlisted.take(Infinity),
    exposition: () => {
      const logs = Object.values(counters).map(({ aggregator }) => aggregator);
      for (const aggregator of logs) aggregator.tick(aggregator.time);
      return expose([labMetrics, ...logs.map(({ registry }) => registry)], identityLabels);
    },
  };
}

interface LineCounter {
  /** Counts a line. Returns why it was rejected; undefined if it was counted. */
  readonly count: (line: Buffer) => RejectionReason | undefined;
  readonly aggregator: Pick<Aggregator<unknown>, "time" | "tick" | "registry">;
}

const createLineCounter = <Event>(
  parse: (line: Buffer) => ParseResult<Event>,
  aggregator: Aggregator<Event>,
): LineCounter => ({
  aggregator,
  count: (line) => {
    const result = parse(line);
    if ("rejected" in result) return result.rejected;
    aggregator.add(result.event);
    return undefined;
  },
});

function detectLog(line: Buffer): LogName | undefined {
  const entry = parseJsonLine(line);
  if (typeof entry === "string") return undefined;
  if (isAccessLogEntry(entry)) return "access-log";
  return isQueryLogEntry(entry) ? "query-log" : undefined;
}

/** Counts the lines of a file. Its first line of a known format decides which log it is. */
async function readFile(
  path: string,
  buffer: ReadBuffer,
  counters: Readonly<Record<LogName, LineCounter>>,
): Promise<ReplayedFile> {
  const file = await openLogFile(path, "start", buffer);
  if (file === undefined) throw new Error(`${path}: is no file`);
  const rejected = new Map<RejectionReason, number>();
  const reject = (reason: RejectionReason) => rejected.set(reason, (rejected.get(reason) ?? 0) + 1);
  let kind: LogName | undefined;
  let counted = 0;
  const lines = {
    onLine: (line: Buffer) => {
      if (isBlankLine(line)) return;
      kind ??= detectLog(line);
      const reason = kind === undefined ? "not-json" : counters[kind].count(line);
      if (reason === undefined) counted += 1;
      else reject(reason);
    },
    onTooLong: () => {
      reject("too-long");
    },
  };
  try {
    await file.read(lines, new AbortController().signal);
    await file.readUnterminatedLine(lines);
  } finally {
    await file.close();
  }
  return { kind, counted, rejected };
}
