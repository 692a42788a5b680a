import type { Read, RequestEvent } from "../events.js";
import {
  expectComplete,
  expectPlausible,
  type Faults,
  integer,
  longestDuration,
  name,
  neededInteger,
  neededName,
} from "../line/fields.js";
import { parseLine } from "../line/parse.js";
import { readTime, restOfTime } from "../line/time.js";
import { clientFinder, type FindClient } from "./client.js";
import { readHost } from "./host.js";
import { readMethod } from "./method.js";
import { serverUrl } from "./server-url.js";

/** The fields of Traefik's JSON access log from which an event is made. All can be dropped in Traefik's settings. */
interface AccessEntry {
  readonly StartUTC?: unknown;
  readonly StartLocal?: unknown;
  /** When the line was written, in whole seconds. */
  readonly time?: unknown;
  readonly Duration?: unknown;
  readonly OriginDuration?: unknown;
  readonly ClientAddr?: unknown;
  readonly ClientHost?: unknown;
  readonly ServiceName?: unknown;
  readonly ServiceURL?: unknown;
  readonly RequestHost?: unknown;
  readonly RequestAddr?: unknown;
  readonly RequestMethod?: unknown;
  readonly DownstreamStatus?: unknown;
  readonly RequestContentSize?: unknown;
  readonly DownstreamContentSize?: unknown;
}

/** Whether an object is of Traefik's access log, whatever its values. */
export const isAccessEntry = (entry: object): boolean => "DownstreamStatus" in entry;

/** Whole `X-Forwarded-For` headers stand in `ClientHost`. */
const longestChain = 8192;

/** Nanoseconds in a millisecond. */
const millisecond = 1e6;

/** When the request ended: its start and its duration, else when the line was written. */
function endOf(entry: AccessEntry, duration: number, faults: Faults): number {
  const start = entry.StartUTC ?? entry.StartLocal;
  const written = start ?? entry.time;
  expectComplete(typeof written === "string", faults);
  if (typeof written !== "string") return 0;
  const time = readTime(written);
  expectPlausible(!Number.isNaN(time), faults);
  return start === undefined ? time : time + Math.floor((restOfTime(written) + duration) / millisecond);
}

function clientOf(entry: AccessEntry, findClient: FindClient, faults: Faults): string {
  const peer = name(entry.ClientAddr, faults);
  const forwarded = name(entry.ClientHost, faults, longestChain);
  expectComplete(peer !== "" || forwarded !== "", faults);
  const client = findClient(peer, forwarded);
  expectPlausible(client !== "", faults);
  return client;
}

/** Switching protocols: a connection that was handed over, to a web socket for the most part. */
const handedOver = 101;

/**
 * Traefik sees no answer go by where it hands a connection over, and writes 0. It writes that too where a client left
 * before it had decided anything; but then no server was chosen.
 */
function codeOf(entry: AccessEntry, url: string, faults: Faults): number {
  const code = neededInteger(entry.DownstreamStatus, faults, 0, 999);
  return code === 0 && url !== "" ? handedOver : code;
}

function readEntry(entry: AccessEntry, findClient: FindClient): Read<RequestEvent> {
  const faults: Faults = { first: undefined };
  const duration = neededInteger(entry.Duration, faults, 0, longestDuration);
  const url = serverUrl(entry.ServiceURL, faults);
  const event: RequestEvent = {
    time: endOf(entry, duration, faults),
    client: clientOf(entry, findClient, faults),
    service: name(entry.ServiceName, faults),
    serviceUrl: url,
    host: readHost(name(entry.RequestHost ?? entry.RequestAddr, faults)),
    method: readMethod(neededName(entry.RequestMethod, faults)),
    code: codeOf(entry, url, faults),
    duration: duration / 1e9,
    backendDuration: integer(entry.OriginDuration, faults, 0, longestDuration) / 1e9,
    bytesIn: integer(entry.RequestContentSize, faults, 0, Number.MAX_SAFE_INTEGER),
    bytesOut: integer(entry.DownstreamContentSize, faults, 0, Number.MAX_SAFE_INTEGER),
  };
  return faults.first === undefined ? { event } : { refused: faults.first };
}

export interface AccessLogOptions {
  /** Addresses and CIDR blocks of proxies in front of Traefik. Default: none. */
  readonly trustedProxies?: readonly string[];
}

/** Reads lines of Traefik's JSON access log, of version 2 or 3. The reader never throws. */
export function accessLogReader(options: AccessLogOptions = {}): (line: Buffer) => Read<RequestEvent> {
  const findClient = clientFinder(options.trustedProxies ?? []);
  return (line) => {
    const entry = parseLine(line);
    return typeof entry === "string" ? { refused: entry } : readEntry(entry, findClient);
  };
}
