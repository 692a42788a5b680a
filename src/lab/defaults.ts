import * as z from "zod";
import { canonicalAddress, canonicalCidr, canonicalRange } from "./address.js";
import {
  defaultClients,
  defaultInfrastructure,
  defaultResolvers,
  defaultServices,
  defaultZones,
} from "./default-lab.js";
import type { dnsProbeTargetSchema } from "./exporter-schemas.js";
import { withoutProvider } from "./service.js";
import * as section from "./section-schemas.js";
import type { ParsedInput } from "./input-schema.js";

type ParsedZone = z.output<typeof section.zoneSchema>;

const zoneIcons = {
  internal: "home-alt",
  iot: "plug",
  guest: "users-alt",
  external: "globe",
  trusted: "shield",
  infrastructure: "sitemap",
} as const satisfies Record<ParsedZone["type"], string>;

const zoneWithDefaults = ({ colour, color = colour, ...zone }: ParsedZone) => ({
  ...zone,
  title: zone.title ?? zone.name,
  cidrs: zone.cidrs.map((cidr) => canonicalCidr(cidr) ?? cidr),
  ...(color === undefined ? {} : { color }),
  icon: zone.icon ?? zoneIcons[zone.type],
  anonymous: zone.anonymous ?? zone.type === "external",
});

type ParsedClient = z.output<typeof section.clientSchema>;

const clientWithDefaults = ({ address, addresses, client_ids: clientIds, ...client }: ParsedClient) => ({
  ...(address === undefined ? {} : { address: canonicalRange(address) ?? address }),
  ...(addresses === undefined ? {} : { addresses: addresses.map((each) => canonicalRange(each) ?? each) }),
  ...(clientIds === undefined ? {} : { client_ids: clientIds.map((id) => id.toLowerCase()) }),
  ...client,
});

/** The default infrastructure without addresses and ports, for a lab with its own zones. */
const infrastructureTemplate = defaultInfrastructure.map(({ address: _, tls_port: __, ...part }) => part);

/** The lists of a lab. A lab with its own zones doesn't get services, clients and addresses of the default lab. */
const listsOf = (input: ParsedInput) => ({
  zones: input.zones ?? z.array(section.zoneSchema).parse(defaultZones),
  services: input.services ?? (input.zones ? [] : z.array(section.serviceSchema).parse(defaultServices)),
  infrastructure:
    input.infrastructure ??
    z.array(section.infrastructureSchema).parse(input.zones ? infrastructureTemplate : defaultInfrastructure),
  clients: input.clients ?? (input.zones ? [] : z.array(section.clientSchema).parse(defaultClients)),
  resolvers: input.resolvers ?? z.array(section.resolverSchema).parse(defaultResolvers),
});

const metricsWithDefaults = ({
  behaviour = true,
  behavior = behaviour,
  ...metrics
}: ParsedInput["exporter"]["metrics"]) => ({
  ...metrics,
  behavior,
});

type ParsedInfrastructure = z.output<typeof section.infrastructureSchema>;

/** The DNS probe; by default of each AdGuard Home that has an address. */
const dnsProbeWithDefaults = (
  { probe: { dns }, adguard }: ParsedInput["exporter"],
  infrastructure: readonly ParsedInfrastructure[],
) => {
  const servers = infrastructure.filter(({ kind }) => kind === "dns");
  const addressed = servers.flatMap(({ name, address }) =>
    address === undefined ? [] : [{ name, address, protocol: "udp" as const }],
  );
  const ca = adguard?.ca;
  const targets: readonly z.output<typeof dnsProbeTargetSchema>[] = dns.targets ?? addressed;
  return {
    ...dns,
    name: dns.name ?? servers[0]?.host ?? "localhost",
    targets: targets.map((target) => ({
      ...(ca === undefined ? {} : { ca }),
      ...target,
      address: canonicalAddress(target.address) ?? target.address,
      port: target.port ?? (target.protocol === "tls" ? 853 : 53),
      server_name: target.server_name ?? servers.find(({ name }) => name === target.name)?.host ?? target.address,
    })),
  };
};

const exporterWithDefaults = (input: ParsedInput["exporter"], infrastructure: readonly ParsedInfrastructure[]) => {
  const { traefik, metrics, ...exporter } = input;
  return {
    ...exporter,
    probe: { ...exporter.probe, dns: dnsProbeWithDefaults(input, infrastructure) },
    metrics: metricsWithDefaults(metrics),
    ...(traefik && {
      traefik: { ...traefik, trusted_proxies: traefik.trusted_proxies.map((cidr) => canonicalCidr(cidr) ?? cidr) },
    }),
  };
};

/** Fills in the defaults that depend on the rest of the lab, and writes each address in its canonical form. */
export const applyDefaults = (input: ParsedInput) => {
  const { services, infrastructure, clients, resolvers, ...lists } = listsOf(input);
  const zones = lists.zones.map(zoneWithDefaults);
  const firstZone = zones[0]?.name ?? "unknown";
  const outerZone = zones.find((zone) => zone.anonymous) ?? zones.find((zone) => zone.type === "external");
  return {
    zones,
    services: services.map((service) => ({
      ...service,
      title: service.title ?? withoutProvider(service.name),
      zone: service.zone ?? firstZone,
    })),
    infrastructure: infrastructure.map((part) => ({
      ...part,
      title: part.title ?? part.name,
      ...(part.address === undefined ? {} : { address: canonicalAddress(part.address) ?? part.address }),
      zone: part.zone ?? firstZone,
    })),
    clients: clients.map(clientWithDefaults),
    resolvers: resolvers.map((resolver) => ({
      ...resolver,
      title: resolver.title ?? resolver.name,
      addresses: resolver.addresses.map((address) => canonicalAddress(address) ?? address),
      zone: resolver.zone ?? outerZone?.name ?? firstZone,
    })),
    filter_lists: input.filter_lists,
    retention: input.retention,
    certificates: input.certificates,
    datasource: input.datasource,
    rules: input.rules,
    sources: input.sources,
    dashboards: input.dashboards,
    exporter: exporterWithDefaults(input.exporter, infrastructure),
  };
};
