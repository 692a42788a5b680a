import * as z from "zod";
import type { Benchmark } from "./benchmark.js";
import { millisecondsText, ratioText, spreadText } from "./format.js";
import { ratioOf, spreadOf } from "./measure.js";
import { prepareSubject, runNode } from "./subject.js";

const times = z.array(z.number());
const warmFigures = z.object({ build: times, buildAndCheck: times, pretty: times, compact: times });
const firstFigures = z.object({ load: times, build: times });

const maxRatioToStringify = 5;

export const inProcessBenchmark: Benchmark = {
  title: "Building in process, against `JSON.stringify`",
  about:
    "`checkFiles(buildTree(defaultLab))`, all of `build` except the disk, in one warm process. It alternates with " +
    "`JSON.stringify` of the same four dashboards, indented as in their files (the goal refers to this) and compact. Then " +
    "the first build of a new process.",
  run: async (tiny) => {
    const warm = await prepareSubject("in-process");
    const words = tiny ? ["1", "0"] : ["60", "30"];
    const { build, buildAndCheck, pretty, compact } = warmFigures.parse(JSON.parse(runNode([warm, ...words])));
    const first = await prepareSubject("first-build");
    const firsts = Array.from({ length: tiny ? 1 : 9 }, () => firstFigures.parse(JSON.parse(runNode([first]))));
    const row = (text: string, values: readonly number[]) => [
      text,
      spreadText(spreadOf(values), millisecondsText),
      ratioText(ratioOf(values, pretty).median),
    ];
    const firstRow = (text: string, values: readonly number[]) => [
      text,
      spreadText(spreadOf(values), millisecondsText),
    ];
    const ratio = ratioOf(buildAndCheck, pretty);
    return {
      tables: [
        {
          title: "Warm",
          columns: ["what", "median (least–most)", "against indented JSON"],
          rows: [
            row("build", build),
            row("build and check", buildAndCheck),
            row("`JSON.stringify`, indented", pretty),
            row("`JSON.stringify`, compact", compact),
          ],
        },
        {
          title: "The first in a process",
          columns: ["what", "median (least–most)"],
          rows: [
            firstRow(
              "loading the library",
              firsts.flatMap(({ load }) => load),
            ),
            firstRow(
              "build and check",
              firsts.flatMap(({ build: one }) => one),
            ),
          ],
        },
      ],
      judgements: [
        {
          goal: "building, checks on, takes at most 5 times as long as `JSON.stringify` of the result",
          measured: spreadText(ratio, ratioText),
          met: ratio.median <= maxRatioToStringify,
        },
      ],
    };
  },
};
