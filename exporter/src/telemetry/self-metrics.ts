import { Registry } from "../registry/registry.js";
import { families } from "./families.js";
import { createProcessMetrics } from "./process-metrics.js";
import {
  createSourceMetrics,
  type LogStats,
  type SourceMetrics,
  type SourceMetricsOptions,
  type SourceName,
  sourceNames,
} from "./source-metrics.js";

/** Why a client got no response. */
type ConnectionRefusal = "handshake" | "name" | "connections";

/** Metrics of the exporter itself. Their counters start from 0 with the process. */
export interface SelfMetrics {
  readonly registry: Registry;
  /** The metrics of a source. The first call creates them; the source is down at first. */
  source(name: SourceName): SourceMetrics;
  connectionRefused(reason: ConnectionRefusal): void;
  /** A write of the state file ended. */
  stateSaved(outcome: "written" | "failed"): void;
  /** Updates the metrics for a scrape. */
  refresh(isReady: boolean, logs: Readonly<Partial<Record<SourceName, LogStats>>>): void;
}

/** More than enough for a closed set of series. */
const budget = { counters: 200, histograms: 0, gauges: 200 };

const refusals: readonly ConnectionRefusal[] = ["handshake", "name", "connections"];

export interface SelfMetricsOptions extends SourceMetricsOptions {
  /** Sources in the lab. */
  readonly configured: readonly SourceName[];
}

export function createSelfMetrics(version: string, options: SelfMetricsOptions): SelfMetrics {
  const registry = new Registry(budget);
  const { strings } = registry;
  const sources = new Map<SourceName, SourceMetrics>();
  const createSource = createSourceMetrics(registry, options);
  const refreshProcess = createProcessMetrics(registry);
  const ready = registry.gauge("homelab_exporter_ready", families.homelab_exporter_ready);
  const saves = registry.counter("homelab_exporter_state_saves_total", families.homelab_exporter_state_saves_total);
  const savedAt = registry.gauge(
    "homelab_exporter_state_saved_timestamp_seconds",
    families.homelab_exporter_state_saved_timestamp_seconds,
  );
  const refused = registry.counter(
    "homelab_exporter_connections_refused_total",
    families.homelab_exporter_connections_refused_total,
  );
  const configured = registry.gauge("homelab_exporter_source_configured", families.homelab_exporter_source_configured);
  for (const name of sourceNames) configured.set(options.configured.includes(name) ? 1 : 0, strings.intern(name));
  registry.gauge("homelab_exporter_build_info", families.homelab_exporter_build_info).set(1, strings.intern(version));
  // increase() does not see the first event of a counter that starts with it.
  for (const reason of refusals) refused.add(0, strings.intern(reason));
  for (const outcome of ["written", "failed"]) saves.add(0, strings.intern(outcome));

  return {
    registry,
    source: (name) => {
      const source = sources.get(name) ?? createSource(name);
      sources.set(name, source);
      return source;
    },
    connectionRefused: (reason) => {
      refused.add(1, strings.intern(reason));
    },
    stateSaved: (outcome) => {
      saves.add(1, strings.intern(outcome));
      if (outcome === "written") savedAt.set(options.now() / 1000);
    },
    refresh: (isReady, logs) => {
      ready.set(isReady ? 1 : 0);
      for (const [name, source] of sources) {
        const stats = logs[name];
        if (stats !== undefined) source.refresh(stats);
      }
      refreshProcess();
    },
  };
}
