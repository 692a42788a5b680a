import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The root of the package; every script runs there, wherever it was called from. */
export const root = resolve(import.meta.dirname, "..");

/** The script behind a command of an installed package, to be run by this Node without a shell. */
export function commandOf(packageName: string, command = packageName): string {
  // Not by resolving it: a package may keep its package.json to itself.
  const directory = join(root, "node_modules", packageName);
  const content: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const bin: unknown = typeof content === "object" && content !== null && "bin" in content ? content.bin : undefined;
  const path: unknown =
    typeof bin === "object" && bin !== null ? new Map<string, unknown>(Object.entries(bin)).get(command) : bin;
  if (typeof path !== "string") throw new Error(`${packageName} has no command ${command}`);
  return join(directory, path);
}

/** Runs a script of Node with its output on ours, and says how it ended. */
export const runNode = (words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, words, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    child.once("error", fail);
    child.once("close", (code) => {
      done(code ?? 1);
    });
  });

/** The same, but what it prints, on either way, is given when it has ended. */
export const captureNode = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly text: string }> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, words, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    child.once("error", fail);
    child.once("close", (code) => {
      done({ code: code ?? 1, text });
    });
  });
