import { expectComplete, type Faults, name } from "../line/fields.js";
import { withoutCredentials } from "../network/url.js";

/** How version 2 of Traefik writes a URL: Go's structure, field by field. */
interface WrittenUrl {
  readonly Scheme?: unknown;
  readonly Host?: unknown;
  readonly Path?: unknown;
}

const isWrittenUrl = (value: unknown): value is WrittenUrl => typeof value === "object" && value !== null;

/** The URL of the server that answered, as the labels of Traefik's own metrics have it; `""` where none did. */
export function serverUrl(value: unknown, faults: Faults): string {
  if (typeof value === "string") return withoutCredentials(name(value, faults));
  if (value === undefined || value === null) return "";
  expectComplete(isWrittenUrl(value), faults);
  if (!isWrittenUrl(value)) return "";
  const host = name(value.Host, faults);
  return host === "" ? "" : `${name(value.Scheme, faults)}://${host}${name(value.Path, faults)}`;
}
