import { expectComplete, type FieldErrors, optionalText } from "../line/fields.js";
import { withoutCredentials } from "../network/url.js";

/** A URL in logs of Traefik 2: Go's structure `url.URL`. */
interface GoUrl {
  readonly Scheme?: unknown;
  readonly Host?: unknown;
  readonly Path?: unknown;
}

const isGoUrl = (value: unknown): value is GoUrl => typeof value === "object" && value !== null;

/** Reads the server's URL, in the form of Traefik's own metrics; `""` where no server was asked. */
export function readServerUrl(value: unknown, errors: FieldErrors): string {
  if (typeof value === "string") return withoutCredentials(optionalText(value, errors));
  if (value === undefined || value === null) return "";
  expectComplete(isGoUrl(value), errors);
  if (!isGoUrl(value)) return "";
  const host = optionalText(value.Host, errors);
  return host === "" ? "" : `${optionalText(value.Scheme, errors)}://${host}${optionalText(value.Path, errors)}`;
}
