/** A problem of one value, and its fix. The reason follows the value in a sentence: `"x" is not a colour`. */
export interface ValueIssue {
  readonly reason: string;
  readonly fix: string;
  /** The value may hold a password and must not be shown. */
  readonly secret?: true;
}

/** A {@link ValueIssue} with its path in the lab, before it is located in a file. */
export interface PathIssue extends ValueIssue {
  readonly path: readonly PropertyKey[];
  /** The key at the end of the path is wrong, not its value. */
  readonly isKey?: boolean;
  readonly value?: unknown;
}
