/** Errors that JavaScript throws by itself: nobody wrote them for a person. */
const programErrors = [TypeError, RangeError, ReferenceError, SyntaxError];

/** What to tell a person about an error. A stack trace is for faults of this program alone. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return `This is a fault of homelab-exporter: ${String(error)}`;
  if (!programErrors.some((kind) => error instanceof kind)) return error.message;
  return `This is a fault of homelab-exporter, not yours. Please report it, with what follows:\n${error.stack ?? error.message}`;
}
