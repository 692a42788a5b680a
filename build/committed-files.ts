import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./process.js";

/** A generated file that is committed. Its path is relative to the root of the package. */
export interface CommittedFile {
  readonly path: string;
  readonly content: string;
}

/** The files whose content on the disk differs or is missing. */
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
