import { chmod, copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { versionOf } from "./command.js";
import { packagesIn, printLicenses } from "./licenses.js";
import { root } from "./process.js";

const name = "homelab-exporter";

/** The command that reads a lab, and what only it needs: the parser of YAML and the schemas. */
const settings = { name: "settings", path: "./settings.js", source: "exporter/src/cli/settings.ts" } as const;

/**
 * Bundles the exporter with its dependencies into `exporter/dist`; the library must be compiled before. Code that only
 * some commands need is in separate files: code that isn't loaded takes no memory. Reading a lab is a bundle of its own,
 * since esbuild would give all commands everything that one of them uses of the library's index.
 */
export async function bundleExporter(): Promise<void> {
  const directory = join(root, "exporter");
  await rm(join(directory, "dist"), { recursive: true, force: true });
  const define = { exporterVersion: JSON.stringify(await versionOf(directory)) };
  const inputs = await Promise.all([
    bundle({
      entryPoints: { [name]: "exporter/src/cli/main.ts" },
      chunkNames: "chunks/[name]-[hash]",
      splitting: true,
      external: [settings.path],
      define,
    }),
    bundle({ entryPoints: { [settings.name]: settings.source } }),
  ]);
  const command = join(directory, "dist", `${name}.js`);
  await writeFile(command, `#!/usr/bin/env node\n${await readFile(command, "utf8")}`);
  await chmod(command, 0o755);
  const packages = await packagesIn([...new Set(inputs.flat())], []);
  await writeFile(join(directory, "dist/THIRD-PARTY-LICENSES.txt"), printLicenses(packages));
  // The exporter is a separate package with its own license file.
  await copyFile(join(root, "LICENSE"), join(directory, "dist/LICENSE"));
}

/** Bundles for Node, and returns the paths of the bundled files. */
async function bundle(options: BuildOptions): Promise<readonly string[]> {
  const { metafile } = await build({
    ...options,
    absWorkingDir: root,
    outdir: "exporter/dist",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minify: true,
    legalComments: "linked",
    // CommonJS packages load Node's modules by `require`, which ES modules lack.
    banner: {
      js: 'import { createRequire as createRequireForBundle } from "node:module"; const require = createRequireForBundle(import.meta.url);',
    },
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}
