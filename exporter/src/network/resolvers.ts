import type { Lab } from "homelab-dashboards/lab";
import type { QueryEvent } from "../events.js";
import { canonicalAddress } from "./address.js";
import { memoize } from "./memoize.js";
import { withoutCredentials } from "./url.js";

/** Names the resolver that answered a query: the value of the label `upstream`. */
export type ResolverLookup = (event: Pick<QueryEvent, "source" | "upstream">) => string;

const maxCachedResolvers = 256;

const ports: Readonly<Record<string, string>> = {
  udp: "53",
  tcp: "53",
  tls: "853",
  quic: "853",
  https: "443",
};

interface Endpoint {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

const address =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:[^/]*@)?(?<host>\[[^\]]*\]|[^:/]+|[\da-f:.%]+)(?::(?<port>\d+))?(?<path>\/.*)?$/iu;

/** HTTP/3 is another way to the same URL, and plain DNS over UDP is what stands without a scheme. */
const schemeOf = (written = "udp") => (written.toLowerCase() === "h3" ? "https" : written.toLowerCase());

const readEndpoint = (text: string): Endpoint => {
  const bare = canonicalAddress(text);
  const read = bare === "" ? address.exec(text)?.groups : { host: bare };
  if (read?.["host"] === undefined) return { scheme: "", host: text, port: "", path: "" };
  const scheme = schemeOf(read["scheme"]);
  const host = read["host"].replace(/^\[|\]$/gu, "").toLowerCase();
  return {
    scheme,
    host: canonicalAddress(host) || host,
    port: read["port"] ?? ports[scheme] ?? "",
    path: (read["path"] ?? "").replace(/\/+$/u, ""),
  };
};

const keyOf = ({ scheme, host, port, path }: Endpoint) => `${scheme}://${host}:${port}${path}`;

const isBareHost = (text: string) => canonicalAddress(text) !== "" || /^[^:/]+$/u.test(text);

/**
 * Names resolvers: that of the lab which lists the address or URL, in whatever spelling (AdGuard Home adds ports), else
 * as AdGuard Home logs it. A bare address in the lab stands for every protocol under which it is asked. Answers from
 * the cache are `cache`'s, and what AdGuard Home answers by itself, blocked or rewritten, is `filter`'s.
 */
export function createResolverLookup(lab: Pick<Lab, "resolvers">): ResolverLookup {
  const exact = new Map<string, string>();
  const hosts = new Map<string, string>();
  for (const { name, addresses } of lab.resolvers)
    for (const listed of addresses) {
      const endpoint = readEndpoint(listed);
      exact.set(keyOf(endpoint), name);
      if (isBareHost(listed)) hosts.set(endpoint.host, name);
    }
  const nameOf = memoize(maxCachedResolvers, (logged) => {
    const endpoint = readEndpoint(logged);
    return exact.get(keyOf(endpoint)) ?? hosts.get(endpoint.host) ?? withoutCredentials(logged);
  });
  return ({ source, upstream }) => {
    if (source === "cache") return "cache";
    return source === "filter" || upstream === "" ? "filter" : nameOf(upstream);
  };
}
