import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./process.js";

/** A generated file that is committed: its path from the root of the package, and its text. */
export interface CommittedFile {
  readonly path: string;
  readonly content: string;
}

/** Those of the files that aren't on the disk as they should be. */
export async function changedFiles(files: readonly CommittedFile[]): Promise<CommittedFile[]> {
  const before = await Promise.all(files.map(({ path }) => readFile(join(root, path), "utf8").catch(() => undefined)));
  return files.filter(({ content }, index) => before[index] !== content);
}

export async function writeFiles(files: readonly CommittedFile[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}
