import { isDeepStrictEqual } from "node:util";
import { createBlocks } from "../prometheus/blocks.js";
import { remoteWrite } from "../prometheus/remote-write.js";
import { startPrometheus, type PrometheusOptions, type RunningPrometheus } from "../prometheus/server.js";
import { simulate, type Simulation, type SimulationOptions } from "./network.js";
import { openMetricsLines } from "./openmetrics.js";
import { recordHistory, type RecordedSeries, type ScrapeOptions } from "./scrape.js";

/** A simulated lab's history in a real Prometheus. */
export interface ServedHistory extends AsyncDisposable {
  readonly simulation: Simulation;
  /** The dense series, for what gauges hold. */
  readonly series: readonly RecordedSeries[];
  /** The long series, coarse, which end where the dense ones begin. */
  readonly long: readonly RecordedSeries[];
  readonly prometheus: RunningPrometheus;
  readonly stop: () => Promise<void>;
}

export interface HistoryOptions {
  readonly simulation?: SimulationOptions;
  /** Another course of events, before anything of it is scraped. */
  readonly changeEvents?: (simulation: Simulation) => Simulation;
  readonly scrape?: ScrapeOptions & { readonly days?: number };
  /** Other sources: what they don't say is neither stored nor expected. */
  readonly exposed?: (series: readonly RecordedSeries[], simulation: Simulation) => readonly RecordedSeries[];
  /** What befalls series on their way into Prometheus, and may change no figure: counters that start again. */
  readonly stored?: (series: readonly RecordedSeries[]) => readonly RecordedSeries[];
  readonly server?: Omit<PrometheusOptions, "blocks" | "receive">;
}

/**
 * Simulates, scrapes, starts a Prometheus and writes the history into it: the long series as blocks, the dense ones by
 * remote write, which is faster and keeps staleness marks.
 */
export async function serveHistory(options: HistoryOptions = {}): Promise<ServedHistory> {
  const { exposed = (all) => all, stored = (all) => all } = options;
  const { simulation, recorded } = tell(options);
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

type Told = Pick<HistoryOptions, "simulation" | "changeEvents" | "scrape">;

let lastTold: { readonly of: Told; readonly story: Story } | undefined;

interface Story {
  readonly simulation: Simulation;
  readonly recorded: ReturnType<typeof recordHistory>;
}

/** What happens, and all that sources say of it. The same story as the last time isn't told again. */
function tell({ simulation: told, changeEvents, scrape }: HistoryOptions): Story {
  const of: Told = {
    ...(told && { simulation: told }),
    ...(changeEvents && { changeEvents: changeEvents }),
    ...(scrape && { scrape }),
  };
  if (lastTold !== undefined && isDeepStrictEqual(lastTold.of, of)) return lastTold.story;
  const simulation = (changeEvents ?? ((same: Simulation) => same))(simulate(told));
  const story = { simulation, recorded: recordHistory(simulation, scrape) };
  lastTold = { of, story };
  return story;
}

async function startOnBlocks(series: readonly RecordedSeries[], server: HistoryOptions["server"]) {
  if (series.length === 0) return startPrometheus({ ...server, receive: true });
  await using blocks = await createBlocks([openMetricsLines(series)], server?.binaries);
  return await startPrometheus({ ...server, blocks: blocks.directory, receive: true });
}
