import { run } from "../../src/cli/run.js";

/** Runs the command as if this had been typed, in this process. */
export async function runCommand(...words: readonly string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await run(words, {
    version: "1.2.3",
    stdout: (line) => printed.push(line),
    stderr: (line) => complaints.push(line),
  });
  return { code, printed: printed.join("\n"), complaints: complaints.join("\n") };
}
