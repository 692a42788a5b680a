import { run } from "./run.js";
import { limitHeapGrowth } from "./v8-flags.js";

/** The version in package.json, replaced when the exporter is bundled. */
declare const exporterVersion: string;

limitHeapGrowth();
process.exitCode = await run(process.argv.slice(2), {
  version: exporterVersion,
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
});
