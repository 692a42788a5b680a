import type { Lab } from "homelab-dashboards/lab";
import { memoize } from "./memoize.js";
import { unknownZone } from "./zones.js";

/** The service that answered a request. */
export interface Service {
  /** The value of the label `service`. */
  readonly name: string;
  /** The pool of servers: the service itself unless the lab declares backends; `""` where Traefik answered. */
  readonly backend: string;
  /** Name of its zone; `unknown` for a service that the lab doesn't list. */
  readonly zone: string;
  /** Whether Traefik forwarded the request to a server, and didn't answer itself. */
  readonly isRouted: boolean;
}

/** A part of the infrastructure. */
export interface Component {
  readonly name: string;
  readonly zone: string;
}

export interface ServiceLookup {
  /**
   * Finds the service of a request.
   *
   * @param logged the name in Traefik's log, for a weighted or mirrored service that of its child; `""` for none
   * @param url of the server
   */
  readonly find: (logged: string, url: string) => Service;
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
    if (!services.has(key)) services.set(key, { name, backend, zone, isRouted: true });
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
  const proxy = componentOf(lab, "proxy", "traefik");
  const proxyItself: Service = { name: proxy.name, backend: "", zone: proxy.zone, isRouted: false };
  const unlisted = memoize(maxCachedServices, (name): Service => {
    return { name, backend: name, zone: unknownZone.name, isRouted: true };
  });
  const find = (logged: string, url: string): Service => {
    if (logged === "") return proxyItself;
    const service = own.get(logged);
    if (service === undefined) return children.get(logged) ?? unlisted(logged);
    return (byUrl.size > 0 ? byUrl.get(`${logged}\n${url}`) : undefined) ?? service;
  };
  return { find, proxy, dns: componentOf(lab, "dns", "adguard") };
}
