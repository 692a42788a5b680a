import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { lock as lockFile } from "proper-lockfile";

export const root = resolve(import.meta.dirname, "../..");
export const execute = promisify(execFile);

/** When a source file in a directory was last changed. */
export const newestChange = (directory: string): number =>
  Math.max(
    ...readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

const lock = join(root, "node_modules/.cache/homelab-dashboards/build.lock");

/**
 * Compiles `dist` unless it is newer than the source, as it is after `npm run build`. Test files run side by side: the
 * first one builds, and the others wait for it.
 */
export const ensureBuilt = (): Promise<void> => withBuildLock(buildIfOld);

/** Builds something while nobody else builds. */
export async function withBuildLock(build: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true });
  await withLock(lock, build);
}

/** Does the work while no other process does it that asks for the same lock, a path in a directory that is there. */
export async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  const release = await lockFile(lock, {
    realpath: false,
    // On a busy machine a process may say late that it is still there.
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
    // Whether committed files are up to date is not what is asked here; whether it compiles is seen by what follows.
    () => undefined,
  );
}
