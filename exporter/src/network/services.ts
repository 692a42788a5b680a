import type { Lab } from "homelab-dashboards/lab";
import { memoize } from "./memoize.js";
import { unknownZone } from "./zones.js";

/** Who answered a request. */
export interface Service {
  /** The value of every label that names a service. */
  readonly name: string;
  /** The pool of servers; the service itself unless the lab declares backends. `""` where Traefik answered. */
  readonly backend: string;
  /** Name of the zone in which it stands; `unknown` for what the lab doesn't list. */
  readonly zone: string;
  /** Whether Traefik handed the request on; else it answered by itself. */
  readonly isRouted: boolean;
}

/** A part of the infrastructure that answers. */
export interface Component {
  readonly name: string;
  readonly zone: string;
}

export interface ServiceLookup {
  /**
   * The service to which a request went.
   *
   * @param logged the name in Traefik's log, which of a weighted or mirrored service is the child's; `""` for none
   * @param url the server's
   */
  readonly find: (logged: string, url: string) => Service;
  /** Traefik. */
  readonly proxy: Component;
  /** AdGuard Home. */
  readonly dns: Component;
}

const maxCachedServices = 1024;

const part = (lab: Pick<Lab, "infrastructure" | "zones">, kind: string, usual: string): Component => {
  const { name = usual, zone = lab.zones[0]?.name ?? unknownZone.name } =
    lab.infrastructure.find((candidate) => candidate.kind === kind) ?? {};
  return { name, zone };
};

/** Zones and backends of services. A name that is a service and another's backend is the service: it has routes. */
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
  const proxy = part(lab, "proxy", "traefik");
  const byItself: Service = { name: proxy.name, backend: "", zone: proxy.zone, isRouted: false };
  const unlisted = memoize(maxCachedServices, (name): Service => {
    return { name, backend: name, zone: unknownZone.name, isRouted: true };
  });
  const of = (logged: string, url: string): Service => {
    if (logged === "") return byItself;
    const service = own.get(logged);
    if (service === undefined) return children.get(logged) ?? unlisted(logged);
    return (byUrl.size > 0 ? byUrl.get(`${logged}\n${url}`) : undefined) ?? service;
  };
  return { find: of, proxy, dns: part(lab, "dns", "adguard") };
}
