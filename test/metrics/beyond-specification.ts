import type { MetricName } from "../../src/metrics/index.js";

/** Metrics that panels need and that the specification doesn't list. All others are the specification's. */
export const beyondSpecification: readonly MetricName[] = [
  "homelab_entity_info",
  "homelab_topology_info",
  "homelab_infrastructure_info",
  "zone_client_ip:connections:rate2m",
  "zone_client_ip:connections:sum_rate2m",
  "zone_client_ip_title_type:connections:sum_rate2m",
  "kind_name:failures:ratio_rate2m",
  "kind_name_by:health:rate2m",
  "kind_name:health:rate2m",
  "cn_name_sans:traefik_certificate_expiry:max",
  "name:traefik_certificate_expiry:max",
  "host_name_sans:certificate_expiry:max",
  "host_name_sans:certificate_lifetime:max",
  "homelab_server_weight",
  "backend_server:weight:known",
  "backend_server:request_share:expected",
  "homelab_source_up",
  "homelab_exporter_refused_total",
  "homelab_filter_list_blocks_total",
  "client_traffic_bytes_total",
  "homelab_long_answers_total",
  "adguard_upstream_queries_total",
  "tls_certificate_not_after",
  "tls_certificate_not_before",
  "homelab_dns_probe_success",
  "homelab_dns_probe_duration_seconds",
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "ALERTS",
  "prometheus_tsdb_head_series",
  "process_resident_memory_bytes",
  "node_filesystem_avail_bytes",
  "node_disk_read_bytes_total",
  "node_disk_written_bytes_total",
  "traefik_config_last_reload_success",
  "traefik_service_server_up",
];

const beyond: ReadonlySet<string> = new Set(beyondSpecification);

export const isSpecified = (metric: string): boolean => !beyond.has(metric);
