import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { lock as lockFile } from "proper-lockfile";

export const root = resolve(import.meta.dirname, "../..");
export const execute = promisify(execFile);

/** The time of the latest change of a source file in a directory, in milliseconds since 1970. */
export const newestChange = (directory: string): number =>
  Math.max(
    ...readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

const lock = join(root, "node_modules/.cache/homelab-dashboards/build.lock");

/**
 * Builds `dist` unless it is newer than the source, as it is after `npm run build`. Test files run in parallel: the first
 * one builds, and the others wait.
 */
export const ensureBuilt = (): Promise<void> => withBuildLock(buildIfOld);

/** Runs a build while no other process builds. */
export async function withBuildLock(build: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true });
  await withLock(lock, build);
}

/** Runs work while no other process holds the lock, a path in an existing directory. */
export async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  const release = await lockFile(lock, {
    realpath: false,
    // On a busy machine a process may refresh its lock late.
    stale: 60_000,
    retries: { retries: 3000, minTimeout: 100, maxTimeout: 100 },
  });
  try {
    await work();
  } finally {
    await release();
  }
}

async function buildIfOld(): Promise<void> {
  const built = statSync(join(root, "dist/bin/homelab-dashboards.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(newestChange(join(root, "src")), newestChange(join(root, "build")))) return;
  await execute(process.execPath, ["--import", "tsx", "build/index.ts", "--check"], { cwd: root }).catch(
    // The build also fails for outdated committed files, which don't matter here; a failed compilation fails the tests.
    () => undefined,
  );
}
