import type { ParseResult, RequestEvent } from "../events.js";
import {
  expectComplete,
  expectPlausible,
  type FieldErrors,
  integerOrUnknown,
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

/** The fields of Traefik's JSON access log that are read. Traefik can be configured to drop each of them. */
interface AccessEntry {
  readonly StartUTC?: unknown;
  readonly StartLocal?: unknown;
  /** Time of writing, to the second. */
  readonly time?: unknown;
  readonly Duration?: unknown;
  readonly OriginDuration?: unknown;
  readonly ClientAddr?: unknown;
  readonly ClientHost?: unknown;
  readonly RouterName?: unknown;
  readonly ServiceName?: unknown;
  readonly ServiceURL?: unknown;
  readonly RequestHost?: unknown;
  readonly RequestAddr?: unknown;
  readonly RequestMethod?: unknown;
  readonly DownstreamStatus?: unknown;
  readonly RequestContentSize?: unknown;
  readonly DownstreamContentSize?: unknown;
}

/** Whether an object has the form of an entry of Traefik's access log. */
export const isAccessLogEntry = (entry: object): boolean => "DownstreamStatus" in entry;

/** Whether an object is an entry of Traefik 1, which had front ends and back ends in place of routers and services. */
export const isTraefik1Entry = (entry: object): boolean => "FrontendName" in entry || "BackendName" in entry;

/** Limit of `ClientHost`, which contains a whole `X-Forwarded-For` header. */
const maxForwardedLength = 8192;

/** Nanoseconds in a millisecond. */
const millisecond = 1e6;

/** The end of the request: start plus duration, else the time of writing. */
function endTime(entry: AccessEntry, duration: number, errors: FieldErrors): number {
  const start = entry.StartUTC ?? entry.StartLocal;
  const written = start ?? entry.time;
  expectComplete(typeof written === "string", errors);
  if (typeof written !== "string") return 0;
  const time = parseTimestamp(written);
  expectPlausible(!Number.isNaN(time), errors);
  return start === undefined ? time : time + Math.floor((subMillisecondNanoseconds(written) + duration) / millisecond);
}

function clientOf(entry: AccessEntry, readClient: ClientAddressReader, errors: FieldErrors): string {
  const peer = optionalText(entry.ClientAddr, errors);
  const forwarded = optionalText(entry.ClientHost, errors, maxForwardedLength);
  expectComplete(peer !== "" || forwarded !== "", errors);
  const client = readClient(peer, forwarded);
  expectPlausible(client !== "", errors);
  return client;
}

const switchingProtocols = 101;

/**
 * Reads the status. Traefik logs 0 for a connection that was upgraded to another protocol, which becomes 101 here. It
 * also logs 0 where the client disconnected before a server was chosen, which stays 0.
 */
function codeOf(entry: AccessEntry, url: string, errors: FieldErrors): number {
  const code = requiredInteger(entry.DownstreamStatus, errors, 0, 999);
  return code === 0 && url !== "" ? switchingProtocols : code;
}

/** The service whose server answered. Where there is a server, there is a name, unless Traefik drops the field. */
function serviceOf(entry: AccessEntry, url: string, errors: FieldErrors): string {
  const service = optionalText(entry.ServiceName, errors);
  expectComplete(service !== "" || url === "", errors);
  return service;
}

/** The size of a body. An upgraded connection has none: Traefik logs 0, and its bytes are unknown. */
function bytesOf(value: unknown, code: number, errors: FieldErrors): number | undefined {
  const bytes = integerOrUnknown(value, errors, 0, Number.MAX_SAFE_INTEGER);
  return bytes === 0 && code === switchingProtocols ? undefined : bytes;
}

function parseEntry(entry: AccessEntry, readClient: ClientAddressReader): ParseResult<RequestEvent> {
  const errors: FieldErrors = { first: undefined };
  const duration = requiredInteger(entry.Duration, errors, 0, maxDuration);
  const url = readServerUrl(entry.ServiceURL, errors);
  const code = codeOf(entry, url, errors);
  const event: RequestEvent = {
    time: endTime(entry, duration, errors),
    client: clientOf(entry, readClient, errors),
    router: optionalText(entry.RouterName, errors),
    service: serviceOf(entry, url, errors),
    serviceUrl: url,
    host: normalizeHost(optionalText(entry.RequestHost ?? entry.RequestAddr, errors)),
    method: normalizeMethod(requiredText(entry.RequestMethod, errors)),
    code,
    duration: duration / 1e9,
    backendDuration: optionalInteger(entry.OriginDuration, errors, 0, maxDuration) / 1e9,
    bytesIn: bytesOf(entry.RequestContentSize, code, errors),
    bytesOut: bytesOf(entry.DownstreamContentSize, code, errors),
  };
  return errors.first === undefined ? { event } : { rejected: errors.first };
}

export interface AccessLogParserOptions {
  /** Addresses and CIDR blocks of proxies in front of Traefik. Default: none. */
  readonly trustedProxies?: readonly string[];
}

/** Creates a parser of the JSON access log of Traefik 2 and 3. The parser never throws. */
export function createAccessLogParser(
  options: AccessLogParserOptions = {},
): (line: Buffer) => ParseResult<RequestEvent> {
  const readClient = createClientAddressReader(options.trustedProxies ?? []);
  return (line) => {
    const entry = parseJsonLine(line);
    if (typeof entry === "string") return { rejected: entry };
    return isTraefik1Entry(entry) ? { rejected: "traefik-1" } : parseEntry(entry, readClient);
  };
}
