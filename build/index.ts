/**
 * `npm run build`: compiles the check's validators, the library, the command and the exporter, and writes the committed
 * output: the types of the lab, the reports of the public API, the schemas, the provisioning tree of the default lab, and
 * the generated pages of docs/. With `--check` it compares the committed output instead, and fails with the list of files
 * that differ.
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { changedFiles, writeFiles, type CommittedFile } from "./committed-files.js";
import { root } from "./process.js";
import { writeValidators } from "./validators.js";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
process.chdir(root);

async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await work();
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

async function writeOrCompare(all: readonly CommittedFile[]): Promise<string[]> {
  const files = await changedFiles(all);
  if (!values.check) await writeFiles(files);
  return files.map(({ path }) => path);
}

const buildLabTypes = async () => writeOrCompare([await (await import("./lab-types.js")).labTypesFile()]);
const buildApi = async () => writeOrCompare(await (await import("./api.js")).apiReports());
const buildSchemas = async () => writeOrCompare(await (await import("./schemas.js")).schemaFiles());
const buildDocumentation = async () => writeOrCompare(await (await import("./docs/index.js")).documentationFiles());

async function buildTree(): Promise<string[]> {
  const { build, defaultLab } = await import("../src/index.js");
  const report = build({ lab: defaultLab, out: "provisioning", dryRun: values.check });
  for (const { path, message } of report.warnings) console.log(`warning: ${path}: ${message}`);
  return report.changes.map(({ path }) => relative(root, join(report.directory, path)));
}

async function main(): Promise<void> {
  // The check can't be imported or compiled without its validators.
  await step("validators", () => writeValidators([join(root, "src/check/validators")]));
  // The library is compiled with these types.
  const changedTypes = await step("types of the lab", buildLabTypes);
  const { compileLibrary } = await import("./library.js");
  await step("library", compileLibrary);
  const { bundleCommand } = await import("./command.js");
  await step("command", bundleCommand);
  const { bundleExporter } = await import("./exporter.js");
  await step("exporter", bundleExporter);
  const changed = [
    ...changedTypes,
    ...(await step("api", buildApi)),
    ...(await step("schemas", buildSchemas)),
    ...(await step("provisioning", buildTree)),
    ...(await step("docs", buildDocumentation)),
  ];
  if (changed.length === 0) console.log("The generated files that are committed are up to date.");
  else if (!values.check) console.log(`Wrote:\n${changed.map((path) => `  ${path}`).join("\n")}`);
  else {
    console.error(
      `These committed files differ from the output of the build:\n${changed.map((path) => `  ${path}`).join("\n")}`,
    );
    console.error("Run `npm run build` and commit them.");
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
