/** Projects of somebody else's: a directory outside the repository with the packed package installed. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { put } from "../provisioning/scratch.js";
import { ensureBuilt, root } from "./built.js";
import { npm } from "./npm.js";

export const packageName = "homelab-dashboards";
export const tsc = join(root, "node_modules/typescript/bin/tsc");

export interface Project {
  readonly directory: string;
  /** Paths in the tarball. */
  readonly packed: readonly string[];
  readonly remove: () => void;
}

export interface ProjectOptions {
  readonly type: "module" | "commonjs";
  /** A folder of this repository whose files it has. */
  readonly files?: string;
  /** What it installs besides, in the versions with which this package is tested. */
  readonly packages?: readonly string[];
}

const installedVersion = (name: string): string =>
  JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;

/** Packs the package, and installs the tarball in a new project. */
export async function installedProject({ type, files, packages = [] }: ProjectOptions): Promise<Project> {
  await ensureBuilt();
  const directory = mkdtempSync(join(tmpdir(), `${packageName}-project-`));
  const remove = () => {
    rmSync(directory, { recursive: true, force: true });
  };
  const [tarball] = JSON.parse(await npm(["pack", "--json", "--pack-destination", directory], root));
  put(directory, "package.json", JSON.stringify({ name: "project", private: true, type }));
  if (files !== undefined) cpSync(join(root, files), directory, { recursive: true });
  const more = packages.map((name) => `${name}@${installedVersion(name)}`);
  await npm(["install", `./${tarball.filename}`, ...more], directory);
  return { directory, packed: tarball.files.map(({ path }: { path: string }) => path), remove };
}

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

/** Runs the installed command in a project, or in a directory of one. */
export const runCommand = (directory: string, ...words: string[]): Promise<Outcome> =>
  runIn(
    directory,
    createRequire(join(directory, "package.json"))
      .resolve(`${packageName}/package.json`)
      .replace(/package\.json$/, `dist/bin/${packageName}.js`),
    ...words,
  );
