/**
 * `npm run test:mutation`, `npm run test:stack` and `npm run test:random`: the suites of tests that `npm test` leaves to
 * `.ci/run`. Further arguments are filters for the test runner.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureBuilt } from "../test/package/build-once.js";
import { findPrometheus } from "../test/prometheus/binary.js";
import { removeResults } from "../test/proof/results.js";
import { root } from "./process.js";
import { checkProof, removeReport, runTests, summarize, testSuites } from "./test-suites.js";
import { writeValidators } from "./validators.js";

/** The files with property tests; no other test depends on a seed. */
async function propertyTests(): Promise<string[]> {
  const folders = ["test", "exporter/test"];
  const names = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
  const files = names.flatMap((ofFolder, index) => ofFolder.map((name) => join(folders[index] ?? "", name)));
  const tests = files.filter((file) => file.endsWith(".test.ts"));
  const texts = await Promise.all(tests.map((file) => readFile(file, "utf8")));
  return tests.filter((_, index) => texts[index]?.includes('/properties.js"') === true);
}

async function main([name, ...filters]: readonly string[]): Promise<void> {
  if (name !== "mutation" && name !== "stack" && name !== "random")
    throw new Error(`There is no suite ${name ?? ""}: mutation, stack or random.`);
  const suite = testSuites[name];
  await removeReport(suite);
  await findPrometheus();
  await writeValidators([join(root, "src/check/validators")]);
  await ensureBuilt();
  if (name === "mutation") await removeResults("mutation");
  const chosen = name === "random" && filters.length === 0 ? await propertyTests() : filters;
  const outcomes = [await runTests(suite, chosen)];
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
