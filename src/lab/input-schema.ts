import * as z from "zod";
import { maxEntries } from "./bounds.js";
import { exporterSchema } from "./exporter-schemas.js";
import { duration } from "./fields.js";
import * as section from "./section-schemas.js";

/** The lab as lab.yml holds it, before `applyDefaults`. Unknown keys are errors. */
export const inputSchema = z.strictObject({
  zones: z
    .array(section.zoneSchema)
    .max(maxEntries.zones)
    .exactOptional()
    .describe(
      "Zones: parts of the network, distinguished by address. At least one. Default: underlay_network, trusted, external.",
    )
    .meta({ minItems: 1 }),
  services: z
    .array(section.serviceSchema)
    .max(maxEntries.services)
    .exactOptional()
    .describe("Services that Traefik routes. Default: none; in a lab without `zones`, the default lab's four."),
  infrastructure: z
    .array(section.infrastructureSchema)
    .max(maxEntries.infrastructure)
    .exactOptional()
    .describe("Hosts and programs on which the services depend. Default: the default lab's six, in the first zone."),
  clients: z
    .array(section.clientSchema)
    .max(maxEntries.clients)
    .exactOptional()
    .describe("Clients with a name. Default: none; in a lab without `zones`, the default lab's three."),
  resolvers: z
    .array(section.resolverSchema)
    .max(maxEntries.resolvers)
    .exactOptional()
    .describe("DNS resolvers to which AdGuard Home sends queries. Default: Cloudflare and Google."),
  filter_lists: z
    .array(section.filterListSchema)
    .max(maxEntries.filterLists)
    .default([])
    .describe("Categories of AdGuard Home's filter lists. Default: none."),
  retention: duration.default("30d").describe("Time for which Prometheus keeps samples. Default: 30d."),
  certificates: section.certificatesSchema
    .prefault({})
    .describe("Files of the certificates for mutual TLS between Grafana and Prometheus, as Grafana sees them."),
  datasource: section.datasourceSchema.prefault({}).describe("The Prometheus that Grafana queries."),
  rules: z
    .boolean()
    .default(true)
    .describe(
      "Whether Prometheus evaluates the recording rules in `prometheus/rules`, and the dashboards read what they record. " +
        "Without them the graph of the network shows no clients, and panels of health, certificates and balancing show " +
        "less and say so. Default: true.",
    ),
  sources: section.sourcesSchema
    .prefault({})
    .describe(
      "Relation between several instances of a source: `siblings` have events of their own, which are added up; `copies` " +
        "see the same events, which are counted once. Default: siblings.",
    ),
  dashboards: section.dashboardsSchema.prefault({}).describe("Folder, uids and opening range of the dashboards."),
  exporter: exporterSchema
    .prefault({})
    .describe("The exporter: its sources, metrics and listener. Building dashboards doesn't need it."),
});

/** A valid input, with the defaults that don't depend on the rest of the lab. */
export type ParsedInput = z.output<typeof inputSchema>;
