/** Projects outside the repository with the packed package installed. */
import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { put } from "../provisioning/scratch.js";
import { ensureBuilt, root } from "./build-once.js";
import { npm } from "./npm.js";
import { sharedDirectory } from "./shared-directory.js";

const packageName = "homelab-dashboards";
export const tsc = join(root, "node_modules/typescript/bin/tsc");

export interface Project {
  readonly directory: string;
  /** Paths in the tarball. */
  readonly packed: readonly string[];
  readonly remove: () => void;
}

interface ProjectOptions {
  readonly type: "module" | "commonjs";
  /** A folder of this repository whose files are copied into the project. */
  readonly files?: string;
  /** Further packages, in the versions of this repository. */
  readonly packages?: readonly string[];
}

const installedVersion = (name: string): string =>
  JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;

/** The directory of the packed package: its tarball, and npm's output in `tarball.json`. */
export const packedPackage = (): Promise<string> =>
  sharedDirectory("packed", async (directory) => {
    await ensureBuilt();
    put(directory, "tarball.json", await npm(["pack", "--json", "--pack-destination", directory], root));
  });

/** The directory of a project with the package and further packages, without a module system. */
const installation = (packages: readonly string[]): Promise<string> =>
  sharedDirectory(["installed", ...packages].join("-").replaceAll("/", "-"), async (directory) => {
    const packed = await packedPackage();
    const [{ filename }] = tarballsIn(packed);
    copyFileSync(join(packed, filename), join(directory, filename));
    put(directory, "package.json", JSON.stringify({ name: "project", private: true }));
    const more = packages.map((name) => `${name}@${installedVersion(name)}`);
    await npm(["install", `./${filename}`, ...more], directory);
  });

/** Creates a project into which the packed package is installed. */
export async function installedProject({ type, files, packages = [] }: ProjectOptions): Promise<Project> {
  const installed = await installation(packages.toSorted());
  const directory = mkdtempSync(join(tmpdir(), `${packageName}-project-`));
  const remove = () => {
    rmSync(directory, { recursive: true, force: true });
  };
  await cp(installed, directory, { recursive: true, verbatimSymlinks: true });
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  put(directory, "package.json", JSON.stringify({ ...manifest, type }));
  if (files !== undefined) cpSync(join(root, files), directory, { recursive: true });
  const [tarball] = tarballsIn(await packedPackage());
  return { directory, packed: tarball.files.map(({ path }) => path), remove };
}

/** The output of `npm pack --json`. */
type Tarballs = readonly [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }];

const tarballsIn = (packed: string): Tarballs => JSON.parse(readFileSync(join(packed, "tarball.json"), "utf8"));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of Node in a project. */
export const runIn = (directory: string, ...words: string[]): Promise<Outcome> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, words, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        texts[stream] += text;
      });
    }
    child.once("error", fail);
    child.once("close", (status) => {
      done({ status, ...texts });
    });
  });

/** Runs the installed command in a directory of a project. */
export const runCommand = (directory: string, ...words: string[]): Promise<Outcome> =>
  runIn(
    directory,
    createRequire(join(directory, "package.json"))
      .resolve(`${packageName}/package.json`)
      .replace(/package\.json$/, `dist/bin/${packageName}.js`),
    ...words,
  );
