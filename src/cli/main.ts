import * as nodeModule from "node:module";
import { run } from "./run.js";

/** The version in package.json, inserted when the command is bundled. */
declare const packageVersion: string;

// Node 22 and newer can cache compiled code. It must be enabled before the other modules are loaded.
const enableCompileCache: unknown = Reflect.get(nodeModule, "enableCompileCache");
if (typeof enableCompileCache === "function") Reflect.apply(enableCompileCache, undefined, []);

// A reader that closes the pipe early (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  version: packageVersion,
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
});
