import { appendFileSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { EventHandler } from "../../src/source.js";
import { createPipelines, type Pipelines } from "../../src/service/pipelines.js";
import type { LoadedState, StateFile } from "../../src/state/state-file.js";
import { createTailer, type Tailer } from "../../src/tail/tailer.js";
import { createSelfMetrics } from "../../src/telemetry/self-metrics.js";
import { trafficLab } from "../logs/lab.js";
import { scratchDirectory } from "../scratch-directory.js";
import { recordingLog } from "../server/client.js";
import { recordingAggregator, type RecordingAggregator, type TimedEvent } from "./recording-aggregator.js";

/** Kills a process at one of its steps: an event that it counts, or an operation of its state file. */
interface Killer {
  /** Throws at the chosen step and at each later one, so that the process changes nothing any more. */
  step(): void;
  readonly steps: number;
  readonly hasKilled: boolean;
}

function createKiller(chosen: number): Killer {
  let steps = 0;
  return {
    step: () => {
      steps += 1;
      if (steps >= chosen) throw new Error("killed");
    },
    get steps() {
      return steps;
    },
    get hasKilled() {
      return steps >= chosen;
    },
  };
}

interface Disk {
  sections: Record<string, readonly unknown[]> | undefined;
  appended: unknown[];
}

/** A state file in memory that survives a kill. It is replaced in one step. */
function stateFileOn(disk: Disk, killer: Killer): StateFile {
  return {
    save: async (given) => {
      const sections: Record<string, unknown[]> = {};
      for (const [name, parts] of Object.entries(given)) {
        sections[name] = [];
        for (const part of parts) {
          killer.step();
          sections[name].push(JSON.parse(JSON.stringify(part)));
        }
        await setImmediate();
      }
      killer.step();
      Object.assign(disk, { sections, appended: [] });
      await setImmediate();
      killer.step();
    },
    append: async (entry) => {
      killer.step();
      disk.appended.push(JSON.parse(JSON.stringify(entry)));
      await setImmediate();
      killer.step();
    },
    load: async (): Promise<LoadedState> => {
      const { sections, appended } = disk;
      if (sections === undefined) return { kind: "none" };
      return { kind: "saved", state: { section: (name) => sections[name] ?? [], appended: [...appended] } };
    },
  };
}

/** A process of the exporter that reads only when it is told to. */
interface Running {
  readonly pipelines: Pipelines;
  /** Reads what is in the log now, and waits for the checkpoints that follow. */
  look(): Promise<void>;
  readonly counted: number;
  readonly warnings: readonly unknown[];
  close(): Promise<void>;
}

async function start(path: string, disk: Disk, killer: Killer): Promise<Running> {
  const { log, lines } = recordingLog();
  const aggregators: RecordingAggregator[] = [];
  let tailer: Tailer<TimedEvent> | undefined;
  let handler: EventHandler<TimedEvent> | undefined;
  const pipelines = await createPipelines({
    lab: trafficLab,
    file: stateFileOn(disk, killer),
    selfMetrics: createSelfMetrics("1", {
      configured: ["access-log"],
      now: () => 0,
      onStatusChange: () => undefined,
      onGap: () => undefined,
    }),
    log,
    addSources: (add) =>
      add<TimedEvent>({
        name: "access-log",
        mode: "file",
        createAggregator: () => {
          const aggregator = recordingAggregator();
          aggregators.push(aggregator);
          const count = aggregator.add.bind(aggregator);
          return Object.assign(aggregator, {
            add: (event: TimedEvent) => {
              killer.step();
              count(event);
            },
          });
        },
        createSource: (observer, { position }) => {
          const created = createTailer<TimedEvent>({
            path,
            parse: (line) => ({ event: { time: Number(line) } }),
            observer,
            position,
          });
          tailer = created;
          return {
            get position() {
              return created.position;
            },
            catchUp: (onEvent, signal) => created.catchUp(onEvent, signal),
            onCheckpointed: (saved) => created.onCheckpointed(saved),
            run: (onEvent, signal) => {
              handler = onEvent;
              return new Promise((resolve) => {
                if (signal.aborted) resolve();
                signal.addEventListener("abort", () => resolve());
              });
            },
          };
        },
      }),
    otherRegistries: [],
    fetchMetadata: async () => undefined,
    endVisibility: 0,
    scrapeInterval: 0,
    now: () => 0,
  });
  const stop = new AbortController();
  const running = pipelines.run(stop.signal).catch((error: unknown) => {
    if (!killer.hasKilled) throw error;
  });
  while (handler === undefined && !killer.hasKilled) await setImmediate();
  return {
    pipelines,
    look: async () => {
      if (handler !== undefined) await tailer?.catchUp(handler, stop.signal);
      // Checkpoints that were requested meanwhile are written before.
      await pipelines.scrape(async () => true);
    },
    get counted() {
      const [counted] = [...(aggregators.at(-1)?.save() ?? [])];
      return Number(counted);
    },
    get warnings() {
      return lines.filter(({ level }) => level !== "info" && level !== "debug").map(({ msg }) => msg);
    },
    close: async () => {
      stop.abort();
      await running;
      await tailer?.close();
    },
  };
}

/** Rotated files that are kept. */
const kept = 2;

/** Runs a home whose log is rotated again and again, and kills the exporter at one of its steps. */
async function liveThrough(chosen: number) {
  const path = join(scratchDirectory(), "access.log");
  const disk: Disk = { sections: undefined, appended: [] };
  const killer = createKiller(chosen);
  let written = 0;
  const write = (count: number) => {
    for (let index = 0; index < count; index += 1) appendFileSync(path, `${(written += 1)}\n`);
  };
  const rotate = () => {
    for (let index = kept; index > 0; index -= 1)
      if (existsSync(index === 1 ? path : `${path}.${index - 1}`))
        renameSync(index === 1 ? path : `${path}.${index - 1}`, `${path}.${index}`);
    writeFileSync(path, "");
  };
  write(2);
  let running: Running | undefined;
  const act = async (action: (on: Running) => Promise<void>) => {
    try {
      running ??= await start(path, disk, killer);
      await action(running);
    } catch (error) {
      if (!killer.hasKilled || isRestarted) throw error;
    }
    if (!killer.hasKilled || isRestarted) return;
    isRestarted = true;
    await running?.close();
    running = await start(path, disk, createKiller(Infinity));
    await running.look();
  };
  let isRestarted = false;
  const look = () => act((on) => on.look());
  await look();
  for (let rotation = 0; rotation < kept + 2; rotation += 1) {
    write(2);
    await look();
    rotate();
    // Some rotations are noticed before the new file has lines.
    if (rotation % 2 === 0) await look();
    write(1);
    await look();
  }
  await act((on) => on.pipelines.checkpoint());
  const counted = running?.counted;
  const warnings = running?.warnings;
  await running?.close();
  return { written, counted, warnings, steps: killer.steps, disk };
}

test("a kill at any step between rotations that remove the file of the last regular checkpoint loses nothing", async () => {
  const { steps, written, counted } = await liveThrough(Infinity);
  expect(counted).toBe(written);
  expect(steps).toBeGreaterThan(20);
  for (let chosen = 1; chosen <= steps; chosen += 1) {
    const result = await liveThrough(chosen);
    expect({ chosen, ...result }).toMatchObject({ chosen, counted: written, warnings: [] });
  }
});
