/** The command as tests start it, and where they put files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** Arguments for Node that start the command that was built. */
export const command = [resolve(import.meta.dirname, "../dist/homelab-exporter.js")] as const;

/** An empty directory that is gone after the test. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "homelab-exporter-"));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
