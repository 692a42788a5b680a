import { Registry } from "../registry/registry.js";
import { families } from "./families.js";
import { processIn } from "./process.js";
import {
  type LogReading,
  type SourceName,
  sourceNames,
  type SourceOptions,
  type SourceReport,
  sourcesIn,
} from "./source.js";

/** Why somebody got no answer. */
type Refusal = "handshake" | "name" | "connections";

/** What the exporter says of itself. It is forgotten with the process, as is usual for a process. */
export interface Self {
  readonly store: Registry;
  /** The report of a source; the first time it is asked for, it is made, and the source is down. */
  source(name: SourceName): SourceReport;
  refused(reason: Refusal): void;
  /** The state was written to its file, or couldn't be. */
  saved(outcome: "written" | "failed"): void;
  /** Brings everything to the present. Call it before every scrape. */
  refresh(isReady: boolean, logs: Readonly<Partial<Record<SourceName, LogReading>>>): void;
}

/** There are few, and all are known: this is plenty. */
const room = { counters: 200, histograms: 0, gauges: 200 };

const refusals: readonly Refusal[] = ["handshake", "name", "connections"];

export interface SelfOptions extends SourceOptions {
  /** The sources that the lab names. */
  readonly configured: readonly SourceName[];
}

export function createSelf(version: string, options: SelfOptions): Self {
  const store = new Registry(room);
  const { strings: names } = store;
  const sources = new Map<SourceName, SourceReport>();
  const startSource = sourcesIn(store, options);
  const refreshProcess = processIn(store);
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
    refused: (reason) => {
      refused.add(1, names.intern(reason));
    },
    saved: (outcome) => {
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
