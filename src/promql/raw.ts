import { instantVector, type InstantVector } from "./expression.js";

/**
 * PromQL text that nobody checked, with the labels that its series carry as its writer declares them.
 * For what the typed functions can't say; everything built on top of it is checked again.
 */
export function uncheckedInstantVector<const L extends string = never>(source: {
  readonly text: string;
  readonly labels: readonly L[];
}): InstantVector<L> {
  return instantVector({ type: "raw", text: source.text }, source.labels);
}
