import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

/** Milliseconds. No test fails because the machine is busy; this limit ends a test that hangs. */
const timeouts = { testTimeout: 300_000, hookTimeout: 300_000 };

/** `npm run test:mutation`. */
const mutation = ["test/proof/mutation/run/**/*.test.ts"];

/**
 * `npm run test:stack`: the built programs as processes, killed and attacked ones included, their memory, live Prometheus
 * servers, the benchmarks, and the package as others install it.
 */
const stack = [
  "exporter/test/end-to-end/**/*.test.ts",
  "exporter/test/limits/**/*.test.ts",
  "exporter/test/restart/**/*.test.ts",
  "exporter/test/server/connection-limits.test.ts",
  "test/bench/benchmarks.test.ts",
  "test/docs/tutorial.test.ts",
  "test/package/{ci,consumer,package}.test.ts",
  "test/proof/live.test.ts",
  "test/provisioning/kill.test.ts",
];

/** Gives the tests of the package one installation. */
const globalSetup = "test/package/shared-directory.ts";

/** The scenarios of the proof, which load Grafana's engine. */
const scenarios = ["test/proof/scenarios/**/*.test.ts"];

/** Tests that start processes, mock modules and timers, or measure memory. Each file has a process of its own. */
const isolated = [
  ...["bench", "cli", "docs", "package", "provisioning"].map((folder) => `test/${folder}/**/*.test.ts`),
  ...["cli", "package", "service"].map((folder) => `exporter/test/${folder}/**/*.test.ts`),
  "exporter/test/readme.test.ts",
  "exporter/test/state/state-file.test.ts",
  "exporter/test/tail/tailer.test.ts",
];

export default defineConfig({
  test: {
    // Grafana warns of each frame without the field that a filter asks for, in thousands of lines.
    onConsoleLog: (text) => !text.includes("[FilterByValue] Could not find index for field name"),
    // One more worker than processors: each test waits now and then, for a server, a disk, or a second to pass.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "isolated",
          include: isolated,
          exclude: [...mutation, ...scenarios, ...stack],
          globalSetup,
          ...timeouts,
        },
      },
      // The other tests share a process for each project: loading its modules takes longer than the tests.
      {
        test: {
          name: "exporter",
          include: ["exporter/test/**/*.test.ts"],
          exclude: [...isolated, ...stack],
          isolate: false,
          ...timeouts,
        },
      },
      {
        test: {
          name: "library",
          include: ["test/**/*.test.ts"],
          exclude: [...isolated, ...mutation, ...scenarios, ...stack],
          isolate: false,
          ...timeouts,
        },
      },
      { test: { name: "scenarios", include: scenarios, isolate: false, ...timeouts } },
      { test: { name: "mutation", include: mutation, ...timeouts } },
      { test: { name: "stack", include: stack, globalSetup, ...timeouts } },
    ],
  },
});
