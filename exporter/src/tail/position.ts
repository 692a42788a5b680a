/** The position in a log file, which finds the file again under any name. It is saved as JSON. */
export interface FilePosition {
  readonly device: string;
  readonly inode: string;
  /** Bytes that were read. */
  readonly offset: number;
  /** Whether the offset is inside a line that was rejected as too long and has not ended yet. */
  readonly skipping: boolean;
  /** SHA-256 of the bytes before the offset: a file with the same bytes there is this file or a copy of it. */
  readonly fingerprint: string;
  /** Number of bytes in the fingerprint. */
  readonly fingerprinted: number;
  /** Latest known modification time of this file and of those read before it, in nanoseconds. */
  readonly modified: string;
}

/** Validates a saved position; undefined for anything else. */
export function parseFilePosition(saved: unknown): FilePosition | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { device, inode, offset, skipping, fingerprint, fingerprinted, modified }: Partial<Record<string, unknown>> = {
    ...saved,
  };
  const isValid =
    typeof device === "string" &&
    typeof inode === "string" &&
    isCount(offset) &&
    typeof skipping === "boolean" &&
    typeof fingerprint === "string" &&
    isCount(fingerprinted) &&
    typeof modified === "string" &&
    /^-?\d+$/.test(modified);
  return isValid ? { device, inode, offset, skipping, fingerprint, fingerprinted, modified } : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
