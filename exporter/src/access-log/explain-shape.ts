import { parseJsonLine } from "../line/json-line.js";
import { describeMissing, isDockerEntry, missingFields } from "../line/shape.js";
import { isTraefik1Entry } from "./parse-line.js";

/** More than what comes before the request in a line of the common log format. */
const maxStartBytes = 1024;

/** The time in the common log format, and the quote before the request. */
const commonLogTime = / \[\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}\] "/u;

const required = [
  ["StartUTC", "StartLocal", "time"],
  ["Duration"],
  ["ClientAddr", "ClientHost"],
  ["RequestMethod"],
  ["DownstreamStatus"],
] as const;

/** Explains the form of a rejected line of Traefik's access log. */
export function explainAccessLine(line: Buffer): string {
  const entry = parseJsonLine(line);
  if (typeof entry === "string")
    return commonLogTime.test(line.toString("latin1", 0, maxStartBytes))
      ? "they are in Traefik's common log format: set accessLog.format to json in Traefik"
      : "they aren't JSON: set accessLog.format to json in Traefik, and let no other program write to the file";
  if (isDockerEntry(entry))
    return "Docker has wrapped them (json-file): set accessLog.filePath in Traefik, and read that file instead";
  if (isTraefik1Entry(entry)) return "they are of Traefik 1: update to Traefik 2 or 3";
  const missing = missingFields(entry, [...required, ...requiredWith(entry)]);
  if (missing.length === 0) return "a field has another type than in Traefik 2 and 3";
  return isProgramLog(entry) && missing.includes("DownstreamStatus")
    ? "they are of Traefik's own log: set accessLog.filePath in Traefik to a file of its own, and read that file"
    : `${describeMissing(missing)}: keep it in Traefik, by accessLog.fields.defaultMode or accessLog.fields.names`;
}

/** Whether an entry has a message: Traefik 2 calls it `msg`, Traefik 3 `message`, and access log entries have none. */
const isProgramLog = (entry: { readonly msg?: unknown; readonly message?: unknown }): boolean =>
  [entry.msg, entry.message].some((text) => typeof text === "string" && text !== "");

/** Traefik logs the name of each service whose server it asked. */
const requiredWith = (entry: object) => ("ServiceURL" in entry ? ([["ServiceName"]] as const) : []);
