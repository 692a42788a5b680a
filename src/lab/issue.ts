/** What is wrong with one value, and the way out. `reason` follows the value in a sentence: `"x" is not a colour`. */
export interface ValueIssue {
  readonly reason: string;
  readonly fix: string;
  /** The value may hold a password and must not be shown. */
  readonly secret?: true;
}
