import { parseJsonLine } from "../line/json-line.js";
import { describeMissing, isDockerEntry, missingFields } from "../line/shape.js";

const inFile = [["T"], ["QH"], ["QT"], ["IP"], ["Elapsed"]] as const;

const inApi = [["time"], ["client"], ["question"], ["reason"], ["elapsedMs"]] as const;

const remedy =
  "set query_log in lab.yml to AdGuard Home's querylog.json, which it writes if querylog.file_enabled is true";

/** Explains the form of a rejected line of AdGuard Home's query log. */
export function explainQueryLine(line: Buffer): string {
  const entry = parseJsonLine(line);
  if (typeof entry === "string") return `they aren't JSON: ${remedy}`;
  if (isDockerEntry(entry)) return `Docker has wrapped them (json-file): ${remedy}`;
  const missing = missingFields(entry, inFile);
  return missing.length === 0
    ? "a field has another type than in AdGuard Home 0.107"
    : `${describeMissing(missing)}: ${remedy}`;
}

/** Explains the form of a rejected entry of AdGuard Home's API. */
export function explainQueryEntry(entry: unknown): string {
  const missing = typeof entry === "object" && entry !== null ? missingFields(entry, inApi) : [];
  const what = missing.length === 0 ? "a field has another type than in AdGuard Home 0.107" : describeMissing(missing);
  return `${what}: use AdGuard Home 0.107, or set query_log in lab.yml to its querylog.json`;
}
