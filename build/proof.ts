/**
 * `npm run proof`: writes docs/reference/proof.md and test/proof/mutation/survivors.md from the results of the last tests,
 * each part whose results are there. With `--check` and a part, as the last step of a suite of tests, that part is compared
 * with the committed one. Both print the table and fail where the proof has gaps.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { survivorsPage } from "../test/proof/mutation/survivors-page.js";
import {
  mutationGaps,
  mutationPart,
  mutationTable,
  scenarioGaps,
  scenarioPart,
  scenarioTable,
  withPart,
} from "../test/proof/proof-page.js";
import { readMutationResults, readScenarioResults } from "../test/proof/results.js";
import { root } from "./process.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false } },
});
const proofPage = "docs/reference/proof.md";

const read = (path: string) => readFile(join(root, path), "utf8").catch(() => "");
const formatted = (text: string) => format(text, { parser: "markdown", printWidth: 120 });

async function writeOrCompare(path: string, content: string): Promise<void> {
  if ((await read(path)) === content) return;
  if (values.check) {
    console.error(`${path} differs from the results of this run. \`npm run proof\` writes it.`);
    process.exitCode = 1;
  } else {
    await writeFile(join(root, path), content);
    console.log(`Wrote ${path}.`);
  }
}

function printTable(table: string, gaps: readonly string[]): void {
  console.log(table);
  for (const gap of gaps) console.error(gap);
  if (gaps.length === 0) return;
  console.error(`${String(gaps.length)} gaps in the proof.`);
  process.exitCode = 1;
}

const scenarios = await readScenarioResults();
const mutation = await readMutationResults();
const isWanted = (part: "scenarios" | "mutation", results: readonly unknown[]) =>
  positionals.length === 0 ? results.length > 0 : positionals.includes(part);

if (isWanted("scenarios", scenarios)) {
  printTable(scenarioTable(scenarios), scenarioGaps(scenarios));
  const page = withPart(await read(proofPage), "scenarios", await formatted(scenarioPart(scenarios)));
  await writeOrCompare(proofPage, page);
}
if (isWanted("mutation", mutation)) {
  printTable(mutationTable(mutation), mutationGaps(mutation, scenarios));
  const page = withPart(await read(proofPage), "mutation", await formatted(mutationPart(mutation)));
  await writeOrCompare(proofPage, page);
  await writeOrCompare("test/proof/mutation/survivors.md", await formatted(survivorsPage(mutation)));
}
