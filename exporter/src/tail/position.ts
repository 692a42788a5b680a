/** Where a file has been read to, and how to find it again under whatever name. */
export interface FilePosition {
  readonly device: string;
  readonly inode: string;
  /** Bytes that were taken. */
  readonly offset: number;
  /** Whether the offset is within a line that was refused as too long, whose end hasn't come yet. */
  readonly skipping: boolean;
  /** SHA-256 over the bytes before the offset: a file that has them there is this one, or a copy. */
  readonly fingerprint: string;
  /** How many bytes the fingerprint is over. */
  readonly fingerprinted: number;
  /** When this file, or one read before it, was last written to, as far as was seen, in nanoseconds. */
  readonly modified: string;
}

/** A position that was saved, if it is one. */
export function parseFilePosition(saved: unknown): FilePosition | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { device, inode, offset, skipping, fingerprint, fingerprinted, modified }: Partial<Record<string, unknown>> = {
    ...saved,
  };
  const whole =
    typeof device === "string" &&
    typeof inode === "string" &&
    isCount(offset) &&
    typeof skipping === "boolean" &&
    typeof fingerprint === "string" &&
    isCount(fingerprinted) &&
    typeof modified === "string" &&
    /^-?\d+$/.test(modified);
  return whole ? { device, inode, offset, skipping, fingerprint, fingerprinted, modified } : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
