import { instantVector, type InstantVector } from "./expression.js";

/**
 * Unchecked PromQL text with the labels that its author declares, for expressions that the typed functions can't build.
 * Expressions that use it are checked by these labels.
 */
export function uncheckedInstantVector<const L extends string = never>(source: {
  readonly text: string;
  readonly labels: readonly L[];
}): InstantVector<L> {
  return instantVector({ type: "raw", text: source.text }, source.labels);
}
