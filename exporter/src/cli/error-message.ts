/** Errors that JavaScript throws by itself, so that they are bugs of this program. */
const programErrors = [TypeError, RangeError, ReferenceError, SyntaxError];

/** The message of an error for a person. Only a bug of this program is printed with its stack trace. */
export function errorMessage(error: unknown): string {
  const isBug = !(error instanceof Error) || programErrors.some((kind) => error instanceof kind);
  if (!isBug) return error.message;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in homelab-exporter. Please report it with these lines:\n${trace}`;
}
