import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The slowest test files, the slowest first. They start first: a slow file that starts last would run alone while the
 * other processors idle. The first of them waits for real time rather than for a processor.
 */
export const longestFiles: readonly string[] = [
  "exporter/test/end-to-end/end-to-end.test.ts",
  "test/proof/live.test.ts",
  "test/package/consumer.test.ts",
  "exporter/test/restart/restarts.test.ts",
  "exporter/test/limits/hostile-answers.test.ts",
  "test/package/ci.test.ts",
  "test/package/package.test.ts",
  "exporter/test/restart/prometheus.test.ts",
  "test/proof/mutation/run/topology.test.ts",
  "test/proof/mutation/run/others.test.ts",
  "test/proof/scenarios/big.test.ts",
  "test/proof/scenarios/missing.test.ts",
  "test/provisioning/kill.test.ts",
  "test/proof/scenarios/odd.test.ts",
  "test/proof/scenarios/healthy.test.ts",
  "test/simulation/exposition.test.ts",
  "test/proof/scenarios/replicas.test.ts",
  "test/proof/scenarios/shards.test.ts",
  "test/proof/scenarios/crowded.test.ts",
];

/** Starts the longest files first. @throws Error where a listed file doesn't exist */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    demandFiles(longestFiles, root);
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longestFiles.indexOf(relative(root, moduleId));
      return index < 0 ? longestFiles.length : index;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

/** @throws Error that names the files that aren't below the root */
export function demandFiles(files: readonly string[], root: string): void {
  const missing = files.filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0) throw new Error(`test/longest-first.ts lists files that don't exist: ${missing.join(", ")}.`);
}
