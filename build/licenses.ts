import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./process.js";

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The texts of its license and notice files. */
  readonly texts: readonly string[];
}

/** The packages of the bundled files, whose paths are relative to the root of the package, and further packages by name. */
export async function packagesIn(paths: readonly string[], more: readonly string[]): Promise<BundledPackage[]> {
  const found = paths.map((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[0]);
  const directories = new Set([...found, ...more.map((name) => `node_modules/${name}/`)]);
  const packages = [...directories].filter((directory) => directory !== undefined).sort();
  return Promise.all(packages.map(describe));
}

async function describe(directory: string): Promise<BundledPackage> {
  const content: unknown = JSON.parse(await readFile(join(root, directory, "package.json"), "utf8"));
  const text = (key: string) => {
    const value: unknown = typeof content === "object" && content !== null ? Reflect.get(content, key) : undefined;
    if (typeof value !== "string") throw new Error(`${directory}package.json has no ${key}`);
    return value;
  };
  const files = (await readdir(join(root, directory))).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, directory, file), "utf8")));
  return { name: text("name"), version: text("version"), license: text("license"), texts };
}

export const printLicenses = (packages: readonly BundledPackage[]): string =>
  [
    "The command contains code of these packages.",
    ...packages.map(({ name, version, license, texts }) =>
      [`${"=".repeat(80)}\n${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n"),
    ),
  ].join("\n\n") + "\n";
