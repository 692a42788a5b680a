import { run } from "../../src/cli/run.js";

/** Runs a command in this process, and records its output. */
export async function runCommand(...args: readonly string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await run(args, {
    version: "1.2.3",
    stdout: (line) => stdout.push(line),
    stderr: (line) => stderr.push(line),
  });
  return { code, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
}
