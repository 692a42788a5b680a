import * as z from "zod";
import { exporterSection } from "./exporter-sections.js";
import { duration } from "./fields.js";
import * as section from "./sections.js";

/** The lab as its owner writes it, before {@link complete} fills in what depends on the rest. Unknown keys are errors. */
export const writtenLab = z.strictObject({
  zones: z
    .array(section.zoneSection)
    .exactOptional()
    .describe(
      "Zones: parts of the network, told apart by address. At least one. Default: underlay_network, trusted, external.",
    )
    .meta({ minItems: 1 }),
  services: z
    .array(section.serviceSection)
    .exactOptional()
    .describe("Services that Traefik routes. Default: none; in a lab without `zones`, the default lab's four."),
  infrastructure: z
    .array(section.infrastructureSection)
    .exactOptional()
    .describe("What the services stand on. Default: the default lab's six, in the first zone."),
  clients: z
    .array(section.clientSection)
    .exactOptional()
    .describe("Clients with a name. Default: none; in a lab without `zones`, the default lab's three."),
  resolvers: z
    .array(section.resolverSection)
    .exactOptional()
    .describe("DNS resolvers that AdGuard Home asks. Default: Cloudflare and Google."),
  filter_lists: z
    .array(section.filterListSection)
    .default([])
    .describe("What AdGuard Home's filter lists are against. Default: none."),
  retention: duration.default("30d").describe("How long Prometheus keeps what it scraped. Default: 30d."),
  certificates: section.certificatesSection
    .prefault({})
    .describe("Files of the certificates for mutual TLS between Grafana and Prometheus, as Grafana sees them."),
  datasource: section.datasourceSection.prefault({}).describe("The Prometheus that Grafana asks."),
  sources: section.sourcesSection
    .prefault({})
    .describe(
      "What several instances of one source are: `siblings`, each with events of its own, so that they add up; or " +
        "`copies`, which see the same events, so that these count once. Default: siblings.",
    ),
  dashboards: section.dashboardsSection.prefault({}).describe("Where the dashboards stand and how they open."),
  exporter: exporterSection
    .prefault({})
    .describe("What the exporter reads, counts and answers. The dashboards don't need it to be built."),
});

/** A lab that is right in itself, with the defaults that depend on nothing. */
export type WrittenLab = z.output<typeof writtenLab>;
