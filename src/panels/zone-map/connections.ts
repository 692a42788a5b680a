/** Which zones and items are joined by a line, from what the lab says; one line for each pair. */
import type { Lab } from "../../lab/index.js";

/** Two zones between which something is asked. */
export interface ZonePair {
  readonly from: string;
  readonly to: string;
}

/**
 * Each zone with the zones of Traefik, AdGuard Home and the services, and AdGuard Home's with those of its resolvers.
 * Of what is asked inside a zone no line is drawn.
 */
export function zonePairs(lab: Pick<Lab, "zones" | "services" | "infrastructure" | "resolvers">): readonly ZonePair[] {
  const known = new Set(lab.zones.map(({ name }) => name));
  const askedThings = [...lab.infrastructure.filter(({ kind }) => kind === "proxy" || kind === "dns"), ...lab.services];
  // Each zone once, however many services stand in it.
  const asked = [...new Set(askedThings.map(({ zone }) => zone))];
  const dns = lab.infrastructure.find(({ kind }) => kind === "dns");
  const all = [
    ...lab.zones.flatMap(({ name }) => asked.map((zone) => ({ from: name, to: zone }))),
    ...(dns === undefined ? [] : lab.resolvers.map(({ zone }) => ({ from: dns.zone, to: zone }))),
  ];
  return eachPairOnce(all.filter(({ from, to }) => known.has(from) && known.has(to)));
}

/** One item needs another; or each needs the other. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly mutual: boolean;
}

/** What services say that they need. */
export function dependencies(lab: Pick<Lab, "services">): readonly Dependency[] {
  const all = lab.services.flatMap(({ name, dependencies: needs }) => needs.map((to) => ({ from: name, to })));
  const known = new Set(all.map(({ from, to }) => JSON.stringify([from, to])));
  return eachPairOnce(all).map(({ from, to }) => ({ from, to, mutual: known.has(JSON.stringify([to, from])) }));
}

function eachPairOnce(pairs: readonly ZonePair[]): readonly ZonePair[] {
  const seen = new Set<string>();
  return pairs.filter(({ from, to }) => {
    const key = JSON.stringify([from, to].sort());
    if (from === to || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
