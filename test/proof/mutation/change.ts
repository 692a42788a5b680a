import type { Part } from "./tree.js";

/** All mistakes that are made: of what is asked for, of aggregations, of functions, of operations. */
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

/** One mistake: a part of the expression, and what stands there instead. */
export interface Change {
  readonly kind: MutantKind;
  readonly what: string;
  readonly place: Part;
  readonly text: string;
  /** Where the same series come out, whatever the data, and just their values may differ: what they come out of. */
  readonly valuesOf?: Part;
}

/** Changes that can be made to a part of the tree, whatever is in it. */
export type Rule = (part: Part) => Iterable<Change>;

const most = 40;

/** A part's text where it is named, not read. */
export const brief = ({ text }: Part): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
