import { chmod, copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { versionOf } from "./command.js";
import { packagesIn, printLicenses } from "./licenses.js";
import { root } from "./process.js";

const name = "homelab-exporter";

/**
 * Bundles the exporter with all that it needs into `exporter/dist`; the library must have been compiled before. Code
 * that isn't loaded takes no memory: what only some commands need, reading a lab above all, stays in files of its own.
 */
export async function bundleExporter(): Promise<void> {
  const directory = join(root, "exporter");
  await rm(join(directory, "dist"), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: "exporter/src/cli/main.ts" },
    outdir: "exporter/dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minify: true,
    legalComments: "linked",
    define: { exporterVersion: JSON.stringify(await versionOf(directory)) },
    // Packages in CommonJS ask for Node's own modules by `require`, which an ES module hasn't got.
    banner: {
      js: 'import { createRequire as createRequireForBundle } from "node:module"; const require = createRequireForBundle(import.meta.url);',
    },
    metafile: true,
    logLevel: "warning",
  });
  const command = join(directory, "dist", `${name}.js`);
  await writeFile(command, `#!/usr/bin/env node\n${await readFile(command, "utf8")}`);
  await chmod(command, 0o755);
  const packages = await packagesIn(Object.keys(metafile.inputs), []);
  await writeFile(join(directory, "dist/THIRD-PARTY-LICENSES.txt"), printLicenses(packages));
  // A package of its own carries its own licence.
  await copyFile(join(root, "LICENSE"), join(directory, "dist/LICENSE"));
}
