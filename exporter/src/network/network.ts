import type { Lab } from "homelab-dashboards/lab";
import { type ClientLookup, createClientLookup } from "./clients.js";
import { type DomainMapping, createDomainMapper, type DomainMapper } from "./domains.js";
import { type AdguardMetadata, emptyMetadata } from "./adguard-metadata.js";
import { type ResolverLookup, createResolverLookup } from "./resolvers.js";
import { type ServiceLookup, createServiceLookup } from "./services.js";
import { type ThreatLookup, createThreatLookup } from "./threats.js";

/** Who is who: what the values of labels are for what events say. Asked for every event, so it remembers, within bounds. */
export interface Network {
  readonly clients: ClientLookup;
  readonly services: ServiceLookup;
  readonly resolver: ResolverLookup;
  readonly domain: DomainMapper;
  readonly threat: ThreatLookup;
}

/** The parts of a lab that say who is who. */
export type NetworkLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers" | "filter_lists">;

export interface NetworkOptions {
  /** Default: registered domains. */
  readonly domains?: DomainMapping;
  /** What AdGuard Home tells. Default: nothing. */
  readonly metadata?: AdguardMetadata;
}

/** The network of a lab. It depends on its arguments alone; where AdGuard Home tells something new, make a new one. */
export function createNetwork(lab: NetworkLab, options: NetworkOptions = {}): Network {
  const known = options.metadata ?? emptyMetadata;
  return {
    clients: createClientLookup(lab, known),
    services: createServiceLookup(lab),
    resolver: createResolverLookup(lab),
    domain: createDomainMapper(options.domains ?? "registered"),
    threat: createThreatLookup(lab, known),
  };
}
