import { createHash } from "node:crypto";
import { join } from "node:path";
import { printable } from "../printable.js";
import { textOf, type FileSystem } from "./file-system.js";
import { ProvisioningError } from "./error.js";

/** The manifest is in the directory whose files it lists, so that it is moved and committed with them. */
export const manifestName = ".homelab-dashboards.json";

/** The staging directory. Grafana doesn't read hidden directories. */
export const stageName = ".homelab-dashboards.stage";

/** SHA-256 of a file's content, by its path in the tree. */
export type Hashes = ReadonlyMap<string, string>;

/** The files that earlier runs wrote into a directory. */
export interface Manifest {
  readonly files: Hashes;
  /** The new value of `files`, while files are renamed. A manifest with it was left by a killed run. */
  readonly next?: Hashes;
}

export const hashOf = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

const about =
  "Files that homelab-dashboards wrote here, with their SHA-256. It overwrites and removes these and no others; commit it with them.";

const sorted = (hashes: Hashes) => Object.fromEntries([...hashes].sort(([one], [other]) => (one < other ? -1 : 1)));

/** The manifest as text. Equal files give equal bytes. */
export const printManifest = ({ files, next }: Manifest) =>
  `${JSON.stringify({ about, files: sorted(files), ...(next && { next: sorted(next) }) }, undefined, 2)}\n`;

/** @throws {@link ProvisioningError} where the manifest exists and is invalid */
export function readManifest(fileSystem: FileSystem, root: string): Manifest {
  const path = join(root, manifestName);
  const kind = fileSystem.kindOf(path);
  if (kind === undefined) return { files: new Map() };
  if (kind !== "file")
    throw new ProvisioningError(
      `${printable(path)}: is a ${kind} where homelab-dashboards keeps its manifest: remove it`,
    );
  try {
    const manifest: unknown = JSON.parse(textOf(fileSystem, path));
    const files = hashesAt(manifest, "files") ?? new Map<string, string>();
    const next = hashesAt(manifest, "next");
    return next === undefined ? { files } : { files, next };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProvisioningError(
      `${printable(path)}: is not the manifest that homelab-dashboards keeps of its files (${error.message}): ` +
        "restore it, or delete it together with the generated files, and build again",
    );
  }
}

function hashesAt(manifest: unknown, key: string): Hashes | undefined {
  if (typeof manifest !== "object" || manifest === null) throw new SyntaxError("it holds no object");
  const section: unknown = new Map<string, unknown>(Object.entries(manifest)).get(key);
  if (section === undefined) return undefined;
  if (typeof section !== "object" || section === null) throw new SyntaxError(`${key} holds no object`);
  const hashes = new Map<string, string>();
  for (const [path, hash] of Object.entries<unknown>({ ...section })) {
    if (typeof hash !== "string") throw new SyntaxError(`${key}: "${path}" has no hash`);
    hashes.set(path, hash);
  }
  return hashes;
}
