import "./user-signals.js";
import { closeInspector } from "../inspector.js";
import { restartWithMallocSettings } from "./malloc-settings.js";
import { run } from "./run.js";
import { limitHeapGrowth } from "./v8-flags.js";

/** The version in package.json, replaced when the exporter is bundled. */
declare const exporterVersion: string;

/** Commands that end by themselves. The default command doesn't. */
const shortCommands: ReadonlySet<string | undefined> = new Set(["settings", "replay", "health"]);

const args = process.argv.slice(2);
if (!shortCommands.has(args[0])) restartWithMallocSettings();
limitHeapGrowth();
// Opened by a signal before the first line of code. Node does so in the background, so that serve() looks again.
await closeInspector();
process.exitCode = await run(args, {
  version: exporterVersion,
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
});
