import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../build/process.js";
import type { Benchmark } from "./benchmark.js";
import { millisecondsText, ratioText, spreadText } from "./format.js";
import { ratioOf, spreadOf, measureInterleaved } from "./measure.js";
import { runNode } from "./subject.js";

const command = join(root, "dist/bin/homelab-dashboards.js");
const maxRatioToNode = 2.5;

export const processBenchmark: Benchmark = {
  title: "The command, against Node itself",
  about:
    "Whole processes with the default lab: `build` into an empty directory, `build` without changes, `check` of the tree, " +
    "and `--help`. Each alternates with `node -e 0`.",
  run: async (tiny) => {
    const home = mkdtempSync(join(tmpdir(), "homelab-dashboards-bench-"));
    try {
      let fresh = 0;
      const built = join(home, "built");
      const call = (...words: string[]) => runNode([command, ...words], home);
      call("build", "--out", built);
      const times = await measureInterleaved(
        {
          node: () => runNode(["-e", "0"], home),
          build: () => call("build", "--out", join(home, `fresh-${String(fresh++)}`)),
          rebuild: () => call("build", "--out", built),
          check: () => call("check", built),
          help: () => call("--help"),
        },
        tiny ? { rounds: 1, warmUp: 0 } : { rounds: 25, warmUp: 3 },
      );
      const of = (name: "node" | "build" | "rebuild" | "check" | "help") => times.get(name) ?? [];
      const row = (text: string, name: Parameters<typeof of>[0]) => [
        text,
        spreadText(spreadOf(of(name)), millisecondsText),
        ratioText(ratioOf(of(name), of("node")).median),
      ];
      const ratio = ratioOf(of("build"), of("node"));
      return {
        tables: [
          {
            title: "Time of a process",
            columns: ["what", "median (least–most)", "against `node -e 0`"],
            rows: [
              row("`node -e 0`", "node"),
              row("`build` into an empty directory", "build"),
              row("`build` without changes", "rebuild"),
              row("`check` of the tree", "check"),
              row("`--help`", "help"),
            ],
          },
        ],
        judgements: [
          {
            goal: "`build` takes at most 2.5 times as long as `node -e 0`",
            measured: spreadText(ratio, ratioText),
            met: ratio.median <= maxRatioToNode,
          },
        ],
      };
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};
