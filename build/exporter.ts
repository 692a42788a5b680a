import { chmod, copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { versionOf } from "./command.js";
import { packagesIn, printLicenses } from "./licenses.js";
import { root } from "./process.js";

const name = "homelab-exporter";

/**
 * Bundles the exporter with its dependencies into `exporter/dist`; the library must be compiled before. Code that only
 * some commands need, such as reading a lab, is in separate files: code that isn't loaded takes no memory.
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
    // CommonJS packages load Node's modules by `require`, which ES modules lack.
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
  // The exporter is a separate package with its own license file.
  await copyFile(join(root, "LICENSE"), join(directory, "dist/LICENSE"));
}
