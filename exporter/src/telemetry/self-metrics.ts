import { Registry } from "../registry/registry.js";
import { families } from "./families.js";
import { createProcessMetrics } from "./process-metrics.js";
import {
  type LogStats,
  type SourceName,
  sourceNames,
  type SourceMetricsOptions,
  type SourceMetrics,
  createSourceMetrics,
} from "./source-metrics.js";

/** Why somebody got no answer. */
type ConnectionRefusal = "handshake" | "name" | "connections";

/** What the exporter says of itself. It is forgotten with the process, as is usual for a process. */
export interface SelfMetrics {
  readonly store: Registry;
  /** The report of a source; the first time it is asked for, it is made, and the source is down. */
  source(name: SourceName): SourceMetrics;
  connectionRefused(reason: ConnectionRefusal): void;
  /** The state was written to its file, or couldn't be. */
  stateSaved(outcome: "written" | "failed"): void;
  /** Brings everything to the present. Call it before every scrape. */
  refresh(isReady: boolean, logs: Readonly<Partial<Record<SourceName, LogStats>>>): void;
}

/** There are few, and all are known: this is plenty. */
const room = { counters: 200, histograms: 0, gauges: 200 };

const refusals: readonly ConnectionRefusal[] = ["handshake", "name", "connections"];

export interface SelfMetricsOptions extends SourceMetricsOptions {
  /** The sources that the lab names. */
  readonly configured: readonly SourceName[];
}

export function createSelfMetrics(version: string, options: SelfMetricsOptions): SelfMetrics {
  const store = new Registry(room);
  const { strings: names } = store;
  const sources = new Map<SourceName, SourceMetrics>();
  const startSource = createSourceMetrics(store, options);
  const refreshProcess = createProcessMetrics(store);
  const ready = store.gauge("homelab_exporter_ready", families.homelab_exporter_ready);
  const saves = store.counter("homelab_exporter_state_saves_total", families.homelab_exporter_state_saves_total);
  const savedAt = store.gauge(
    "homelab_exporter_state_saved_timestamp_seconds",
    families.homelab_exporter_state_saved_timestamp_seconds,
  );
  const refused = store.counter(
    "homelab_exporter_connections_refused_total",
    families.homelab_exporter_connections_refused_total,
  );
  const configured = store.gauge("homelab_exporter_source_configured", families.homelab_exporter_source_configured);
  for (const name of sourceNames) configured.set(options.configured.includes(name) ? 1 : 0, names.intern(name));
  store.gauge("homelab_exporter_build_info", families.homelab_exporter_build_info).set(1, names.intern(version));
  // A counter that begins with its first event shows no increase for it.
  for (const reason of refusals) refused.add(0, names.intern(reason));
  for (const outcome of ["written", "failed"]) saves.add(0, names.intern(outcome));

  return {
    store,
    source: (name) => {
      const source = sources.get(name) ?? startSource(name);
      sources.set(name, source);
      return source;
    },
    connectionRefused: (reason) => {
      refused.add(1, names.intern(reason));
    },
    stateSaved: (outcome) => {
      saves.add(1, names.intern(outcome));
      if (outcome === "written") savedAt.set(options.now() / 1000);
    },
    refresh: (isReady, logs) => {
      ready.set(isReady ? 1 : 0);
      for (const [name, source] of sources) {
        const log = logs[name];
        if (log !== undefined) source.refresh(log);
      }
      refreshProcess();
    },
  };
}
