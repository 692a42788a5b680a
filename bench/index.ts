/**
 * `npm run bench` prints figures and never fails because of them. `npm run bench -- process scaling` runs only these
 * benchmarks. `--write` writes all figures into docs/reference/performance.md.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { root } from "../build/process.js";
import { ensureBuilt } from "../test/package/build-once.js";
import { benchmarks } from "./benchmarks.js";
import { thisMachine } from "./machine.js";
import { figuresText, reportText, withFigures, type Ran } from "./report.js";

const document = join(root, "docs/reference/performance.md");

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: "boolean", default: false }, tiny: { type: "boolean", default: false } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0)
    throw new Error(`No benchmark is called ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.`);
  if (values.write && (positionals.length > 0 || values.tiny))
    throw new Error(
      "docs/reference/performance.md holds the figures of one whole run: --write goes with no name, nor --tiny.",
    );
  // The benchmarks measure the compiled package, which users get.
  await ensureBuilt();
  const ran: Ran[] = [];
  for (const [name, { title, about, run }] of Object.entries(benchmarks)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const one = { name, title, about, outcome: await run(values.tiny) };
    console.log(`${reportText(one)}\n`);
    ran.push(one);
  }
  if (!values.write) return;
  const figures = figuresText(ran, thisMachine(), new Date().toISOString().slice(0, 10));
  const text = withFigures(await readFile(document, "utf8"), figures);
  await writeFile(document, await format(text, { parser: "markdown", printWidth: 120 }));
}

process.chdir(root);
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
