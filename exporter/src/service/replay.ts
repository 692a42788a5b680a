import type { Lab } from "homelab-dashboards/lab";
import { createAccessLogParser, isAccessLogEntry } from "../access-log/parse-line.js";
import type { ParseResult, RejectionReason } from "../events.js";
import { openLogFile } from "../tail/log-file.js";
import { createReadBuffer, type ReadBuffer } from "../tail/read-window.js";
import { labRegistry } from "../aggregator/lab-metrics.js";
import { identityLabels, type Aggregator } from "../aggregator/aggregator.js";
import { parseJsonLine } from "../line/json-line.js";
import { createNetwork } from "../network/network.js";
import { isQueryLogEntry, parseQueryLine } from "../query-log/parse-line.js";
import { expose } from "../registry/exposition.js";
import { createAggregators } from "./aggregators.js";

/** The kinds of log that are told apart by what they hold. */
export type LogKind = "access-log" | "query-log";

/** What was found in one file. */
export interface ReplayedFile {
  /** Undefined where no line is of either kind. */
  readonly kind: LogKind | undefined;
  readonly counted: number;
  readonly rejected: ReadonlyMap<RejectionReason, number>;
}

export interface Replay {
  /**
   * Counts what a file holds; files of one kind go in order of time.
   *
   * @throws Error of the operating system
   */
  read(path: string): Promise<ReplayedFile>;
  /** What a scrape would see at the time of each log's last event, and what the lab says. */
  exposition(): Iterable<string>;
}

/** Longest line in bytes. */
const longest = 131_072;

/** Counts whole files as the exporter would have, had it read them as they were written. */
export function createReplay(lab: Lab): Replay {
  const network = createNetwork(lab, { domains: lab.exporter.metrics.domains });
  const ledgers = createAggregators(lab.exporter);
  const logs = {
    "access-log": counting(
      createAccessLogParser({ trustedProxies: lab.exporter.traefik?.trusted_proxies ?? [] }),
      ledgers.access(network),
    ),
    "query-log": counting(parseQueryLine, ledgers.query(network)),
  };
  const told = labRegistry(lab);
  const room = createReadBuffer(longest);
  return {
    read: (path) => readFile(path, room, logs),
    exposition: () => {
      for (const { ledger } of Object.values(logs)) ledger.tick(ledger.time);
      return expose([told, ...Object.values(logs).map(({ ledger }) => ledger.registry)], identityLabels);
    },
  };
}

/** Counts a line, or says why not. */
type Count = (line: Buffer) => RejectionReason | undefined;

interface Counting {
  readonly count: Count;
  readonly ledger: Pick<Aggregator<unknown>, "time" | "tick" | "registry">;
}

const counting = <Event>(read: (line: Buffer) => ParseResult<Event>, ledger: Aggregator<Event>): Counting => ({
  ledger,
  count: (line) => {
    const found = read(line);
    if ("rejected" in found) return found.rejected;
    ledger.add(found.event);
    return undefined;
  },
});

function kindOf(line: Buffer): LogKind | undefined {
  const entry = parseJsonLine(line);
  if (typeof entry === "string") return undefined;
  if (isAccessLogEntry(entry)) return "access-log";
  return isQueryLogEntry(entry) ? "query-log" : undefined;
}

async function readFile(
  path: string,
  room: ReadBuffer,
  logs: Readonly<Record<LogKind, Counting>>,
): Promise<ReplayedFile> {
  const log = await openLogFile(path, "start", room);
  if (log === undefined) throw new Error(`${path}: is no file`);
  const refused = new Map<RejectionReason, number>();
  const refuse = (reason: RejectionReason) => refused.set(reason, (refused.get(reason) ?? 0) + 1);
  let kind: LogKind | undefined;
  let counted = 0;
  const lines = {
    onLine: (line: Buffer) => {
      kind ??= kindOf(line);
      const reason = kind === undefined ? "not-json" : logs[kind].count(line);
      if (reason === undefined) counted += 1;
      else refuse(reason);
    },
    onTooLong: () => {
      refuse("too-long");
    },
  };
  try {
    await log.read(lines, new AbortController().signal);
    await log.readUnterminatedLine(lines);
  } finally {
    await log.close();
  }
  return { kind, counted, rejected: refused };
}
