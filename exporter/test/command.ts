/** The bundled command. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { bundleExporter } from "../../build/exporter.js";
import { newestChange, withBuildLock } from "../../test/package/build-once.js";

const bundle = resolve(import.meta.dirname, "../dist/homelab-exporter.js");

/** Arguments for Node that start the bundled command. */
export const command = [bundle] as const;

/** Bundles the exporter unless the bundle is newer than the source. */
export const ensureBundled = (): Promise<void> =>
  withBuildLock(async () => {
    const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (built < newestChange(resolve(import.meta.dirname, "../src"))) await bundleExporter();
  });
