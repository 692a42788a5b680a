import * as z from "zod";
import { canonicalAddress, canonicalCidr, canonicalRange } from "./address.js";
import {
  defaultClients,
  defaultInfrastructure,
  defaultResolvers,
  defaultServices,
  defaultZones,
} from "./default-lab.js";
import * as section from "./section-schemas.js";
import type { ParsedInput } from "./input-schema.js";

type WrittenZone = z.output<typeof section.zoneSchema>;

const zoneIcons = {
  internal: "home-alt",
  iot: "plug",
  guest: "users-alt",
  external: "globe",
  trusted: "shield",
  infrastructure: "sitemap",
} as const satisfies Record<WrittenZone["type"], string>;

const zoneWithDefaults = ({ colour, color = colour, ...zone }: WrittenZone) => ({
  ...zone,
  title: zone.title ?? zone.name,
  cidrs: zone.cidrs.map((cidr) => canonicalCidr(cidr) ?? cidr),
  ...(color === undefined ? {} : { color }),
  icon: zone.icon ?? zoneIcons[zone.type],
  anonymous: zone.anonymous ?? zone.type === "external",
});

const withoutProvider = (service: string) => service.replace(/(?<=.)@[^@]*$/u, "");

/** The parts that nearly every lab has, without the addresses and ports that they have in the default one. */
const usualInfrastructure = defaultInfrastructure.map(({ address: _, tls_port: __, ...part }) => part);

/** Services, clients and addresses of the default lab would be somebody else's in zones of one's own. */
const listsOf = (written: ParsedInput) => ({
  zones: written.zones ?? z.array(section.zoneSchema).parse(defaultZones),
  services: written.services ?? (written.zones ? [] : z.array(section.serviceSchema).parse(defaultServices)),
  infrastructure:
    written.infrastructure ??
    z.array(section.infrastructureSchema).parse(written.zones ? usualInfrastructure : defaultInfrastructure),
  clients: written.clients ?? (written.zones ? [] : z.array(section.clientSchema).parse(defaultClients)),
  resolvers: written.resolvers ?? z.array(section.resolverSchema).parse(defaultResolvers),
});

const metricsWithDefaults = ({
  behaviour = true,
  behavior = behaviour,
  ...metrics
}: ParsedInput["exporter"]["metrics"]) => ({
  ...metrics,
  behavior,
});

const exporterWithDefaults = ({ traefik, metrics, ...exporter }: ParsedInput["exporter"]) => ({
  ...exporter,
  metrics: metricsWithDefaults(metrics),
  ...(traefik && {
    traefik: { ...traefik, trusted_proxies: traefik.trusted_proxies.map((cidr) => canonicalCidr(cidr) ?? cidr) },
  }),
});

/** Fills in every default that depends on the rest of the lab, and gives each address its one spelling. */
export const applyDefaults = (written: ParsedInput) => {
  const { services, infrastructure, clients, resolvers, ...lists } = listsOf(written);
  const zones = lists.zones.map(zoneWithDefaults);
  const first = zones[0]?.name ?? "unknown";
  const outside = zones.find((zone) => zone.anonymous) ?? zones.find((zone) => zone.type === "external");
  return {
    zones,
    services: services.map((service) => ({
      ...service,
      title: service.title ?? withoutProvider(service.name),
      zone: service.zone ?? first,
    })),
    infrastructure: infrastructure.map((part) => ({
      ...part,
      title: part.title ?? part.name,
      ...(part.address === undefined ? {} : { address: canonicalAddress(part.address) ?? part.address }),
      zone: part.zone ?? first,
    })),
    clients: clients.map((client) => ({ ...client, address: canonicalRange(client.address) ?? client.address })),
    resolvers: resolvers.map((resolver) => ({
      ...resolver,
      title: resolver.title ?? resolver.name,
      addresses: resolver.addresses.map((address) => canonicalAddress(address) ?? address),
      zone: resolver.zone ?? outside?.name ?? first,
    })),
    filter_lists: written.filter_lists,
    retention: written.retention,
    certificates: written.certificates,
    datasource: written.datasource,
    sources: written.sources,
    dashboards: written.dashboards,
    exporter: exporterWithDefaults(written.exporter),
  };
};
