import type { Lab } from "homelab-dashboards/lab";
import type { QueryEvent } from "../events.js";
import { canonicalAddress } from "./address.js";
import { memoize } from "./memoize.js";
import { withoutCredentials } from "./url.js";

/** Finds the resolver of a query: the value of the label `upstream`. */
export type ResolverLookup = (event: Pick<QueryEvent, "source" | "upstream">) => string;

const maxCachedResolvers = 256;

const ports: ReadonlyMap<string, string> = new Map([
  ["udp", "53"],
  ["tcp", "53"],
  ["tls", "853"],
  ["quic", "853"],
  ["https", "443"],
]);

interface Endpoint {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

const address =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:[^/]*@)?(?<host>\[[^\]]*\]|[^:/]+|[\da-f:.%]+)(?::(?<port>\d+))?(?<path>\/.*)?$/iu;

/** HTTP/3 has the URL of HTTPS; an address without a scheme means DNS over UDP. */
const schemeOf = (scheme = "udp") => (scheme.toLowerCase() === "h3" ? "https" : scheme.toLowerCase());

const parseEndpoint = (text: string): Endpoint => {
  const bare = canonicalAddress(text);
  const parts = bare === "" ? address.exec(text)?.groups : { host: bare };
  if (parts?.["host"] === undefined) return { scheme: "", host: text, port: "", path: "" };
  const scheme = schemeOf(parts["scheme"]);
  const host = parts["host"].replace(/^\[|\]$/gu, "").toLowerCase();
  return {
    scheme,
    host: canonicalAddress(host) || host,
    port: parts["port"] ?? ports.get(scheme) ?? "",
    path: (parts["path"] ?? "").replace(/\/+$/u, ""),
  };
};

const keyOf = ({ scheme, host, port, path }: Endpoint) => `${scheme}://${host}:${port}${path}`;

const isBareHost = (text: string) => canonicalAddress(text) !== "" || /^[^:/]+$/u.test(text);

/**
 * Creates a lookup of resolvers: the name in the lab of the resolver that lists the address or URL in any spelling,
 * else the address as AdGuard Home logs it. A bare address in the lab matches all protocols. Cached answers are
 * `cache`; answers of AdGuard Home itself, blocked or rewritten, are `filter`.
 */
export function createResolverLookup(lab: Pick<Lab, "resolvers">): ResolverLookup {
  const exact = new Map<string, string>();
  const hosts = new Map<string, string>();
  for (const { name, addresses } of lab.resolvers)
    for (const listed of addresses) {
      const endpoint = parseEndpoint(listed);
      exact.set(keyOf(endpoint), name);
      if (isBareHost(listed)) hosts.set(endpoint.host, name);
    }
  const nameOf = memoize(maxCachedResolvers, (logged) => {
    const endpoint = parseEndpoint(logged);
    return exact.get(keyOf(endpoint)) ?? hosts.get(endpoint.host) ?? withoutCredentials(logged);
  });
  return ({ source, upstream }) => {
    if (source === "cache") return "cache";
    return source === "filter" || upstream === "" ? "filter" : nameOf(upstream);
  };
}
