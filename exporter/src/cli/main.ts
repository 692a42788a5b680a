import { staySmall } from "./memory.js";
import { run } from "./run.js";

/** The version in package.json, put in place when the exporter is bundled. */
declare const exporterVersion: string;

staySmall();
process.exitCode = await run(process.argv.slice(2), {
  version: exporterVersion,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
