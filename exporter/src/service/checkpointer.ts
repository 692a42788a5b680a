import { describeError, type Log } from "../log.js";
import type { StateFile } from "../state/state-file.js";
import type { SelfMetrics } from "../telemetry/self-metrics.js";
import { encodeScrapeMark } from "./checkpoint-header.js";
import { writeCheckpoint, type PipelineEntry } from "./checkpoint.js";
import type { LogPipeline } from "./log-pipeline.js";
import type { LogName } from "./source-definition.js";

export interface CheckpointerOptions {
  readonly file: StateFile;
  /** Path of the file, for messages. */
  readonly path: string;
  readonly entries: ReadonlyMap<LogName, PipelineEntry>;
  readonly selfMetrics: SelfMetrics;
  readonly log: Log;
}

/** Writes checkpoints and, between them, scrape marks. Its failures are logged. */
export interface Checkpointer {
  /**
   * Writes the first checkpoint, so that an unusable path is found at the start.
   *
   * @throws Error that names the field of the lab
   */
  writeFirst(): Promise<void>;
  /** Writes a checkpoint. Returns whether it is on the disk. */
  write(): Promise<boolean>;
  /**
   * Saves and applies the marks of a scrape. Without a saved mark no series ends, since it could reappear after a kill.
   *
   * @param scraped the pipelines whose registries were exposed
   * @param at unix milliseconds at which the scrape began
   */
  recordScrape(scraped: ReadonlyMap<LogName, LogPipeline>, at: number): Promise<void>;
}

export function createCheckpointer({ file, path, entries, selfMetrics, log }: CheckpointerOptions): Checkpointer {
  /** Whether the file holds the last checkpoint and every scrape mark since. */
  let isComplete = true;

  const fail = (error: unknown) => {
    isComplete = false;
    log.error("the state can't be written", { file: path, reason: describeError(error) });
  };

  const write = async (): Promise<boolean> => {
    try {
      await writeCheckpoint(file, entries);
      isComplete = true;
      selfMetrics.stateSaved("written");
    } catch (error) {
      selfMetrics.stateSaved("failed");
      fail(error);
    }
    return isComplete;
  };

  return {
    writeFirst: async () => {
      try {
        await writeCheckpoint(file, entries);
      } catch (error) {
        throw new Error(`exporter.state_file: ${path} can't be written (${describeError(error)})`);
      }
    },
    write,
    recordScrape: async (scraped, at) => {
      if (!isComplete && !(await write())) return;
      const marks = [...scraped].map(([name, pipeline]) => ({ name, pipeline, mark: pipeline.createScrapeMark(at) }));
      try {
        await file.append(Object.fromEntries(marks.map(({ name, mark }) => [name, encodeScrapeMark(mark)])));
      } catch (error) {
        fail(error);
        return;
      }
      for (const { pipeline, mark } of marks) pipeline.applyScrapeMark(mark);
    },
  };
}
