/** What several test files need and takes long to make: made once in a run, by the first of them that asks. */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { withLock } from "./build-once.js";

declare module "vitest" {
  interface ProvidedContext {
    readonly directoryOfRun: string;
  }
}

/** A directory for each run; the test runner calls this before the first file, and what it returns after the last. */
export function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), "homelab-dashboards-run-"));
  project.provide("directoryOfRun", directory);
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}

/** A directory that `make` filled, for reading alone. Who comes while it is being filled waits; where it fails, tries. */
export async function sharedDirectory(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const whole = join(inject("directoryOfRun"), name);
  await withLock(`${whole}.lock`, async () => {
    if (existsSync(whole)) return;
    const begun = mkdtempSync(`${whole}-`);
    await make(begun);
    renameSync(begun, whole);
  });
  return whole;
}
