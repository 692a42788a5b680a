import type { AnsweredQuery } from "../grafana-client/run.js";
import type { MatrixShape, TableShape } from "./cells.js";
import type { Expectations } from "./evaluation.js";
import { servicePerformance } from "./expected-values/all.js";
import { clients } from "./expected-values/clients.js";
import { dns } from "./expected-values/dns.js";
import { domains } from "./expected-values/domains.js";
import { security } from "./expected-values/security.js";
import { sourceAnnotations } from "./expected-values/sources.js";
import { health } from "./expected-values/health.js";
import { topology } from "./expected-values/topology.js";
import { zoneMap } from "./expected-values/zone-map.js";
import { zones } from "./expected-values/zones.js";
import type { DashboardId } from "./scenarios/scenario.js";

/** The expected values of a dashboard, and the expected columns of its tables and matrices. */
export interface ExpectedDashboard {
  /** By `<panel key>/<refId>` and `annotation/<name>`. */
  readonly targets: Expectations;
  readonly tables: Readonly<Record<string, TableShape>>;
  readonly matrices: Readonly<Record<string, MatrixShape>>;
}

/** The length of lists in the labs of the scenarios: few, so that every list is truncated. */
export const top = 4;

/** The id of a query without its dashboard: `<panel key>/<refId>`. */
export const keyOf = ({ id }: Pick<AnsweredQuery, "id">): string => id.split("/").slice(1).join("/");

const resolverTable: TableShape = {
  labels: { upstream: "Resolver" },
  columns: ["Queries", "Failures", "Mean time"],
};

const zoneMatrix: MatrixShape = { row: "source_zone", column: "destination_zone", corner: "From ↓ to →" };

export const expectedDashboards: Readonly<Record<DashboardId, ExpectedDashboard>> = {
  "homelab-topology": {
    targets: { ...topology, ...zoneMap(health), ...sourceAnnotations },
    tables: { "health-table": { labels: { kind: "Kind", name: "Name", dashboard: "dashboard" }, columns: ["Health"] } },
    matrices: {},
  },
  "homelab-zones": {
    targets: { ...dns, ...sourceAnnotations, ...zones, ...security, ...clients(top) },
    tables: {
      "zone-table": {
        labels: { zone: "Zone" },
        columns: [
          "In",
          "Out",
          "Connections",
          "Refused",
          "Failed",
          "Known clients",
          "Active clients",
          "By folded clients",
        ],
      },
      "bandwidth-now": { labels: { zone: "Zone" }, columns: ["In", "Capacity in", "Out", "Capacity out"] },
      "client-table": {
        texts: { Client: "title", Address: "address" },
        labels: { client_ip: "client_ip", zone: "Zone" },
        columns: [
          "Device",
          "First seen",
          "Last seen",
          "Services",
          "Requests",
          "Queries",
          "Bytes",
          "Blocked",
          "Domains",
          "Behaviour",
        ],
      },
      "top-clients": {
        texts: { Client: "title" },
        labels: { client_ip: "client_ip", zone: "Zone" },
        columns: ["Bytes", "Of its zone"],
        trend: "Over time",
      },
      "top-services": {
        labels: { service: "Service", zone: "Zone" },
        columns: ["Bytes", "Requests"],
        trend: "Bytes over time",
      },
      "service-use": {
        texts: { Client: "title" },
        labels: { client_ip: "client_ip", zone: "Zone", service: "Service" },
        columns: ["Requests", "In flight", "Backends"],
      },
      "suspicious-patterns": {
        labels: { zone: "Zone", client_ip: "Client", domain: "Domain", pattern_type: "Pattern", severity: "Severity" },
        columns: ["Score"],
      },
      anomalies: {
        labels: { source: "From", destination: "To", anomaly_type: "Kind", severity: "Severity" },
        columns: ["Lasted", "Last seen"],
      },
      "blocked-table": {
        labels: { client_zone: "Zone", reason: "Reason", threat_type: "Threat" },
        columns: ["In this range", "Now"],
      },
    },
    matrices: {
      "traffic-matrix": zoneMatrix,
      "connection-matrix": zoneMatrix,
      "latency-matrix": zoneMatrix,
    },
  },
  "homelab-dns": {
    targets: { ...dns, ...sourceAnnotations, ...domains(top) },
    tables: {
      "domain-table": {
        labels: { domain: "Domain" },
        columns: ["Queries", "Clients", "Blocked", "Category"],
      },
      "domain-clients": {
        labels: { domain: "Domain", client_ip: "Client", zone: "Zone" },
        columns: ["Queries", "Share"],
      },
      "blocked-domains": {
        labels: { domain: "Domain", reason: "Blocked by", threat_type: "Kind" },
        columns: ["Blocked", "Confidence"],
      },
      "blocked-clients": {
        labels: { client_ip: "Client", client_zone: "Zone" },
        columns: ["Blocked", "Share"],
      },
      "threat-table": {
        labels: { domain: "Domain", threat_category: "Kind of threat" },
        columns: ["Confidence", "Queries"],
      },
      "suspicious-table": {
        labels: { client_ip: "Client", domain: "Domain", pattern_type: "Pattern", severity: "Severity" },
        columns: ["Score"],
      },
      "behaviour-table": {
        labels: { client_ip: "Client", behavior_type: "Behaviour" },
        columns: ["DNS score", "Anomaly"],
      },
      "address-table": {
        labels: { domain: "Domain", resolved_ip: "Address", resolution_source: "Answered by" },
        columns: ["Queries"],
      },
      "address-counts": { labels: { domain: "Domain" }, columns: ["Now", "In this range"] },
      "changed-addresses": {
        labels: { domain: "Domain", resolved_ip: "New address" },
        columns: ["In use", "Queries for the domain"],
      },
      "frequency-table": {
        labels: { client_ip: "Client", domain: "Domain" },
        columns: ["Last hour", "Usual hour", "Against"],
      },
    },
    matrices: {
      "domain-zones": { row: "domain", column: "client_zone", corner: "Domain ↓ asked from →" },
    },
  },
  "homelab-services": {
    targets: servicePerformance,
    tables: {
      "service-table": {
        labels: { service: "Service" },
        columns: ["Requests", "Errors", "Within 0.3 s", "Within 1.2 s", "p95", "Mean", "In flight"],
      },
      "memory-table": { labels: { instance: "Host" }, columns: ["In use", "Size", "Share"] },
      "file-systems": {
        labels: { instance: "Host", mountpoint: "Mounted at" },
        columns: ["In use", "Size", "Share"],
      },
      "failover-table": { labels: { backend: "Backend", server: "Server" }, columns: ["Silent for", "Last silent"] },
      "certificate-table": {
        labels: { name: "Name", sans: "All names", host: "Served by" },
        columns: ["Health", "Lifetime left", "Days left", "Expires"],
      },
      "state-change-table": { labels: { route: "Route" }, columns: ["Changes", "State now"] },
      "resolver-table": resolverTable,
    },
    matrices: {},
  },
};
