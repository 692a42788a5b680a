import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The root of the package, in which every script runs. */
export const root = resolve(import.meta.dirname, "..");

/** The script of a command of an installed package, for running it by this Node without a shell. */
export function commandOf(packageName: string, command = packageName): string {
  // Read as a file: a package may not export its package.json.
  const directory = join(root, "node_modules", packageName);
  const content: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const bin: unknown = typeof content === "object" && content !== null && "bin" in content ? content.bin : undefined;
  const path: unknown =
    typeof bin === "object" && bin !== null ? new Map<string, unknown>(Object.entries(bin)).get(command) : bin;
  if (typeof path !== "string") throw new Error(`${packageName} has no command ${command}`);
  return join(directory, path);
}

/** Runs a script of Node with inherited output, and gives its exit code. */
export const runNode = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });

/** Runs a script of Node, and gives its exit code and its output, both streams in one text. */
export const captureNode = (
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code: code ?? 1, text });
    });
  });
