import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { packagesIn, printLicenses } from "./licenses.js";
import { root } from "./process.js";

const name = "homelab-dashboards";

/** The version in a directory's package.json. */
export async function versionOf(directory: string): Promise<string> {
  const content: unknown = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
  if (typeof content === "object" && content !== null && "version" in content && typeof content.version === "string")
    return content.version;
  throw new Error(`${directory}/package.json has no version`);
}

/** The SDK's builders of the second dashboard format, which every panel's module imports and nothing here uses. */
const secondFormat = /(^|\/)(dashboardv2\w*|visualization(V2)?Builder\.gen|queryV2Builder\.gen)$/;

const withoutSecondFormat: Plugin = {
  name: "without-second-format",
  setup(bundle) {
    bundle.onResolve({ filter: secondFormat }, ({ path, importer }) =>
      importer.includes("grafana-foundation-sdk")
        ? { path, namespace: "second-format", sideEffects: false }
        : undefined,
    );
    bundle.onLoad({ filter: /./, namespace: "second-format" }, () => ({ contents: "module.exports = {};" }));
  },
};

/**
 * Bundles the command with its dependencies and their licenses into `dist/bin`. Most of its speed comes from loading a
 * few files instead of several hundred; code that only some runs need is in separate files.
 */
export async function bundleCommand(): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: "src/cli/main.ts" },
    outdir: "dist/bin",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minify: true,
    legalComments: "linked",
    define: { packageVersion: JSON.stringify(await versionOf(root)) },
    // CommonJS packages load Node's modules by `require`, which ES modules lack.
    banner: {
      js: 'import { createRequire as createRequireForBundle } from "node:module"; const require = createRequireForBundle(import.meta.url);',
    },
    plugins: [withoutSecondFormat],
    metafile: true,
    logLevel: "warning",
  });
  const command = join(root, "dist/bin", `${name}.js`);
  await writeFile(command, `#!/usr/bin/env node\n${await readFile(command, "utf8")}`);
  await chmod(command, 0o755);
  // The compiled validators contain functions of these packages, already bundled.
  const packages = await packagesIn(Object.keys(metafile.inputs), ["ajv", "fast-deep-equal"]);
  await writeFile(join(root, "dist/bin/THIRD-PARTY-LICENSES.txt"), printLicenses(packages));
}
