import type { Part } from "./tree.js";

/** All kinds of mistakes: in selectors, aggregations, functions and operations. */
export const mutantKinds = [
  "metric exchanged",
  "matcher dropped",
  "matcher negated",
  "matcher value exchanged",
  "status class exchanged",
  "window changed",
  "subquery step changed",
  "offset dropped",
  "moment dropped",
  "aggregation exchanged",
  "aggregation removed",
  "grouping label dropped",
  "le dropped",
  "grouping turned",
  "topk turned",
  "k changed",
  "quantile changed",
  "rate exchanged",
  "function exchanged",
  "function dropped",
  "label_replace dropped",
  "sort turned",
  "vector changed",
  "parameter changed",
  "or side dropped",
  "or swapped",
  "and dropped",
  "and swapped",
  "and turned",
  "unless dropped",
  "unless swapped",
  "unless turned",
  "on label dropped",
  "matching dropped",
  "group_left dropped",
  "group_left label dropped",
  "comparison dropped",
  "comparison turned",
  "comparison moved by one",
  "bool dropped",
  "threshold moved",
  "constant dropped",
  "constant scaled",
  "operator turned",
  "sides swapped",
] as const;

export type MutantKind = (typeof mutantKinds)[number];

/** A mistake: a part of the expression, and the text in its place. */
export interface Change {
  readonly kind: MutantKind;
  readonly what: string;
  readonly place: Part;
  readonly text: string;
  /** The part whose series are the same for any data, so that only their values may differ; undefined otherwise. */
  readonly valuesOf?: Part;
}

/** The possible mistakes in a part of the tree. */
export type Rule = (part: Part) => Iterable<Change>;

const most = 40;

/** A part's text, shortened for a name. */
export const brief = ({ text }: Part): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
