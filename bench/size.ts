import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import * as z from "zod";
import { root } from "../build/process.js";
import type { Benchmark } from "./benchmark.js";
import { bytesText } from "./format.js";

const execute = promisify(execFile);
const npm = async (...words: readonly string[]) =>
  (await execute("npm", [...words, "--loglevel=error"], { cwd: root, maxBuffer: 1 << 26 })).stdout;

const packedSchema = z
  .array(
    z.object({
      size: z.number(),
      unpackedSize: z.number(),
      entryCount: z.number(),
      files: z.array(z.object({ path: z.string(), size: z.number() })),
    }),
  )
  .min(1);

const filesBelow = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const sizeOf = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Directories of the dependencies in an installation. */
const dependencies = async (): Promise<readonly string[]> =>
  (await npm("ls", "--omit=dev", "--all", "--parseable")).split("\n").filter((line) => line !== "" && line !== root);

/** Bytes by part of the package: `dist/panels`, `schemas`. */
function parts(files: readonly { readonly path: string; readonly size: number }[]) {
  const sums = new Map<string, number>();
  for (const { path, size } of files) {
    const part = /^dist\/[^/]+(?=\/)|^[^/]+/.exec(path)?.[0] ?? path;
    sums.set(part, (sums.get(part) ?? 0) + size);
  }
  return [...sums].toSorted(([, one], [, another]) => another - one);
}

const mostParts = 8;

export const sizeBenchmark: Benchmark = {
  title: "Size of the package",
  about:
    "The size of the tarball that `npm pack` makes from the last build, of an installation with all dependencies, and of " +
    "the files of the command, which needs no dependencies.",
  run: async () => {
    const [packed] = packedSchema.parse(JSON.parse(await npm("pack", "--dry-run", "--json", "--ignore-scripts")));
    if (packed === undefined) throw new Error("npm pack told nothing.");
    const others = await dependencies();
    const installed = others.map((directory) => ({
      name: directory.replace(/^.*node_modules\//, ""),
      // Nested packages have entries of their own.
      size: sizeOf(filesBelow(directory).filter((file) => !file.slice(directory.length).includes("/node_modules/"))),
    }));
    const together = installed.reduce((sum, { size }) => sum + size, 0);
    const command = filesBelow(join(root, "dist/bin")).filter((file) => file.endsWith(".js"));
    const compressed = command.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    return {
      tables: [
        {
          title: "Package",
          columns: ["what", "size"],
          rows: [
            ["tarball", bytesText(packed.size)],
            [`unpacked, ${String(packed.entryCount)} files`, bytesText(packed.unpackedSize)],
            [`installed with its ${String(others.length)} dependencies`, bytesText(packed.unpackedSize + together)],
            [`the command, ${String(command.length)} files`, bytesText(sizeOf(command))],
            ["the command, compressed", bytesText(compressed)],
            ["its file that is always loaded", bytesText(sizeOf([join(root, "dist/bin/homelab-dashboards.js")]))],
          ],
        },
        {
          title: "Its largest parts",
          columns: ["part", "size"],
          rows: parts(packed.files)
            .slice(0, mostParts)
            .map(([part, size]) => [`\`${part}\``, bytesText(size)]),
        },
        {
          title: "Its dependencies",
          columns: ["package", "size"],
          rows: installed
            .toSorted((one, another) => another.size - one.size)
            .map(({ name, size }) => [`\`${name}\``, bytesText(size)]),
        },
      ],
      judgements: [],
    };
  },
};
