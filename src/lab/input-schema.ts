import * as z from "zod";
import { exporterSchema } from "./exporter-schemas.js";
import { duration } from "./fields.js";
import * as section from "./section-schemas.js";

/** The lab as its owner writes it, before {@link complete} fills in what depends on the rest. Unknown keys are errors. */
export const inputSchema = z.strictObject({
  zones: z
    .array(section.zoneSchema)
    .exactOptional()
    .describe(
      "Zones: parts of the network, told apart by address. At least one. Default: underlay_network, trusted, external.",
    )
    .meta({ minItems: 1 }),
  services: z
    .array(section.serviceSchema)
    .exactOptional()
    .describe("Services that Traefik routes. Default: none; in a lab without `zones`, the default lab's four."),
  infrastructure: z
    .array(section.infrastructureSchema)
    .exactOptional()
    .describe("What the services stand on. Default: the default lab's six, in the first zone."),
  clients: z
    .array(section.clientSchema)
    .exactOptional()
    .describe("Clients with a name. Default: none; in a lab without `zones`, the default lab's three."),
  resolvers: z
    .array(section.resolverSchema)
    .exactOptional()
    .describe("DNS resolvers that AdGuard Home asks. Default: Cloudflare and Google."),
  filter_lists: z
    .array(section.filterListSchema)
    .default([])
    .describe("What AdGuard Home's filter lists are against. Default: none."),
  retention: duration.default("30d").describe("How long Prometheus keeps what it scraped. Default: 30d."),
  certificates: section.certificatesSchema
    .prefault({})
    .describe("Files of the certificates for mutual TLS between Grafana and Prometheus, as Grafana sees them."),
  datasource: section.datasourceSchema.prefault({}).describe("The Prometheus that Grafana asks."),
  sources: section.sourcesSchema
    .prefault({})
    .describe(
      "What several instances of one source are: `siblings`, each with events of its own, so that they add up; or " +
        "`copies`, which see the same events, so that these count once. Default: siblings.",
    ),
  dashboards: section.dashboardsSchema.prefault({}).describe("Where the dashboards stand and how they open."),
  exporter: exporterSchema
    .prefault({})
    .describe("What the exporter reads, counts and answers. The dashboards don't need it to be built."),
});

/** A lab that is right in itself, with the defaults that depend on nothing. */
export type ParsedInput = z.output<typeof inputSchema>;
