import { metrics } from "homelab-dashboards/metrics";
import { rejectionReasons } from "../events.js";
import { type GapReason, gapReasons as kindsOfLoss, type SourceObserver } from "../source.js";
import type { Registry } from "../registry/registry.js";
import { families } from "./families.js";

/** What can be read, or not. */
export const sourceNames = metrics.homelab_source_up.values.source;

export type SourceName = (typeof sourceNames)[number];

/** What is known of a log besides what its witness is told. */
export interface LogStats {
  /** How many bytes are there and not yet read; left out where nobody knows. */
  readonly unreadBytes?: number;
  readonly series: number;
  readonly samples: number;
  readonly samplesLimit: number;
  /** How often something was dropped, from the first start on. */
  readonly dropped: number;
}

/** What the exporter says of one source. */
export interface SourceMetrics extends SourceObserver {
  /**
   * An event was counted.
   *
   * @param time when it happened, in unix milliseconds
   */
  eventCounted(time: number): void;
  /** Whether it could be read when it was last tried. */
  readonly isUp: boolean;
  /** Brings what is said of a log to the present. */
  refresh(log: LogStats): void;
}

/** Sources that are read line by line; the others are asked. */
const logs: ReadonlySet<SourceName> = new Set(["access-log", "query-log"]);

export interface SourceMetricsOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /**
   * Is told when a source can't be read any more, and when it can again.
   *
   * @param trouble undefined where it can
   */
  readonly onStatusChange: (source: SourceName, trouble: string | undefined) => void;
  /** Is told of what was lost. */
  readonly onGap: (source: SourceName, loss: GapReason) => void;
}

/** Makes the reports of sources in a store. Each is down until it could be read. */
export function createSourceMetrics(
  store: Registry,
  options: SourceMetricsOptions,
): (name: SourceName) => SourceMetrics {
  const { now, onStatusChange: changed, onGap: lost } = options;
  const isUp = store.gauge("homelab_source_up", metrics.homelab_source_up);
  const counter = (name: "homelab_exporter_events_total" | "homelab_exporter_series_dropped_total") =>
    store.counter(name, families[name]);
  const refusals = store.counter("homelab_exporter_refused_total", families.homelab_exporter_refused_total);
  const losses = store.counter("homelab_exporter_lost_total", families.homelab_exporter_lost_total);
  const events = counter("homelab_exporter_events_total");
  const dropped = counter("homelab_exporter_series_dropped_total");
  const gauge = gaugesIn(store);

  return (name) => {
    const source = store.strings.intern(name);
    let trouble: string | undefined = "it hasn't been read yet";
    let untold = 0;
    let toldDropped = 0;
    let latest = 0;
    let lag = 0;
    isUp.set(0, source);
    // A counter that begins with its first event shows no increase for it.
    if (logs.has(name)) {
      for (const reason of rejectionReasons) refusals.add(0, source, store.strings.intern(reason));
      for (const loss of kindsOfLoss) losses.add(0, source, store.strings.intern(loss));
    }

    return {
      get isUp() {
        return trouble === undefined;
      },
      eventCounted: (time) => {
        untold += 1;
        latest = time;
        lag = now() - time;
      },
      rejected: (reason) => {
        refusals.add(1, source, store.strings.intern(reason));
      },
      gap: (loss) => {
        losses.add(1, source, store.strings.intern(loss));
        lost(name, loss);
      },
      status: (found) => {
        if (found !== trouble) changed(name, found);
        trouble = found;
        isUp.set(found === undefined ? 1 : 0, source);
        if (found === undefined) gauge.lastSuccess.set(now() / 1000, source);
      },
      refresh: (log) => {
        events.add(untold, source);
        untold = 0;
        dropped.add(Math.max(0, log.dropped - toldDropped), source);
        toldDropped = log.dropped;
        gauge.series.set(log.series, source);
        gauge.samples.set(log.samples, source);
        gauge.samplesLimit.set(log.samplesLimit, source);
        if (log.unreadBytes !== undefined) gauge.behind.set(log.unreadBytes, source);
        if (latest === 0) return;
        gauge.lag.set(Math.max(0, lag) / 1000, source);
        gauge.lastEvent.set(latest / 1000, source);
      },
    };
  };
}

function gaugesIn(store: Registry) {
  const gauge = (name: GaugeOfSource) => store.gauge(name, families[name]);
  return {
    behind: gauge("homelab_exporter_behind_bytes"),
    lag: gauge("homelab_exporter_lag_seconds"),
    lastEvent: gauge("homelab_exporter_last_event_timestamp_seconds"),
    lastSuccess: gauge("homelab_exporter_last_success_timestamp_seconds"),
    series: gauge("homelab_exporter_series"),
    samples: gauge("homelab_exporter_samples"),
    samplesLimit: gauge("homelab_exporter_samples_limit"),
  };
}

type GaugeOfSource =
  | "homelab_exporter_behind_bytes"
  | "homelab_exporter_lag_seconds"
  | "homelab_exporter_last_event_timestamp_seconds"
  | "homelab_exporter_last_success_timestamp_seconds"
  | "homelab_exporter_series"
  | "homelab_exporter_samples"
  | "homelab_exporter_samples_limit";
