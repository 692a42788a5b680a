import type { Benchmark } from "./benchmark.js";
import { inProcessBenchmark } from "./in-process.js";
import { processBenchmark } from "./process.js";
import { samplesBenchmark } from "./samples.js";
import { scalingBenchmark } from "./scaling.js";
import { sizeBenchmark } from "./size.js";
import { typesBenchmark } from "./types.js";

/** All benchmarks in the order of a run. The ones that a busy machine disturbs most come first. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  process: processBenchmark,
  "in-process": inProcessBenchmark,
  scaling: scalingBenchmark,
  types: typesBenchmark,
  size: sizeBenchmark,
  samples: samplesBenchmark,
};
