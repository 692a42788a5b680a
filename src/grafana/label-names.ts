import type { ValueName } from "./values.js";

/** The texts and colors of a label's values. */
export interface LabelNames {
  readonly values: ReadonlyMap<string, ValueName>;
  /** A regular expression of what a text of any other value leaves out at its beginning: `https?://`. */
  readonly leftOut?: string;
}

/** By label. */
export type NamesByLabel = ReadonlyMap<string, LabelNames>;
