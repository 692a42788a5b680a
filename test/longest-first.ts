import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take long, the longest first: what is begun last should be short, or one processor waits for the other in
 * the end. The first of them wait more than they work.
 */
const longestFiles = [
  "exporter/test/end-to-end/end-to-end.test.ts",
  "test/proof/live.test.ts",
  "test/proof/mutation/topology.test.ts",
  "test/proof/mutation/others.test.ts",
  "exporter/test/restart/restarts.test.ts",
  "test/proof/scenarios/big.test.ts",
  "test/proof/scenarios/missing.test.ts",
  "test/package/consumers.test.ts",
  "test/provisioning/kill.test.ts",
  "test/proof/scenarios/odd.test.ts",
  "test/proof/scenarios/healthy.test.ts",
  "test/simulation/exposition.test.ts",
  "test/package/ci.test.ts",
  "test/proof/scenarios/replicas.test.ts",
  "test/package/package.test.ts",
  "test/proof/scenarios/shards.test.ts",
  "exporter/test/restart/prometheus.test.ts",
  "test/proof/scenarios/crowded.test.ts",
];

/** The order in which test files are begun. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longestFiles.indexOf(relative(this.ctx.config.root, moduleId));
      return place < 0 ? longestFiles.length : place;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
