/**
 * docs/reference/proof.md and docs/reference/proof-survivors.md, made of what the last `npm test` found out about queries. `npm run proof`
 * writes them; with `--check`, as the last step of `npm test`, they are compared. Both print the table and fail where the
 * proof isn't whole.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { coverageText, gaps, proofPage, survivorsPage } from "../test/proof/proof-page.js";
import { readResults } from "../test/proof/results.js";
import { root } from "./process.js";

const isCheck = process.argv.includes("--check");

const parts = await readResults();
console.log(coverageText(parts));
const missing = gaps(parts);
for (const gap of missing) console.error(gap);
if (missing.length > 0) {
  console.error(`${String(missing.length)} gaps: the proof isn't whole.`);
  process.exitCode = 1;
}
const pages = [
  { path: "docs/reference/proof.md", text: proofPage(parts) },
  { path: "docs/reference/proof-survivors.md", text: survivorsPage(parts) },
];
for (const { path, text } of pages) {
  const content = await format(text, { parser: "markdown", printWidth: 120 });
  if (!isCheck) {
    await writeFile(join(root, path), content);
    console.log(`${path} is written.`);
    continue;
  }
  const committed = await readFile(join(root, path), "utf8").catch(() => "");
  if (committed === content) continue;
  console.error(`${path} says something else than this run. \`npm run proof\` writes it anew.`);
  process.exitCode = 1;
}
