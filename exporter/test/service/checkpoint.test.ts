import { describe, expect, test } from "vitest";
import { emptyMetadata } from "../../src/network/adguard-metadata.js";
import { createSerialQueue } from "../../src/serial-queue.js";
import { restoreLog, type PipelineEntry } from "../../src/service/checkpoint.js";
import { createCheckpointer } from "../../src/service/checkpointer.js";
import { createLogPipeline } from "../../src/service/log-pipeline.js";
import type { LogName } from "../../src/service/source-definition.js";
import type { LoadedState, StateFile } from "../../src/state/state-file.js";
import { createSelfMetrics } from "../../src/telemetry/self-metrics.js";
import { textOf } from "../aggregator/samples.js";
import { recordingLog } from "../server/client.js";
import { controlledSource } from "./controlled-source.js";
import { recordingAggregator, recordingMetrics, timedEvents } from "./recording-aggregator.js";

/** A state file in memory, whose writes fail on request. */
function stateFileInMemory() {
  let sections: Record<string, unknown[]> = {};
  let appended: unknown[] = [];
  const failing = { save: false, append: false };
  const file: StateFile = {
    save: async (given) => {
      if (failing.save) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      sections = Object.fromEntries(Object.entries(given).map(([name, parts]) => [name, [...parts]]));
      appended = [];
    },
    append: async (entry) => {
      if (failing.append) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      appended.push(entry);
    },
    load: async (): Promise<LoadedState> => ({
      kind: "saved",
      state: { section: (name) => sections[name] ?? [], appended },
    }),
  };
  return { file, failing, header: () => sections["head"]?.[0], appended: () => appended };
}

/** A checkpointer over one log of ten events, of which three were counted. */
async function startCheckpointer() {
  const memory = stateFileInMemory();
  const aggregator = recordingAggregator();
  const source = controlledSource(timedEvents(10));
  source.catchUpTo = 3;
  const pipeline = createLogPipeline({
    createAggregator: () => aggregator,
    createSource: source.create,
    saved: undefined,
    metrics: recordingMetrics(),
    queue: createSerialQueue(),
    endVisibility: 0,
    scrapeInterval: 0,
    onReset: () => undefined,
    onRotated: () => undefined,
  });
  const entries = new Map<LogName, PipelineEntry>([
    ["access-log", { pipeline, mode: "file", metadata: emptyMetadata, skipExisting: true }],
  ]);
  const { log, lines } = recordingLog();
  const selfMetrics = createSelfMetrics("1", {
    configured: [],
    now: () => 0,
    onStatusChange: () => undefined,
    onGap: () => undefined,
  });
  const checkpointer = createCheckpointer({ file: memory.file, path: "/state", entries, selfMetrics, log });
  const stop = new AbortController();
  const running = pipeline.run(stop.signal, async () => undefined);
  await expect.poll(() => pipeline.exposedRegistry).toBeDefined();
  stop.abort();
  await running;
  const ticks = () => aggregator.calls.filter((call) => call.startsWith("tick"));
  const recordScrape = (now: number) => checkpointer.recordScrape(new Map([["access-log" as const, pipeline]]), now);
  return { ...memory, checkpointer, pipeline, source, lines, ticks, recordScrape, selfMetrics };
}

describe("a checkpoint", () => {
  test("holds mode, metadata, position and pending marks under the keys of the format", async () => {
    const { checkpointer, header, source } = await startCheckpointer();
    expect(await checkpointer.write()).toBe(true);
    expect(header()).toEqual({ "access-log": { way: "file", known: emptyMetadata, position: 3, marks: [] } });
    expect(source.checkpoints).toEqual([3]);
  });

  test("is restored with the marks that were appended since", async () => {
    const { checkpointer, file, recordScrape } = await startCheckpointer();
    await checkpointer.write();
    await recordScrape(5000);
    const restored = restoreLog(await file.load(), "access-log", "file");
    expect(restored).toMatchObject({ skipExisting: false, position: 3, metadata: emptyMetadata });
    expect(restored?.scrapeMarks).toEqual([{ events: 0, knownUntil: 5000, scrapedAt: 5000 }]);
    expect([...(restored?.parts ?? [])]).toEqual([3]);
  });

  test("of another mode is restored without its position and marks", async () => {
    const { checkpointer, file, recordScrape } = await startCheckpointer();
    await checkpointer.write();
    await recordScrape(5000);
    const restored = restoreLog(await file.load(), "access-log", "api");
    expect(restored).toMatchObject({ skipExisting: true, position: undefined, scrapeMarks: [] });
    expect([...(restored?.parts ?? [])]).toEqual([3]);
  });

  test("has no state of a log that was not configured", async () => {
    const { checkpointer, file } = await startCheckpointer();
    await checkpointer.write();
    expect(restoreLog(await file.load(), "query-log", "file")).toBeUndefined();
    expect(restoreLog({ kind: "none" }, "access-log", "file")).toBeUndefined();
  });
});

describe("a state with odd values", () => {
  const television = { name: "Television", ids: ["192.168.1.9"], tags: ["constructor"] };

  const loaded = (head: unknown, appended: readonly unknown[] = []): LoadedState => ({
    kind: "saved",
    state: { section: (name) => (name === "head" ? [head] : [7]), appended },
  });

  const header = (changed: object) => ({
    "access-log": { way: "file", known: emptyMetadata, position: 3, marks: [], ...changed },
  });

  test.each<[string, unknown]>([
    ["that is no object", { "access-log": 7 }],
    ["without a mode", header({ way: 7 })],
    ["without marks", header({ marks: null })],
  ])("in place of a header, %s, is restored as one that the aggregator refuses", (_, head) => {
    const restored = restoreLog(loaded(head), "access-log", "file");
    expect(restored).toMatchObject({ parts: [], position: undefined, skipExisting: true, metadata: emptyMetadata });
  });

  test.each<[string, unknown]>([
    ["a client without a name", { clients: [television, { name: 7, ids: [] }], filterLists: [] }],
    ["a list without an id", { clients: [television], filterLists: [{ name: "a" }] }],
    [
      "more clients than are kept",
      { clients: [television, { name: "a".repeat(9999), ids: [], tags: [] }], filterLists: [] },
    ],
    ["no list of filters", { clients: [television], filterLists: 7 }],
  ])("in the metadata, %s, is restored without them, and reported", (_, known) => {
    const restored = restoreLog(loaded(header({ known })), "access-log", "file");
    expect(restored?.metadata).toEqual({ clients: [television], filterLists: [] });
    expect(restored?.problem).toBe("a part of AdGuard Home's metadata isn't used");
    expect(restored?.position).toBe(3);
  });

  test("in appended entries is restored without them", () => {
    const mark = { counted: 1, known: 2, at: 3, zeros: true };
    const appended = [null, 7, {}, { "access-log": 7 }, { "access-log": { counted: "1" } }, { "access-log": mark }];
    const restored = restoreLog(loaded(header({ marks: [null, mark] }), appended), "access-log", "file");
    const restoredMark = { events: 1, knownUntil: 2, scrapedAt: 3 };
    expect(restored).toMatchObject({ scrapeMarks: [restoredMark, restoredMark], problem: undefined });
  });
});

describe("a scrape", () => {
  test("is saved under the keys of the format, then applied", async () => {
    const { recordScrape, appended, ticks } = await startCheckpointer();
    await recordScrape(5000);
    expect(appended()).toEqual([{ "access-log": { counted: 3, known: 5000, at: 5000, zeros: true } }]);
    expect(ticks()).toEqual(["tick 5000"]);
  });

  test("is not applied while it cannot be saved, and a checkpoint is written before the next one", async () => {
    const { recordScrape, appended, ticks, failing, lines, header } = await startCheckpointer();
    failing.append = true;
    await recordScrape(5000);
    expect(ticks()).toEqual([]);
    expect(lines).toEqual([
      expect.objectContaining({ level: "error", msg: "the state can't be written", file: "/state", reason: "ENOSPC" }),
    ]);
    failing.append = false;
    failing.save = true;
    await recordScrape(6000);
    expect(ticks()).toEqual([]);
    expect(header()).toBeUndefined();
    failing.save = false;
    await recordScrape(7000);
    expect(header()).toMatchObject({ "access-log": { position: 3 } });
    expect(appended()).toEqual([{ "access-log": { counted: 0, known: 7000, at: 7000, zeros: true } }]);
    expect(ticks()).toEqual(["tick 7000"]);
  });
});

describe("a state file that cannot be written", () => {
  test("is an error of the lab at the start", async () => {
    const { checkpointer, failing } = await startCheckpointer();
    failing.save = true;
    await expect(checkpointer.writeFirst()).rejects.toThrow("exporter.state_file: /state can't be written (ENOSPC)");
  });

  test("is logged and counted later, and the source is not notified", async () => {
    const { checkpointer, failing, lines, selfMetrics, source } = await startCheckpointer();
    failing.save = true;
    expect(await checkpointer.write()).toBe(false);
    expect(lines).toHaveLength(1);
    expect(textOf(selfMetrics.registry)).toContain('homelab_exporter_state_saves_total{outcome="failed"} 1\n');
    expect(source.checkpoints).toEqual([]);
  });
});
