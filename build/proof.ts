/**
 * docs/proof.md, made of what the last `npm test` found out about queries. `npm run proof` writes it; with `--check`, as
 * the last step of `npm test`, it is compared. Both print the table and fail where the proof isn't whole.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { coverageText, gaps, proofPage } from "../test/proof/page.js";
import { readParts } from "../test/proof/parts.js";
import { root } from "./process.js";

const path = "docs/proof.md";
const isCheck = process.argv.includes("--check");

const parts = await readParts();
console.log(coverageText(parts));
const missing = gaps(parts);
for (const gap of missing) console.error(gap);
if (missing.length > 0) {
  console.error(`${String(missing.length)} gaps: the proof isn't whole.`);
  process.exitCode = 1;
}
const content = await format(proofPage(parts), { parser: "markdown", printWidth: 120 });
if (isCheck) {
  const committed = await readFile(join(root, path), "utf8").catch(() => "");
  if (committed !== content) {
    console.error(`${path} says something else than this run. \`npm run proof\` writes it anew.`);
    process.exitCode = 1;
  }
} else {
  await writeFile(join(root, path), content);
  console.log(`${path} is written.`);
}
