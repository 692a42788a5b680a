import type { Lab } from "homelab-dashboards/lab";
import { canonicalAddress } from "./address.js";
import { normalizeName } from "./domains.js";
import { memoize } from "./memoize.js";
import { unknownZone } from "./zones.js";

/** A service behind Traefik. */
export interface Service {
  /** The value of the label `service`. */
  readonly name: string;
  /** The pool of servers: the service itself unless the lab declares backends. */
  readonly backend: string;
  /** Name of its zone; `unknown` for a service that the lab doesn't list. */
  readonly zone: string;
}

/** A part of the infrastructure. */
export interface Component {
  readonly name: string;
  readonly zone: string;
}

export interface ServiceLookup {
  /**
   * Finds the service that Traefik logs.
   *
   * @param logged the name in Traefik's log, for a weighted or mirrored service that of its child
   * @param url of the server; `""` for none
   */
  readonly find: (logged: string, url: string) => Service;
  /** Finds the service that the lab reaches under a host; `undefined` where it lists none or several. */
  readonly ofHost: (host: string) => Service | undefined;
  /** Traefik. */
  readonly proxy: Component;
  /** AdGuard Home. */
  readonly dns: Component;
}

const maxCachedServices = 1024;

const componentOf = (lab: Pick<Lab, "infrastructure" | "zones">, kind: string, defaultName: string): Component => {
  const { name = defaultName, zone = lab.zones[0]?.name ?? unknownZone.name } =
    lab.infrastructure.find((candidate) => candidate.kind === kind) ?? {};
  return { name, zone };
};

/**
 * Creates a lookup of services, with their zones and backends. A name that is both a service and a backend of another
 * one is the service, since it has routes.
 */
export function createServiceLookup(lab: Pick<Lab, "services" | "infrastructure" | "zones">): ServiceLookup {
  const own = new Map<string, Service>();
  const children = new Map<string, Service>();
  const byUrl = new Map<string, Service>();
  const add = (services: Map<string, Service>, key: string, name: string, backend: string, zone: string) => {
    if (!services.has(key)) services.set(key, { name, backend, zone });
  };
  for (const { name, zone, backends } of lab.services) {
    add(own, name, name, name, zone);
    for (const backend of backends) {
      add(children, backend.name, name, backend.name, zone);
      for (const { url } of backend.servers) add(byUrl, `${name}\n${url}`, name, backend.name, zone);
    }
  }
  for (const { service, zone } of lab.infrastructure)
    if (service !== undefined) add(own, service, service, service, zone);
  const unlisted = memoize(maxCachedServices, (name): Service => {
    return { name, backend: name, zone: unknownZone.name };
  });
  const find = (logged: string, url: string): Service => {
    const service = own.get(logged);
    if (service === undefined) return children.get(logged) ?? unlisted(logged);
    return (byUrl.size > 0 ? byUrl.get(`${logged}\n${url}`) : undefined) ?? service;
  };
  const names = namesByHost(lab);
  return {
    find,
    ofHost: (host) => {
      const [name, ...others] = names.get(host) ?? [];
      return name === undefined || others.length > 0 ? undefined : find(name, "");
    },
    proxy: componentOf(lab, "proxy", "traefik"),
    dns: componentOf(lab, "dns", "adguard"),
  };
}

/** The services that the lab reaches under each host, which is written like the hosts of requests. */
function namesByHost({ services, infrastructure }: Pick<Lab, "services" | "infrastructure">) {
  const names = new Map<string, Set<string>>();
  const add = (host: string | undefined, name: string | undefined) => {
    if (host === undefined || name === undefined) return;
    const address = canonicalAddress(host);
    const key = address === "" ? normalizeName(host) : address;
    names.set(key, (names.get(key) ?? new Set()).add(name));
  };
  for (const { host, name } of services) add(host, name);
  for (const { host, service } of infrastructure) add(host, service);
  return new Map([...names].map(([host, all]) => [host, [...all]]));
}
