/**
 * `npm test`: builds, lints, and runs all tests but those of `npm run test:mutation` and `npm run test:stack`. A step that
 * fails doesn't stop the later ones; the exit code is 0 only if all of them pass. Arguments are filters for the test runner.
 */
import { join } from "node:path";
import { removeResults } from "../test/proof/results.js";
import { findPrometheus } from "../test/prometheus/binary.js";
import { commandOf, root } from "./process.js";
import { runParallel, type Step } from "./run-parallel.js";
import { checkProof, removeReport, runTests, summarize, testSuites } from "./test-suites.js";
import { writeValidators } from "./validators.js";

/** Comes first: the exporter's types are those of the built library. */
const build: Step = {
  name: "build, and committed files are up to date",
  args: ["--import", "tsx", "build/index.ts", "--check"],
};

/** Needs no build. */
const format: Step = {
  name: "format (prettier)",
  args: [commandOf("prettier"), "--check", "--log-level", "warn", "."],
};

const checks: readonly Step[] = [
  { name: "lint (oxlint)", args: [commandOf("oxlint")] },
  // By TypeScript 7, which takes a fourth of the time.
  { name: "types (tsc)", args: [commandOf("typescript-7", "tsc"), "--noEmit", "-p", "tsconfig.json"] },
  {
    name: "layers (dependency-cruiser)",
    args: [
      commandOf("dependency-cruiser", "depcruise"),
      ...["--config", ".dependency-cruiser.cjs"],
      ...["src", "build", "bench", "test", "exporter"],
    ],
  },
];

async function main(filters: readonly string[]): Promise<void> {
  await removeReport(testSuites.test);
  await removeResults("scenario");
  // The first step, so that a machine without Prometheus fails at once.
  const { source } = await findPrometheus();
  console.log(`prometheus and promtool: found by ${source}.`);

  // Every step that reads the source needs the validators, the build included.
  await writeValidators([join(root, "src/check/validators")]);
  const write = (text: string) => process.stdout.write(text);
  const built = await runParallel([build, format], write);
  const checked = await runParallel(checks, write);
  const tested = await runTests(testSuites.test, filters);
  // A part of the tests proves only a part.
  const proven = filters.length === 0 ? [await checkProof("scenarios")] : [];
  await summarize(testSuites.test, [...built, ...checked, tested, ...proven]);
}

process.chdir(root);
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
