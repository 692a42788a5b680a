import type { Lab } from "homelab-dashboards/lab";
import type { Zone } from "./zones.js";

/** What the lab names, as labels. */
export interface Named {
  readonly zones: readonly Zone[];
  /** Zones of services and of Traefik. */
  readonly serviceZones: readonly string[];
  /** Backends of services. */
  readonly backends: readonly string[];
  readonly resolvers: readonly string[];
}

/** @param proxyZone the zone of Traefik */
export function namedBy(lab: Pick<Lab, "zones" | "services" | "resolvers">, proxyZone: string): Named {
  const { zones, services, resolvers } = lab;
  return {
    zones: zones.map(({ name, type, anonymous }) => ({ name, type, isAnonymous: anonymous })),
    serviceZones: [...new Set([proxyZone, ...services.map(({ zone }) => zone)])],
    backends: services.flatMap(({ name, backends }) =>
      backends.length === 0 ? [name] : backends.map((backend) => backend.name),
    ),
    resolvers: resolvers.map(({ name }) => name),
  };
}
