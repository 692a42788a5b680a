import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { onTestFinished } from "vitest";

/** A directory that is removed at the end of the test. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "homelab-dashboards-"));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

export function put(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** Every file below a directory with its content, and links and empty directories as such. */
export function snapshot(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (directory: string) => {
    const entries = readdirSync(directory, { withFileTypes: true });
    if (entries.length === 0 && directory !== root) found[`${relative(root, directory)}/`] = "";
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      else found[relative(root, path)] = entry.isSymbolicLink() ? "(link)" : readFileSync(path, "utf8");
    }
  };
  if (lstatSync(root, { throwIfNoEntry: false })) walk(root);
  return found;
}

/** Modification time in nanoseconds and inode of each file below a directory. */
export function stamps(root: string): Record<string, string> {
  return Object.fromEntries(
    Object.keys(snapshot(root)).map((path) => {
      const { mtimeNs, ino } = lstatSync(join(root, path), { bigint: true });
      return [path, `${mtimeNs} ${ino}`];
    }),
  );
}
