import { LabError } from "./lab-error.js";
import type { Lab } from "./lab.generated.js";
import { parseLab } from "./parse.js";
import { readRegularFile, type FileContent, type NotAFile } from "../regular-file.js";

const readErrors: Readonly<Record<string, { reason: string; fix: string }>> = {
  ENOENT: { reason: "there is no such file", fix: "check the path, or write one with: npx homelab-dashboards init" },
  ENOTDIR: { reason: "there is no such file", fix: "check the path: a part of it is a file, not a directory" },
  EACCES: { reason: "may not be read", fix: "give yourself the permission to read it" },
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";

/** Many times the size of a large lab: one of a thousand clients has 100 kB. */
const maxMegabytes = 2;

const fileError = (file: string, reason: string, fix: string) => new LabError([{ file, path: "", reason, fix }]);

const contentOf = (path: string): FileContent => {
  if (path === "") throw fileError('""', "is no path", "name a file: a variable may be unset");
  try {
    return readRegularFile(path, maxMegabytes * 1_000_000);
  } catch (error) {
    const code = codeOf(error);
    const { reason, fix } = readErrors[code] ?? { reason: `cannot be read: ${code}`, fix: "check the path" };
    throw fileError(path, reason, fix);
  }
};

const otherThanFiles: Readonly<Record<NotAFile, string>> = {
  "is a directory": "name the file in it: lab.yml",
  "is a named pipe": "save what comes out of it as a file, and name that",
  "is a socket": "name a file: lab.yml",
  "is a device": "name a file: lab.yml",
};

const bytesOf = (path: string): Uint8Array => {
  const content = contentOf(path);
  if ("notAFile" in content) throw fileError(path, content.notAFile, otherThanFiles[content.notAFile]);
  if (content.isCut) throw fileError(path, `has more than ${maxMegabytes} MB`, "name the file of the lab: lab.yml");
  return content.bytes;
};

/**
 * Reads a lab.yml.
 *
 * @throws {LabError} with all issues at once, or where the file cannot be read, is no regular file, has more than 2 MB
 *   or is not UTF-8
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
