import { expectComplete, type FieldErrors, optionalText } from "../line/fields.js";
import { withoutCredentials } from "../network/url.js";

/** How version 2 of Traefik writes a URL: Go's structure, field by field. */
interface GoUrl {
  readonly Scheme?: unknown;
  readonly Host?: unknown;
  readonly Path?: unknown;
}

const isGoUrl = (value: unknown): value is GoUrl => typeof value === "object" && value !== null;

/** The URL of the server that answered, as the labels of Traefik's own metrics have it; `""` where none did. */
export function readServerUrl(value: unknown, faults: FieldErrors): string {
  if (typeof value === "string") return withoutCredentials(optionalText(value, faults));
  if (value === undefined || value === null) return "";
  expectComplete(isGoUrl(value), faults);
  if (!isGoUrl(value)) return "";
  const host = optionalText(value.Host, faults);
  return host === "" ? "" : `${optionalText(value.Scheme, faults)}://${host}${optionalText(value.Path, faults)}`;
}
