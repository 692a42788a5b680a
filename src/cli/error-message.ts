import { printable } from "../printable.js";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied; let this user in, or name another place",
  EPERM: "not permitted",
  ENOENT: "there is no such file or directory",
  ENOTDIR: "a part of the path is a file, not a directory",
  EISDIR: "is a directory",
  EEXIST: "is there already",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  EMFILE: "too many files are open",
  EBUSY: "is in use",
};

const textAt = (error: object, key: "code" | "path"): string | undefined => {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : undefined;
};

/** Errors that JavaScript itself throws are bugs of this program. */
const isBug = (error: unknown): boolean =>
  !(error instanceof Error) ||
  [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);

/** The message of an error for the user, with a stack trace only for bugs of this program. */
export function errorMessage(error: unknown): string {
  if (error instanceof Error) {
    const code = textAt(error, "code");
    const path = textAt(error, "path");
    const reason = code === undefined ? undefined : reasons[code];
    if (reason !== undefined) return `${path === undefined ? "" : `${printable(path)}: `}${reason} (${code})`;
    if (!isBug(error)) return error.message;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug of homelab-dashboards. Please report it with the following text:\n${trace}`;
}
