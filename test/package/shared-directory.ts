/** Directories that several test files share, because they take long to fill: each is filled once in a run, by the first file. */
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

/** Creates the directory of a run. The test runner calls this before the first file, and the returned function after the last. */
export function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), "homelab-dashboards-run-"));
  project.provide("directoryOfRun", directory);
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}

/** A directory that `make` fills once. Other processes wait for it; if it fails, the next process tries again. */
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
