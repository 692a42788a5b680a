import * as fs from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { printable } from "../printable.js";
import { readRegularFile } from "../regular-file.js";
import { hasCode } from "./error-code.js";
import { ProvisioningError } from "./error.js";
import { nodeFileSystem } from "./file-system.js";
import { manifestName, readManifest } from "./manifest.js";

/** A JSON or YAML file. */
export interface ReadFile {
  /** The path with forward slashes. */
  readonly path: string;
  /** Of a file above 32 MB only the first ones. */
  readonly content: string;
  /** Whether no manifest above the file lists it: somebody else wrote it. */
  readonly foreign: boolean;
}

/** A symbolic link behind which nothing was read. */
export interface UnreadLink {
  readonly path: string;
  /** It leads to nothing, to itself or a directory that holds it, or to a directory that is read already. */
  readonly reason: "broken" | "loop" | "repeated";
}

/** The files below some paths. */
export interface ReadTree {
  readonly files: readonly ReadFile[];
  readonly links: readonly UnreadLink[];
}

const isReadable = (name: string) => /\.(json|ya?ml)$/.test(name);

/** What was found so far. Links to directories wait until all real directories are read, so that none is read twice. */
interface Found {
  readonly files: string[];
  readonly links: UnreadLink[];
  readonly directories: Set<string>;
  readonly waiting: string[];
}

/** What a symbolic link leads to; `undefined` for nothing, "loop" for links that lead to each other. */
function targetOf(path: string): fs.Stats | "loop" | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, "ELOOP")) return "loop";
    throw error;
  }
}

/** A symbolic link: a file behind it is read under the name of the link, as Grafana does in Kubernetes's mounts. */
function findLink(found: Found, path: string): void {
  const target = targetOf(path);
  if (target === undefined || target === "loop") found.links.push({ path, reason: target ?? "broken" });
  else if (target.isDirectory()) found.waiting.push(path);
  else if (target.isFile() && isReadable(path)) found.files.push(path);
}

/** All files below a directory. Hidden ones are omitted: Grafana doesn't read hidden directories. */
function findIn(found: Found, directory: string): void {
  const place = fs.realpathSync(directory);
  if (found.directories.has(place)) return;
  found.directories.add(place);
  const entries = fs.readdirSync(directory, { withFileTypes: true });
  const sorted = entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of sorted.filter(({ name }) => !name.startsWith("."))) {
    const path = join(directory, entry.name);
    if (entry.isSymbolicLink()) findLink(found, path);
    else if (entry.isDirectory()) findIn(found, path);
    else if (entry.isFile() && isReadable(entry.name)) found.files.push(path);
  }
}

const isWithin = (path: string, directory: string) => path === directory || path.startsWith(directory + sep);

function followWaiting(found: Found): void {
  for (let link = found.waiting.shift(); link !== undefined; link = found.waiting.shift()) {
    const target = fs.realpathSync(link);
    const holds = isWithin(fs.realpathSync(dirname(link)), target);
    if (holds) found.links.push({ path: link, reason: "loop" });
    else if (found.directories.has(target)) found.links.push({ path: link, reason: "repeated" });
    else findIn(found, link);
  }
}

/** The nearest manifest above a directory: its directory and the paths that it lists. */
interface Emitted {
  readonly root: string;
  readonly paths: ReadonlySet<string>;
}

function emittedAbove(directory: string, known: Map<string, Emitted | undefined>): Emitted | undefined {
  if (known.has(directory)) return known.get(directory);
  const isHere = nodeFileSystem.kindOf(join(directory, manifestName)) !== undefined;
  const parent = dirname(directory);
  const found = isHere ? manifestAt(directory) : parent === directory ? undefined : emittedAbove(parent, known);
  known.set(directory, found);
  return found;
}

function manifestAt(root: string): Emitted {
  const { files, next } = readManifest(nodeFileSystem, root);
  return { root, paths: new Set([...files.keys(), ...(next?.keys() ?? [])]) };
}

const withSlashes = (path: string) => path.split(sep).join("/");

/** Whether the manifest above a path lists it: under its own name, or under that behind symbolic links. */
function isEmitted(path: string, known: Map<string, Emitted | undefined>): boolean {
  const absolute = resolve(path);
  return [absolute, fs.realpathSync(absolute)].some((each) => {
    const emitted = emittedAbove(dirname(each), known);
    return emitted !== undefined && emitted.paths.has(withSlashes(relative(emitted.root, each)));
  });
}

/** More than a check reads of a file, so that a longer one is reported as too long. */
const maxBytes = 32_000_000;

function contentOf(path: string): string {
  const content = readRegularFile(path, maxBytes);
  if ("notAFile" in content)
    throw new ProvisioningError(
      `${printable(path)}: ${content.notAFile}: name a JSON or YAML file, or a directory of them`,
    );
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(content.bytes);
}

/**
 * Reads all JSON and YAML files at and below some paths, each once, and tells which ones this project wrote. It follows
 * symbolic links.
 *
 * @throws ProvisioningError where a manifest is invalid, or a path is neither a regular file nor a directory
 * @throws Error of the operating system, with its `code`: no such file, no permission
 */
export function readTree(paths: readonly string[]): ReadTree {
  const found: Found = { files: [], links: [], directories: new Set(), waiting: [] };
  for (const path of paths) {
    if (fs.statSync(path).isDirectory()) findIn(found, path);
    else found.files.push(path);
  }
  followWaiting(found);
  const known = new Map<string, Emitted | undefined>();
  const byPlace = new Map(found.files.map((path) => [resolve(path), path]));
  const files = [...byPlace.values()].map((path) => ({
    path: withSlashes(path),
    content: contentOf(path),
    foreign: !isEmitted(path, known),
  }));
  return { files, links: found.links.map(({ path, reason }) => ({ path: withSlashes(path), reason })) };
}
