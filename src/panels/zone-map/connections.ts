/** Pairs of zones and of items that a line joins, as the lab says; one line for each pair. */
import type { Lab } from "../../lab/index.js";

/** Two zones of which one asks the other. */
export interface ZonePair {
  readonly from: string;
  readonly to: string;
}

/**
 * Each zone with the zones of Traefik, AdGuard Home and the services, and AdGuard Home's zone with those of its
 * resolvers. Traffic inside a zone has no line.
 */
export function zonePairs(lab: Pick<Lab, "zones" | "services" | "infrastructure" | "resolvers">): readonly ZonePair[] {
  const known = new Set(lab.zones.map(({ name }) => name));
  const asked = [...lab.infrastructure.filter(({ kind }) => kind === "proxy" || kind === "dns"), ...lab.services];
  const askedZones = [...new Set(asked.map(({ zone }) => zone))];
  const dns = lab.infrastructure.find(({ kind }) => kind === "dns");
  const all = [
    ...lab.zones.flatMap(({ name }) => askedZones.map((zone) => ({ from: name, to: zone }))),
    ...(dns === undefined ? [] : lab.resolvers.map(({ zone }) => ({ from: dns.zone, to: zone }))),
  ];
  return uniquePairs(all.filter(({ from, to }) => known.has(from) && known.has(to)));
}

/** A service that needs another; `mutual` if each needs the other. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly mutual: boolean;
}

/** Dependencies that services declare. */
export function dependencies(lab: Pick<Lab, "services">): readonly Dependency[] {
  const all = lab.services.flatMap(({ name, dependencies: needs }) => needs.map((to) => ({ from: name, to })));
  const known = new Set(all.map(({ from, to }) => JSON.stringify([from, to])));
  return uniquePairs(all).map(({ from, to }) => ({ from, to, mutual: known.has(JSON.stringify([to, from])) }));
}

/** Each pair once, in whichever order its ends are first given, without pairs of one and the same. */
function uniquePairs(pairs: readonly ZonePair[]): readonly ZonePair[] {
  const seen = new Set<string>();
  return pairs.filter(({ from, to }) => {
    const key = JSON.stringify([from, to].sort());
    if (from === to || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
