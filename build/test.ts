/**
 * `npm test`: everything that must hold before a commit. A failing check doesn't keep the later ones from running, so
 * that one run tells everything; the exit code is 0 only if all of them hold. The last line is the test runner's count.
 */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeResults } from "../test/proof/results.js";
import { findPrometheus } from "../test/prometheus/binary.js";
import { commandOf, root, runNode } from "./process.js";
import { countsText, readCounts } from "./test-counts.js";
import { runParallel, type Outcome, type Step } from "./run-parallel.js";
import { writeValidators } from "./validators.js";

const reportFile = join(root, "node_modules/.cache/homelab-dashboards/tests.json");

const tsx = ["--import", "tsx"];

/** The exporter's types, which others look at, are those of the library as it is built. */
const build: Step = {
  name: "build, and committed files are up to date",
  args: [...tsx, "build/index.ts", "--check"],
};

/** None of them needs another. What takes longest is first, so that none is waited for alone in the end. */
const checks: readonly Step[] = [
  { name: "lint (eslint)", args: [commandOf("eslint"), "--max-warnings", "0", "."] },
  { name: "types (tsc)", args: [commandOf("typescript", "tsc"), "--noEmit", "-p", "tsconfig.json"] },
  { name: "format (prettier)", args: [commandOf("prettier"), "--check", "--log-level", "warn", "."] },
  {
    name: "layers (dependency-cruiser)",
    args: [
      commandOf("dependency-cruiser", "depcruise"),
      "--config",
      ".dependency-cruiser.cjs",
      "src",
      "build",
      "bench",
      "test",
      "exporter",
    ],
  },
];

/** Needs what the build made. */
const tests: Step = {
  name: "tests (vitest)",
  args: [
    commandOf("vitest"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile}`,
    // What follows `npm test --` is for the test runner: a folder, a name.
    ...process.argv.slice(2),
  ],
};

async function runTests(): Promise<Outcome> {
  const { name, args } = tests;
  console.log(`\n== ${name}`);
  const start = performance.now();
  const passed = (await runNode(args, { NO_COLOR: "1" })) === 0;
  return { name, passed, seconds: (performance.now() - start) / 1000 };
}

/** Compares docs/reference/proof.md with what the tests found; only where all of them ran. */
async function checkProof(): Promise<readonly Outcome[]> {
  if (process.argv.length > 2) return [];
  const name = "proof of the queries";
  console.log(`\n== ${name}`);
  const start = performance.now();
  const passed = (await runNode([...tsx, "build/proof.ts", "--check"])) === 0;
  return [{ name, passed, seconds: (performance.now() - start) / 1000 }];
}

async function main(): Promise<void> {
  await mkdir(dirname(reportFile), { recursive: true });
  await rm(reportFile, { force: true });
  await removeResults();
  // Asked for here, so that a machine without it hears about it at once and not in the middle of the tests.
  const { source } = await findPrometheus();
  console.log(`prometheus and promtool: found by ${source}.`);

  // All that reads the source needs them, the build included.
  await writeValidators([join(root, "src/check/validators")]);
  const write = (text: string) => process.stdout.write(text);
  const outcomes = [...(await runParallel([build], write)), ...(await runParallel(checks, write)), await runTests()];
  outcomes.push(...(await checkProof()));

  console.log("\n== summary");
  for (const { name, passed, seconds } of outcomes)
    console.log(`${passed ? "ok    " : "FAILED"} ${name}, ${seconds.toFixed(1)} s`);
  const counts = await readCounts(reportFile);
  if (counts === undefined) console.log("The test runner stopped before its report.");
  else console.log(countsText(counts));
  const allHolds = counts !== undefined && counts.failed === 0 && outcomes.every(({ passed }) => passed);
  process.exitCode = allHolds ? 0 : 1;
}

process.chdir(root);
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
