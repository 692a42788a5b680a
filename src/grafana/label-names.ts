import type { ValueName } from "./values.js";

/** The texts and colors of a label's values. */
export interface LabelNames {
  readonly values: ReadonlyMap<string, ValueName>;
  /** A regular expression of what a text of any other value leaves out at its beginning: `https?://`. */
  readonly leftOut?: string;
  /** Whether the label has these texts beside the other labels of a legend or table. Default: beside any. */
  readonly isMeant?: (others: readonly string[]) => boolean;
}

/** The names of a label in a legend or table with these labels. */
export function namesBeside(names: NamesByLabel, label: string, labels: readonly string[]): LabelNames | undefined {
  const found = names.get(label);
  return found?.isMeant?.(labels) === false ? undefined : found;
}

/** By label. */
export type NamesByLabel = ReadonlyMap<string, LabelNames>;
