import type { MetricDefinition } from "./definition.js";

const entityKinds = ["service", "resolver", "zone", "infrastructure"] as const;
const judgements = ["failures", "servers", "scrapes", "probes"] as const;

const counted = {
  type: "gauge",
  unit: "events",
  labels: ["kind", "name"],
  values: { kind: entityKinds },
  instances: false,
  sources: ["rule"],
} as const;

const judged = {
  type: "gauge",
  unit: "health",
  labels: ["kind", "name", "by"],
  values: { kind: entityKinds, by: judgements },
  instances: false,
  sources: ["rule"],
} as const;

/** What recording rules compute: `level:metric:operations`. */
export const recordedMetrics = {
  "zone_client_ip:connections:rate2m": {
    type: "gauge",
    unit: "connections",
    labels: ["zone", "client_ip", "title", "type", "zone_title"],
    instances: false,
    sources: ["rule"],
    help: "Requests and DNS queries per second of a client, over two minutes, with its title, its kind of device and the title of its zone.",
  },
  "zone_client_ip:connections:sum_rate2m": {
    type: "gauge",
    unit: "connections",
    labels: ["zone", "client_ip"],
    instances: false,
    sources: ["rule"],
    help: "Requests and DNS queries per second of a client, over two minutes.",
  },
  "zone_client_ip_title_type:connections:sum_rate2m": {
    type: "gauge",
    unit: "connections",
    labels: ["zone", "client_ip", "title", "type"],
    instances: false,
    sources: ["rule"],
    help: "The same with the client's title and kind of device.",
  },
  "kind_name:events:count10m": {
    ...counted,
    help: "Requests and queries of ten minutes: of services, resolvers, zones and AdGuard Home.",
  },
  "kind_name:failures:count10m": {
    ...counted,
    help: "Those of ten minutes that failed; absent without a failure so far.",
  },
  "kind_name:events:count1h": {
    ...counted,
    help: "Requests and queries of an hour: of services, resolvers, zones and AdGuard Home.",
  },
  "kind_name:failures:count1h": {
    ...counted,
    help: "Those of an hour that failed; absent without a failure so far.",
  },
  "kind_name:events:judged": {
    ...counted,
    help: "The events by which health is judged: those of ten minutes, or of an hour where ten minutes hold fewer than 10.",
  },
  "kind_name:failures:judged": {
    ...counted,
    help: "The failures among them.",
  },
  "kind_name_by:health:now": {
    ...judged,
    help: "Health by one reason: failures, servers by Traefik's health check, scrapes, DNS probes. 2 is healthy, 1 degraded, 0 unhealthy, 3 too little traffic to tell.",
  },
  "kind_name_by:health:worst5m": {
    ...judged,
    help: "The worst health by one reason within five minutes. 2 is healthy, 1 degraded, 0 unhealthy, 3 too little traffic to tell.",
  },
  "kind_name:health:worst5m": {
    type: "gauge",
    unit: "health",
    labels: ["kind", "name"],
    values: { kind: entityKinds },
    instances: false,
    sources: ["rule"],
    help: "The worst health by any reason within five minutes. 2 is healthy, 1 degraded, 0 unhealthy, 3 too little traffic to tell. Services that are infrastructure have that kind alone.",
  },
  "cn_name_sans:traefik_certificate_expiry:max": {
    type: "gauge",
    unit: "unix seconds",
    labels: ["cn", "name", "sans"],
    instances: false,
    sources: ["rule"],
    help: "Expiry of each certificate that Traefik has had since its start, with the common name or else the first alternative one.",
  },
  "name:traefik_certificate_expiry:max": {
    type: "gauge",
    unit: "unix seconds",
    labels: ["name"],
    instances: false,
    sources: ["rule"],
    help: "The last expiry of the certificates that Traefik has had for a name.",
  },
  "host_name_sans:certificate_expiry:max": {
    type: "gauge",
    unit: "unix seconds",
    labels: ["host", "name", "sans"],
    instances: false,
    sources: ["rule"],
    help: "Expiry of each certificate in use. The host is “Traefik” where only Traefik's own metric has it.",
  },
  "host_name_sans:certificate_lifetime:max": {
    type: "gauge",
    unit: "seconds",
    labels: ["host", "name", "sans"],
    instances: false,
    sources: ["rule"],
    help: "Lifetime of each certificate in use that the exporter's probe sees.",
  },
  homelab_server_weight: {
    type: "gauge",
    unit: "ratio",
    labels: ["backend", "server"],
    instances: false,
    sources: ["rule"],
    help: "Weight of each server that the lab lists; 1 where all of a backend have the same.",
  },
  "backend_server:weight:known": {
    type: "gauge",
    unit: "ratio",
    labels: ["backend", "server"],
    instances: false,
    sources: ["rule"],
    help: "Weight of each server that the lab lists or Traefik's health check knows.",
  },
  "backend_server:request_share:expected": {
    type: "gauge",
    unit: "ratio",
    labels: ["backend", "server"],
    instances: false,
    sources: ["rule"],
    help: "Share of its backend's requests that each known server should get by its weight.",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
