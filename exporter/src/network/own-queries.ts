import type { Lab } from "homelab-dashboards/lab";
import type { QueryEvent } from "../events.js";
import { isProbeName } from "../probe-name.js";
import { normalizeName } from "./domains.js";

/** The kind of the exporter's DNS probe whose form a query has; undefined for any other query. */
export type ProbeLookup = (event: Pick<QueryEvent, "domain" | "type">) => "answers" | "resolves" | undefined;

/** Settings of the probe, as the lab has them. */
export type ProbedNames = Pick<Lab["exporter"]["probe"]["dns"], "targets" | "name" | "outside_domain">;

/** Creates the lookup of a lab's probe; without targets nothing has its form. */
export function createProbeLookup(probe: ProbedNames | undefined): ProbeLookup {
  if (probe === undefined || probe.targets.length === 0) return () => undefined;
  const [name, outside] = [normalizeName(probe.name), normalizeName(probe.outside_domain)];
  return ({ domain, type }) => {
    if (type !== "A") return undefined;
    if (domain === name) return "answers";
    return isProbeName(domain, outside) ? "resolves" : undefined;
  };
}
