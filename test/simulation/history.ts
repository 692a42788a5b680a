import { isDeepStrictEqual } from "node:util";
import { createBlocks } from "../prometheus/blocks.js";
import { remoteWrite } from "../prometheus/remote-write.js";
import { startPrometheus, type PrometheusOptions, type RunningPrometheus } from "../prometheus/server.js";
import { withAlignedBeginnings } from "./beginnings.js";
import { plainExposure } from "./exposure.js";
import { simulate, type Simulation, type SimulationOptions } from "./network.js";
import { openMetricsLines } from "./openmetrics.js";
import { recordHistory, type RecordedSeries, type ScrapeOptions } from "./scrape.js";

/** A simulated lab's history in a real Prometheus. */
export interface ServedHistory extends AsyncDisposable {
  readonly simulation: Simulation;
  /** The dense series, for the values of gauges. */
  readonly series: readonly RecordedSeries[];
  /** The long, coarse series, which end where the dense ones begin. */
  readonly long: readonly RecordedSeries[];
  readonly prometheus: RunningPrometheus;
  readonly stop: () => Promise<void>;
}

export interface HistoryOptions {
  readonly simulation?: SimulationOptions;
  /** Changes the events before they are scraped. */
  readonly changeEvents?: (simulation: Simulation) => Simulation;
  readonly scrape?: ScrapeOptions & { readonly days?: number };
  /** Changes the exposed series: removed ones are neither stored nor expected. */
  readonly exposed?: (series: readonly RecordedSeries[], simulation: Simulation) => readonly RecordedSeries[];
  /** Changes the stored series without changing a figure, such as restarts of counters. */
  readonly stored?: (series: readonly RecordedSeries[]) => readonly RecordedSeries[];
  readonly server?: Omit<PrometheusOptions, "blocks" | "receive">;
}

/**
 * Simulates and scrapes a lab, starts a Prometheus and writes the history into it: the long series as blocks, the dense
 * ones by remote write, which is faster and keeps staleness marks.
 */
export async function serveHistory(options: HistoryOptions = {}): Promise<ServedHistory> {
  const { exposed = (all) => all, stored = (all) => all } = options;
  const { simulation, recorded } = recordingOf(options);
  const dense = exposed(recorded.dense, simulation);
  const long = recorded.long.length === 0 ? [] : exposed(recorded.long, simulation);
  const prometheus = await startOnBlocks(stored(long), options.server);
  try {
    await remoteWrite(prometheus.client, stored(dense));
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
  return { simulation, series: dense, long, prometheus, stop: prometheus.stop, [Symbol.asyncDispose]: prometheus.stop };
}

type RecordingOptions = Pick<HistoryOptions, "simulation" | "changeEvents" | "scrape">;

interface Recording {
  readonly simulation: Simulation;
  readonly recorded: ReturnType<typeof recordHistory>;
}

let last: { readonly options: RecordingOptions; readonly recording: Recording } | undefined;

/** Simulates and records a history. The last recording is reused for the same options. */
function recordingOf({ simulation: simulated, changeEvents, scrape }: HistoryOptions): Recording {
  const options: RecordingOptions = {
    ...(simulated && { simulation: simulated }),
    ...(changeEvents && { changeEvents }),
    ...(scrape && { scrape }),
  };
  if (last !== undefined && isDeepStrictEqual(last.options, options)) return last.recording;
  const changed = (changeEvents ?? ((same: Simulation) => same))(simulate(simulated));
  const isZeroFirst = (scrape?.beforeFirstEvent ?? plainExposure.beforeFirstEvent) === "zero-first";
  const simulation = isZeroFirst ? withAlignedBeginnings(changed) : changed;
  const recording = { simulation, recorded: recordHistory(simulation, scrape) };
  last = { options, recording };
  return recording;
}

async function startOnBlocks(series: readonly RecordedSeries[], server: HistoryOptions["server"]) {
  if (series.length === 0) return startPrometheus({ ...server, receive: true });
  await using blocks = await createBlocks([openMetricsLines(series)], server?.binaries);
  return await startPrometheus({ ...server, blocks: blocks.directory, receive: true });
}
