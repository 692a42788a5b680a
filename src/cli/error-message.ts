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

/** Errors that JavaScript throws by itself: nobody wrote them for a person, so that they are faults of this program. */
const isOwnFault = (error: unknown): boolean =>
  !(error instanceof Error) ||
  [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);

/** What to tell a person about an error. A stack trace is for faults of this program alone. */
export function errorMessage(error: unknown): string {
  if (error instanceof Error) {
    const code = textAt(error, "code");
    const path = textAt(error, "path");
    const reason = code === undefined ? undefined : reasons[code];
    if (reason !== undefined) return `${path === undefined ? "" : `${path}: `}${reason} (${code})`;
    if (!isOwnFault(error)) return error.message;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a fault of homelab-dashboards, not yours. Please report it, with what follows:\n${trace}`;
}
