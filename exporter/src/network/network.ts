import type { Lab } from "homelab-dashboards/lab";
import { type Clients, clientsOf } from "./clients.js";
import { type DomainMapping, domainsOf, type NameDomain } from "./domains.js";
import { type Known, nothingKnown } from "./known.js";
import { type NameResolver, resolversOf } from "./resolvers.js";
import { type Services, servicesOf } from "./services.js";
import { type FindThreat, threatsOf } from "./threats.js";

/** Who is who: what the values of labels are for what events say. Asked for every event, so it remembers, within bounds. */
export interface Network {
  readonly clients: Clients;
  readonly services: Services;
  readonly resolver: NameResolver;
  readonly domain: NameDomain;
  readonly threat: FindThreat;
}

/** The parts of a lab that say who is who. */
export type NetworkLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers" | "filter_lists">;

export interface NetworkOptions {
  /** Default: registered domains. */
  readonly domains?: DomainMapping;
  /** What AdGuard Home tells. Default: nothing. */
  readonly known?: Known;
}

/** The network of a lab. It depends on its arguments alone; where AdGuard Home tells something new, make a new one. */
export function networkOf(lab: NetworkLab, options: NetworkOptions = {}): Network {
  const known = options.known ?? nothingKnown;
  return {
    clients: clientsOf(lab, known),
    services: servicesOf(lab),
    resolver: resolversOf(lab),
    domain: domainsOf(options.domains ?? "registered"),
    threat: threatsOf(lab, known),
  };
}
