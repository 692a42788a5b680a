import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSerialQueue } from "../../src/serial-queue.js";
import { createLogPipeline, type SavedAggregate } from "../../src/service/log-pipeline.js";
import { controlledSource } from "./controlled-source.js";
import {
  recordingAggregator,
  recordingMetrics,
  timedEvents,
  type RecordingAggregator,
} from "./recording-aggregator.js";

const ending: AbortController[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
  for (const each of ending.splice(0)) each.abort();
});

/** A pipeline over ten events. */
function createTestPipeline(saved?: SavedAggregate) {
  const source = controlledSource(timedEvents(10));
  const metrics = recordingMetrics();
  const queue = createSerialQueue();
  const aggregators: RecordingAggregator[] = [];
  const resets: string[] = [];
  const pipeline = createLogPipeline({
    createAggregator: () => {
      const aggregator = recordingAggregator();
      aggregators.push(aggregator);
      return aggregator;
    },
    createSource: source.create,
    saved,
    metrics,
    queue,
    endVisibility: 0,
    scrapeInterval: 0,
    onReset: (reason) => void resets.push(reason),
    onRotated: () => undefined,
  });
  const tries: boolean[] = [];
  return {
    source,
    metrics,
    queue,
    pipeline,
    resets,
    tries,
    /** Calls of the aggregator in use. */
    calls: () => aggregators.at(-1)?.calls ?? [],
    start: async (catchUpTo: number | string) => {
      source.catchUpTo = catchUpTo;
      const stop = new AbortController();
      ending.push(stop);
      void pipeline.run(stop.signal, async (isComplete) => {
        tries.push(isComplete);
        expect(pipeline.exposedRegistry).toBeUndefined();
      });
      await setImmediate();
    },
  };
}

describe("the catch-up", () => {
  test("hides the registry until the log was read to its end", async () => {
    const { pipeline, start, calls, tries } = createTestPipeline();
    expect(pipeline.exposedRegistry).toBeUndefined();
    await start(2);
    expect(calls()).toEqual(["add 1000", "add 2000"]);
    expect(tries).toEqual([true]);
    expect(pipeline.exposedRegistry).toBeDefined();
  });

  test("is repeated every five seconds while the source reports a problem", async () => {
    const { pipeline, source, start, tries } = createTestPipeline();
    await start("it cannot be read");
    await vi.advanceTimersByTimeAsync(4999);
    expect(tries).toEqual([false]);
    expect(pipeline.exposedRegistry).toBeUndefined();
    source.catchUpTo = 1;
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toEqual([false, true]);
    expect(pipeline.exposedRegistry).toBeDefined();
  });
});

describe("a gap", () => {
  const saved = { parts: [5], scrapeMarks: [{ events: 9, knownUntil: 0, scrapedAt: 0 }] };

  test("during the catch-up of a saved state starts all counters from 0", () => {
    const { source, resets, calls, pipeline } = createTestPipeline(saved);
    expect(calls()).toEqual(["restore 5"]);
    source.observer().gap("rotated-away");
    expect(resets).toEqual(["rotated-away"]);
    expect(calls()).toEqual([]);
    expect(pipeline.scrapeMarks).toEqual([]);
  });

  test("after the catch-up, or at a first start, resets nothing", async () => {
    const caughtUp = createTestPipeline(saved);
    await caughtUp.start(1);
    caughtUp.source.observer().gap("cut-off");
    const first = createTestPipeline();
    first.source.observer().gap("cut-off");
    expect([...caughtUp.resets, ...first.resets]).toEqual([]);
  });
});

test("a damaged saved state starts all counters from 0", () => {
  const { resets, calls, pipeline } = createTestPipeline({
    parts: ["damaged"],
    scrapeMarks: [{ events: 1, knownUntil: 0, scrapedAt: 0 }],
  });
  expect(resets).toEqual(["the saved state is damaged"]);
  expect(calls()).toEqual([]);
  expect(pipeline.scrapeMarks).toEqual([]);
});

describe("a scrape mark", () => {
  test("counts the events since the checkpoint", async () => {
    const { pipeline, source, start } = createTestPipeline();
    await start(3);
    expect(pipeline.createScrapeMark(9000)).toEqual({ events: 3, knownUntil: 9000, scrapedAt: 9000 });
    await pipeline.onCheckpointed(3);
    expect(source.checkpoints).toEqual([3]);
    await source.feed(5);
    expect(pipeline.createScrapeMark(9000).events).toBe(2);
  });

  test("extends to the last event of the log before the catch-up and while the source is down", async () => {
    const { pipeline, metrics, start } = createTestPipeline();
    expect(pipeline.createScrapeMark(9000).knownUntil).toBe(0);
    await start(3);
    expect(pipeline.createScrapeMark(9000).knownUntil).toBe(9000);
    metrics.isUp = false;
    expect(pipeline.createScrapeMark(9000).knownUntil).toBe(3000);
    expect(pipeline.createScrapeMark(2000).knownUntil).toBe(2000);
  });

  test("that was saved is applied again after the same event", async () => {
    const { start, calls } = createTestPipeline({
      parts: [0],
      scrapeMarks: [{ events: 1, knownUntil: 7000, scrapedAt: 8000 }],
    });
    await start(2);
    expect(calls()).toEqual(["restore 0", "add 1000", "tick 7000", "add 2000"]);
  });
});

test("events wait while the queue runs an action", async () => {
  const { queue, source, start, calls } = createTestPipeline();
  await start(1);
  const waiting: (() => void)[] = [];
  const action = queue.run(() => new Promise<void>((resolve) => waiting.push(resolve)));
  const feeding = source.feed(2);
  await setImmediate();
  expect(calls()).toEqual(["add 1000"]);
  for (const release of waiting) release();
  await Promise.all([action, feeding]);
  expect(calls()).toEqual(["add 1000", "add 2000"]);
});

describe("a saved state that can't be used", () => {
  const failingWith = (error: Error): SavedAggregate => ({
    parts: (function* () {
      yield* [] as unknown[];
      throw error;
    })(),
    scrapeMarks: [],
  });

  test.each<[string, SavedAggregate, string]>([
    ["a damaged part", { parts: ["x"], scrapeMarks: [] }, "the saved state is damaged"],
    [
      "a value on which the restoring fails",
      failingWith(new TypeError("text.slice is not a function")),
      "the saved state is damaged: text.slice is not a function",
    ],
  ])("by %s is reported, and the counts start from 0", async (_, saved, reason) => {
    const { resets, start, calls } = createTestPipeline(saved);
    expect(resets).toEqual([reason]);
    await start(1);
    expect(calls()).toEqual(["add 1000"]);
  });

  test("since the disk can't be read ends the start", () => {
    const failure = Object.assign(new Error("EIO"), { syscall: "read" });
    expect(() => createTestPipeline(failingWith(failure))).toThrow("EIO");
  });
});
