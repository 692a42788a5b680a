import type { MetricDefinition } from "./definition.js";

/** Prometheus: scrapes, alerts, its own series and memory. */
export const prometheusMetrics = {
  up: {
    type: "gauge",
    unit: "boolean",
    labels: ["job", "instance"],
    sources: ["prometheus"],
    help: "Whether the last scrape of a target succeeded.",
  },
  scrape_duration_seconds: {
    type: "gauge",
    unit: "seconds",
    labels: ["job", "instance"],
    sources: ["prometheus"],
    help: "How long the last scrape of a target took.",
  },
  scrape_samples_scraped: {
    type: "gauge",
    unit: "samples",
    labels: ["job", "instance"],
    sources: ["prometheus"],
    help: "How many samples the last scrape of a target gave.",
  },
  ALERTS: {
    type: "gauge",
    unit: "boolean",
    labels: ["alertname", "alertstate", "severity"],
    instances: false,
    sources: ["prometheus"],
    help: "1 for each alert that is pending or firing.",
  },
  prometheus_tsdb_head_series: {
    type: "gauge",
    unit: "series",
    labels: [],
    sources: ["prometheus"],
    help: "Series that Prometheus holds in memory.",
  },
  process_resident_memory_bytes: {
    type: "gauge",
    unit: "bytes",
    labels: ["job", "instance"],
    sources: ["prometheus"],
    help: "Memory that a process occupies.",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
