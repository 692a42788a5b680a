import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commandOf, root, runNode } from "./process.js";
import { step, type Outcome } from "./run-parallel.js";
import { countsText, readCounts } from "./test-counts.js";

/** Tests that one command runs: projects of vitest.config.ts, and the file for the JSON report. */
interface TestSuite {
  readonly command: string;
  readonly projects: readonly string[];
  /** From the root of the package. */
  readonly report: string;
  /** Variables of the environment of the test runner. */
  readonly environment?: Readonly<Record<string, string>>;
}

const reports = "node_modules/.cache/homelab-dashboards";

export const testSuites = {
  test: {
    command: "npm test",
    projects: ["isolated", "exporter", "library", "scenarios"],
    report: `${reports}/tests.json`,
  },
  mutation: { command: "npm run test:mutation", projects: ["mutation"], report: `${reports}/tests-mutation.json` },
  stack: { command: "npm run test:stack", projects: ["stack"], report: `${reports}/tests-stack.json` },
  random: {
    command: "npm run test:random",
    projects: ["isolated", "exporter", "library"],
    report: `${reports}/tests-random.json`,
    environment: { PROPERTY_SEED: "random" },
  },
} as const satisfies Readonly<Record<string, TestSuite>>;

export async function removeReport({ report }: TestSuite): Promise<void> {
  await mkdir(dirname(join(root, report)), { recursive: true });
  await rm(join(root, report), { force: true });
}

/** Runs a suite. @param filters arguments for the test runner: a folder, a file, a name */
export const runTests = ({ projects, report, environment }: TestSuite, filters: readonly string[]): Promise<Outcome> =>
  step("tests (vitest)", () =>
    runNode(
      [
        commandOf("vitest"),
        "run",
        ...projects.map((name) => `--project=${name}`),
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${join(root, report)}`,
        ...filters,
      ],
      { NO_COLOR: "1", ...environment },
    ),
  );

/** Compares one part of the proof with the results of the tests. */
export const checkProof = (part: "scenarios" | "mutation"): Promise<Outcome> =>
  step("proof of the queries", () => runNode(["--import", "tsx", "build/proof.ts", "--check", part]));

/** Prints a line for each step and the counts of the tests; the exit code is 0 only if all of them passed. */
export async function summarize({ report }: TestSuite, outcomes: readonly Outcome[]): Promise<void> {
  console.log("\n== summary");
  for (const { name, passed, seconds } of outcomes)
    console.log(`${passed ? "ok    " : "FAILED"} ${name}, ${seconds.toFixed(1)} s`);
  const counts = await readCounts(join(root, report));
  console.log(counts === undefined ? "The test runner left no report." : countsText(counts));
  const allPassed = counts !== undefined && counts.failed === 0 && outcomes.every(({ passed }) => passed);
  process.exitCode = allPassed ? 0 : 1;
}
