import type { Lab } from "homelab-dashboards/lab";
import { type ClientLookup, createClientLookup } from "./clients.js";
import { type DomainMapping, createDomainMapper, type DomainMapper } from "./domains.js";
import { type AdguardMetadata, emptyMetadata } from "./adguard-metadata.js";
import { createFilterListNames, type FilterListNames } from "./filter-lists.js";
import { type Named, namedBy } from "./named.js";
import { createProbeLookup, type ProbedNames, type ProbeLookup } from "./own-queries.js";
import { type ResolverLookup, createResolverLookup } from "./resolvers.js";
import { type ServiceLookup, createServiceLookup } from "./services.js";
import { type ThreatLookup, createThreatLookup } from "./threats.js";
import type { OnUnlistedNetwork } from "./zones.js";

/** Looks up label values for the fields of events. All lookups are cached within bounds. */
export interface Network {
  readonly clients: ClientLookup;
  readonly services: ServiceLookup;
  readonly resolver: ResolverLookup;
  readonly domain: DomainMapper;
  readonly threat: ThreatLookup;
  readonly named: Named;
  readonly filterLists: FilterListNames;
  /** The exporter's own DNS probe. */
  readonly probe: ProbeLookup;
}

/** The sections of a lab on which the lookups depend. */
export type NetworkLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers" | "filter_lists">;

export interface NetworkOptions {
  /** Default: registered domains. */
  readonly domains?: DomainMapping;
  /** Default: none. */
  readonly metadata?: AdguardMetadata;
  /** Called for the networks of local addresses that no zone lists. */
  readonly onUnlisted?: OnUnlistedNetwork;
  /** The exporter's DNS probe. Default: none. */
  readonly probe?: ProbedNames;
}

/** Creates the lookups of a lab. New metadata needs a new network. */
export function createNetwork(lab: NetworkLab, options: NetworkOptions = {}): Network {
  const metadata = options.metadata ?? emptyMetadata;
  const services = createServiceLookup(lab);
  return {
    clients: createClientLookup(lab, metadata, options.onUnlisted),
    services,
    named: namedBy(lab, services.proxy.zone),
    resolver: createResolverLookup(lab),
    domain: createDomainMapper(options.domains ?? "registered"),
    threat: createThreatLookup(lab, metadata),
    filterLists: createFilterListNames(lab, metadata),
    probe: createProbeLookup(options.probe),
  };
}
