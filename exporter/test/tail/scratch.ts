import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory that goes after the test. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), "homelab-exporter-"));
  made.push(directory);
  return directory;
}
