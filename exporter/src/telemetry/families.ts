import { metrics, type MetricDefinition } from "homelab-dashboards/metrics";

const counter = <const Labels extends readonly string[]>(unit: string, labels: Labels, help: string) =>
  ({ type: "counter", unit, labels, sources: ["exporter"], help }) as const satisfies MetricDefinition;

const gauge = <const Labels extends readonly string[]>(unit: string, labels: Labels, help: string) =>
  ({ type: "gauge", unit, labels, sources: ["exporter"], help }) as const satisfies MetricDefinition;

/** Definitions of the self-metrics, by name. */
export const families = {
  homelab_exporter_build_info: gauge("1", ["version"], "Always 1; the label says which version runs."),
  homelab_exporter_ready: gauge("boolean", [], "Whether all that was there at the start has been read."),
  homelab_exporter_source_configured: gauge(
    "boolean",
    ["source"],
    "Whether the lab names a source. The metrics of one that it doesn't are absent, homelab_source_up included.",
  ),
  homelab_exporter_events_total: counter(
    "events",
    ["source"],
    "Requests or queries that were read, queries of the exporter's own DNS probe included, which count nowhere else.",
  ),
  homelab_exporter_refused_total: metrics.homelab_exporter_refused_total,
  homelab_exporter_lost_total: counter(
    "stretches",
    ["source", "loss"],
    "Stretches of a log that nobody can count any more, by what became of them.",
  ),
  homelab_exporter_behind_bytes: gauge("bytes", ["source"], "Bytes of a log that are there and not yet read."),
  homelab_exporter_lag_seconds: gauge("seconds", ["source"], "How old the latest event was when it was counted."),
  homelab_exporter_last_event_timestamp_seconds: gauge("unix seconds", ["source"], "When the latest event happened."),
  homelab_exporter_last_success_timestamp_seconds: gauge(
    "unix seconds",
    ["source"],
    "When a source could be read the last time.",
  ),
  homelab_exporter_series: gauge("series", ["source"], "Series that there are; a histogram is one."),
  homelab_exporter_samples: gauge("samples", ["source"], "Samples that a scrape gets."),
  homelab_exporter_samples_limit: gauge("samples", ["source"], "Samples that a scrape gets at most."),
  homelab_exporter_series_dropped_total: counter(
    "events",
    ["source"],
    "How often something wasn't counted or shown, or ended before a scrape saw it, for want of room for its series.",
  ),
  homelab_exporter_state_saves_total: counter(
    "saves",
    ["outcome"],
    "How often the state was written to its file, or couldn't be.",
  ),
  homelab_exporter_state_saved_timestamp_seconds: gauge(
    "unix seconds",
    [],
    "When the state was written to its file the last time.",
  ),
  homelab_exporter_connections_refused_total: counter(
    "connections",
    ["reason"],
    "Clients that got no answer, for their handshake, their name or their number.",
  ),
  homelab_exporter_anonymous_memory_bytes: gauge(
    "bytes",
    [],
    "Memory of its own, without files that are mapped. Linux only.",
  ),
  process_resident_memory_bytes: gauge("bytes", [], "Memory that the process occupies."),
  process_start_time_seconds: gauge("unix seconds", [], "When the process started."),
  process_cpu_seconds_total: counter("seconds", [], "Time for which the process has worked."),
} as const;
