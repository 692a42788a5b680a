/**
 * `npm run test:mutation` and `npm run test:stack`: the suites of tests that `npm test` leaves to `.ci/run`. Further
 * arguments are filters for the test runner.
 */
import { join } from "node:path";
import { ensureBuilt } from "../test/package/build-once.js";
import { findPrometheus } from "../test/prometheus/binary.js";
import { removeResults } from "../test/proof/results.js";
import { root } from "./process.js";
import { checkProof, removeReport, runTests, summarize, testSuites } from "./test-suites.js";
import { writeValidators } from "./validators.js";

async function main([name, ...filters]: readonly string[]): Promise<void> {
  if (name !== "mutation" && name !== "stack") throw new Error(`There is no suite ${name ?? ""}: mutation or stack.`);
  const suite = testSuites[name];
  await removeReport(suite);
  await findPrometheus();
  await writeValidators([join(root, "src/check/validators")]);
  await ensureBuilt();
  if (name === "mutation") await removeResults("mutation");
  const outcomes = [await runTests(suite, filters)];
  if (name === "mutation" && filters.length === 0) outcomes.push(await checkProof("mutation"));
  await summarize(suite, outcomes);
}

process.chdir(root);
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
