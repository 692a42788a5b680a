import { metrics } from "homelab-dashboards/metrics";
import { rejectionReasons } from "../events.js";
import type { Registry } from "../registry/registry.js";
import { gapReasons, type GapReason, type SourceObserver } from "../source.js";
import { families } from "./families.js";
import { createSourceStatus } from "./source-status.js";

export const sourceNames = metrics.homelab_source_up.values.source;

export type SourceName = (typeof sourceNames)[number];

/** Figures of a log that its source does not report. */
export interface LogStats {
  /** Known bytes that were not read yet; absent if the source cannot determine it. */
  readonly unreadBytes?: number;
  readonly series: number;
  readonly samples: number;
  readonly samplesLimit: number;
  /** Dropped events, since the first start. */
  readonly dropped: number;
}

/** Metrics of one source, which observe it. */
export interface SourceMetrics extends Omit<SourceObserver, "rotated"> {
  /** @param time of the event, in unix milliseconds */
  eventCounted(time: number): void;
  /** Whether the source could be read at the last try, whatever the form of its lines. */
  readonly isUp: boolean;
  /** Updates the metrics for a scrape. */
  refresh(stats: LogStats): void;
}

export interface SourceMetricsOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** @param problem undefined if the source can be read again */
  readonly onStatusChange: (source: SourceName, problem: string | undefined) => void;
  readonly onGap: (source: SourceName, reason: GapReason) => void;
}

/** Sources that are logs, as opposed to AdGuard Home's API and the probes. */
const logs: ReadonlySet<SourceName> = new Set(["access-log", "query-log"]);

/** Sources of which something can be rejected. */
const rejecting: ReadonlySet<SourceName> = new Set(metrics.homelab_exporter_refused_total.values.source);

/** Registers the metrics of sources. Each source is down until it could be read. */
export function createSourceMetrics(
  registry: Registry,
  options: SourceMetricsOptions,
): (name: SourceName) => SourceMetrics {
  const registered = registerFamilies(registry);
  return (name) => createMetricsOfSource(name, registry, registered, options);
}

type Families = ReturnType<typeof registerFamilies>;

function registerFamilies(registry: Registry) {
  const counter = <Name extends CounterName>(name: Name) => registry.counter(name, families[name]);
  const gauge = <Name extends GaugeName>(name: Name) => registry.gauge(name, families[name]);
  return {
    up: registry.gauge("homelab_source_up", metrics.homelab_source_up),
    rejected: registry.counter("homelab_exporter_refused_total", families.homelab_exporter_refused_total),
    gaps: registry.counter("homelab_exporter_lost_total", families.homelab_exporter_lost_total),
    events: counter("homelab_exporter_events_total"),
    dropped: counter("homelab_exporter_series_dropped_total"),
    unreadBytes: gauge("homelab_exporter_behind_bytes"),
    lag: gauge("homelab_exporter_lag_seconds"),
    lastEvent: gauge("homelab_exporter_last_event_timestamp_seconds"),
    lastSuccess: gauge("homelab_exporter_last_success_timestamp_seconds"),
    series: gauge("homelab_exporter_series"),
    samples: gauge("homelab_exporter_samples"),
    samplesLimit: gauge("homelab_exporter_samples_limit"),
  };
}

type CounterName = "homelab_exporter_events_total" | "homelab_exporter_series_dropped_total";

type GaugeName =
  | "homelab_exporter_behind_bytes"
  | "homelab_exporter_lag_seconds"
  | "homelab_exporter_last_event_timestamp_seconds"
  | "homelab_exporter_last_success_timestamp_seconds"
  | "homelab_exporter_series"
  | "homelab_exporter_samples"
  | "homelab_exporter_samples_limit";

function createMetricsOfSource(
  name: SourceName,
  { strings }: Registry,
  registered: Families,
  { now, onStatusChange, onGap }: SourceMetricsOptions,
): SourceMetrics {
  const source = strings.intern(name);
  const status = createSourceStatus(now, (problem) => {
    registered.up.set(problem === undefined ? 1 : 0, source);
    onStatusChange(name, problem);
  });
  // Counters are updated at a scrape, since once per event would be slow.
  let uncounted = 0;
  let reportedDrops = 0;
  let latestTime = 0;
  let lag = 0;
  registered.up.set(0, source);
  // increase() does not see the first event of a counter that starts with it.
  const rejectable = rejecting.has(name) ? rejectionReasons : [];
  for (const reason of rejectable) registered.rejected.add(0, source, strings.intern(reason));
  if (logs.has(name)) for (const reason of gapReasons) registered.gaps.add(0, source, strings.intern(reason));

  return {
    get isUp() {
      return status.isReadable;
    },
    eventCounted: (time) => {
      uncounted += 1;
      latestTime = time;
      lag = now() - time;
      status.accepted();
    },
    rejected: (reason, wrongShape) => {
      registered.rejected.add(1, source, strings.intern(reason));
      if (wrongShape !== undefined) status.rejected(wrongShape);
    },
    gap: (reason) => {
      registered.gaps.add(1, source, strings.intern(reason));
      onGap(name, reason);
    },
    status: (problem) => {
      status.read(problem);
      if (problem === undefined) registered.lastSuccess.set(now() / 1000, source);
    },
    refresh: (stats) => {
      status.refresh();
      registered.events.add(uncounted, source);
      uncounted = 0;
      registered.dropped.add(Math.max(0, stats.dropped - reportedDrops), source);
      reportedDrops = stats.dropped;
      exposeStats(registered, source, stats);
      if (latestTime === 0) return;
      registered.lag.set(Math.max(0, lag) / 1000, source);
      registered.lastEvent.set(latestTime / 1000, source);
    },
  };
}

function exposeStats(registered: Families, source: number, stats: LogStats): void {
  registered.series.set(stats.series, source);
  registered.samples.set(stats.samples, source);
  registered.samplesLimit.set(stats.samplesLimit, source);
  if (stats.unreadBytes !== undefined) registered.unreadBytes.set(stats.unreadBytes, source);
}
