import type { ParseResult, RequestEvent } from "../events.js";
import {
  expectComplete,
  expectPlausible,
  type FieldErrors,
  optionalInteger,
  maxDuration,
  optionalText,
  requiredInteger,
  requiredText,
} from "../line/fields.js";
import { parseJsonLine } from "../line/json-line.js";
import { parseTimestamp, subMillisecondNanoseconds } from "../line/timestamp.js";
import { createClientAddressReader, type ClientAddressReader } from "./client-address.js";
import { normalizeHost } from "./host.js";
import { normalizeMethod } from "./method.js";
import { readServerUrl } from "./server-url.js";

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
export const isAccessLogEntry = (entry: object): boolean => "DownstreamStatus" in entry;

/** Whole `X-Forwarded-For` headers stand in `ClientHost`. */
const maxForwardedLength = 8192;

/** Nanoseconds in a millisecond. */
const millisecond = 1e6;

/** When the request ended: its start and its duration, else when the line was written. */
function endOf(entry: AccessEntry, duration: number, faults: FieldErrors): number {
  const start = entry.StartUTC ?? entry.StartLocal;
  const written = start ?? entry.time;
  expectComplete(typeof written === "string", faults);
  if (typeof written !== "string") return 0;
  const time = parseTimestamp(written);
  expectPlausible(!Number.isNaN(time), faults);
  return start === undefined ? time : time + Math.floor((subMillisecondNanoseconds(written) + duration) / millisecond);
}

function clientOf(entry: AccessEntry, findClient: ClientAddressReader, faults: FieldErrors): string {
  const peer = optionalText(entry.ClientAddr, faults);
  const forwarded = optionalText(entry.ClientHost, faults, maxForwardedLength);
  expectComplete(peer !== "" || forwarded !== "", faults);
  const client = findClient(peer, forwarded);
  expectPlausible(client !== "", faults);
  return client;
}

/** Switching protocols: a connection that was handed over, to a web socket for the most part. */
const switchingProtocols = 101;

/**
 * Traefik sees no answer go by where it hands a connection over, and writes 0. It writes that too where a client left
 * before it had decided anything; but then no server was chosen.
 */
function codeOf(entry: AccessEntry, url: string, faults: FieldErrors): number {
  const code = requiredInteger(entry.DownstreamStatus, faults, 0, 999);
  return code === 0 && url !== "" ? switchingProtocols : code;
}

function readEntry(entry: AccessEntry, findClient: ClientAddressReader): ParseResult<RequestEvent> {
  const faults: FieldErrors = { first: undefined };
  const duration = requiredInteger(entry.Duration, faults, 0, maxDuration);
  const url = readServerUrl(entry.ServiceURL, faults);
  const event: RequestEvent = {
    time: endOf(entry, duration, faults),
    client: clientOf(entry, findClient, faults),
    service: optionalText(entry.ServiceName, faults),
    serviceUrl: url,
    host: normalizeHost(optionalText(entry.RequestHost ?? entry.RequestAddr, faults)),
    method: normalizeMethod(requiredText(entry.RequestMethod, faults)),
    code: codeOf(entry, url, faults),
    duration: duration / 1e9,
    backendDuration: optionalInteger(entry.OriginDuration, faults, 0, maxDuration) / 1e9,
    bytesIn: optionalInteger(entry.RequestContentSize, faults, 0, Number.MAX_SAFE_INTEGER),
    bytesOut: optionalInteger(entry.DownstreamContentSize, faults, 0, Number.MAX_SAFE_INTEGER),
  };
  return faults.first === undefined ? { event } : { rejected: faults.first };
}

export interface AccessLogParserOptions {
  /** Addresses and CIDR blocks of proxies in front of Traefik. Default: none. */
  readonly trustedProxies?: readonly string[];
}

/** Reads lines of Traefik's JSON access log, of version 2 or 3. The reader never throws. */
export function createAccessLogParser(
  options: AccessLogParserOptions = {},
): (line: Buffer) => ParseResult<RequestEvent> {
  const findClient = createClientAddressReader(options.trustedProxies ?? []);
  return (line) => {
    const entry = parseJsonLine(line);
    return typeof entry === "string" ? { rejected: entry } : readEntry(entry, findClient);
  };
}
