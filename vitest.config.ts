import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

/** Milliseconds: no test is judged by how busy the machine is; this ends what hangs. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000 };

/** Folders whose tests start servers and processes, write into directories, or hold whole histories. */
const long = [
  "bench",
  "cli",
  "docs",
  "grafana-client",
  "package",
  "prometheus",
  "proof",
  "provisioning",
  "simulation",
].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    // One more than there are processors: now and then each test waits, for a server, a disk, or a second to pass.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: "long", include: long, globalSetup: "test/package/shared-directory.ts", ...patience } },
      { test: { name: "exporter", include: ["exporter/test/**/*.test.ts"], ...patience } },
      {
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: long,
          // Functions without a state: they share a process and its modules, whose loading takes longer than the tests.
          isolate: false,
          ...patience,
        },
      },
    ],
  },
});
