import type { MetricDefinition } from "./definition.js";

/** The exporter: names of the lab, state of its sources, certificates and DNS servers that it probes. */
export const exporterMetrics = {
  homelab_entity_info: {
    type: "info",
    unit: "boolean",
    labels: ["kind", "name", "title", "zone"],
    values: { kind: ["zone", "service", "infrastructure", "client", "resolver"] },
    instances: false,
    sources: ["lab"],
    help: "Titles and zones of what the lab names.",
  },
  homelab_source_up: {
    type: "gauge",
    unit: "boolean",
    labels: ["source"],
    values: { source: ["access-log", "query-log", "adguard-api", "probe"] },
    sources: ["exporter"],
    help: "Whether the exporter can read a source.",
  },
  homelab_exporter_refused_total: {
    type: "counter",
    unit: "lines",
    labels: ["source", "reason"],
    values: { source: ["access-log", "query-log", "adguard-api"] },
    sources: ["exporter"],
    help: "Lines, entries, clients or filter lists that weren't used, by what is wrong with them.",
  },
  tls_certificate_not_after: {
    type: "gauge",
    unit: "unix seconds",
    labels: ["host", "cn", "sans"],
    sources: ["probe"],
    help: "Expiry of a certificate that a server shows: Traefik for each host, AdGuard Home, Prometheus, Grafana, the exporters.",
  },
  tls_certificate_not_before: {
    type: "gauge",
    unit: "unix seconds",
    labels: ["host", "cn", "sans"],
    sources: ["probe"],
    help: "Beginning of the validity of the same certificate. With the expiry it gives the share of the lifetime that is left.",
  },
  homelab_dns_probe_success: {
    type: "gauge",
    unit: "boolean",
    labels: ["target", "kind"],
    values: { kind: ["answers", "resolves"] },
    sources: ["probe"],
    help: "Whether AdGuard Home answers for a name of the lab (answers), and resolves a new random name on the internet (resolves).",
  },
  homelab_dns_probe_duration_seconds: {
    type: "gauge",
    unit: "seconds",
    labels: ["target", "kind"],
    values: { kind: ["answers", "resolves"] },
    sources: ["probe"],
    help: "Time of the last DNS probe, until its answer or its failure.",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
