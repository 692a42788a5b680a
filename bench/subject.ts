import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { root } from "../build/process.js";

const directory = join(root, "node_modules/.cache/homelab-dashboards/bench");

/** Resolves imports of the source to `dist`, so that a benchmark runs the code that users run. */
const compiledSource: Plugin = {
  name: "compiled-source",
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/src\/.*\.js$/ }, ({ path, resolveDir }) => {
      const inSource = relative(join(root, "src"), join(resolveDir, path));
      return { path: join(root, "dist", inSource), external: true };
    });
  },
};

/** Bundles `subjects/<name>.ts` into a script, so that its process compiles nothing. @returns the script's path */
export async function prepareSubject(name: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const outfile = join(directory, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`bench/subjects/${name}.ts`],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20.19",
    plugins: [compiledSource],
    logLevel: "warning",
  });
  return outfile;
}

/** Runs Node. @returns its output @throws Error with its error output if it fails */
export function runNode(words: readonly string[], cwd: string = root): string {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, words, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`node ${words.join(" ")} ended with ${String(status)}:\n${stdout}${stderr}`);
  return stdout;
}
