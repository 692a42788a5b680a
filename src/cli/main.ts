import * as nodeModule from "node:module";
import { run } from "./run.js";

/** The version in package.json, put in place when the command is bundled. */
declare const packageVersion: string;

// Node 22 and newer keep what they compiled for the next run; what follows is loaded after this.
const keepCompiled: unknown = Reflect.get(nodeModule, "enableCompileCache");
if (typeof keepCompiled === "function") Reflect.apply(keepCompiled, undefined, []);

// Somebody who reads the first lines and leaves (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  version: packageVersion,
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
});
