import { readFileSync } from "node:fs";
import { LabError } from "./lab-error.js";
import type { Lab } from "./lab.generated.js";
import { parseLab } from "./parse.js";

const readErrors: Readonly<Record<string, { reason: string; fix: string }>> = {
  ENOENT: { reason: "there is no such file", fix: "check the path, or write one with: npx homelab-dashboards init" },
  ENOTDIR: { reason: "there is no such file", fix: "check the path: a part of it is a file, not a directory" },
  EISDIR: { reason: "is a directory", fix: "name the file in it: lab.yml" },
  EACCES: { reason: "may not be read", fix: "give yourself the permission to read it" },
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";

const bytesOf = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = codeOf(error);
    const readError = readErrors[code] ?? { reason: `cannot be read: ${code}`, fix: "check the path" };
    throw new LabError([{ file: path, path: "", ...readError }]);
  }
};

/**
 * Reads a lab.yml.
 *
 * @throws {LabError} with all issues at once, or where the file cannot be read or is not UTF-8
 */
export const readLab = (path: string): Lab => {
  const bytes = bytesOf(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new LabError([{ file: path, path: "", reason: "is not UTF-8", fix: "save it with the encoding UTF-8" }]);
  }
  return parseLab(text, path);
};
