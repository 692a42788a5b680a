import type { Node, SelectorNode } from "./node.js";

/** The data types of PromQL. */
export type ValueType = "instant vector" | "range vector" | "scalar" | "string";

/**
 * The kind of a metric, which PromQL doesn't know. A `counter` only increases and needs rate or increase, an `info` is
 * always 1, a `stateset` is 1 for the current state and 0 for the others, and a `gauge` is anything else.
 */
export type MetricKind = "counter" | "gauge" | "info" | "stateset";

/** The kinds that can be drawn or recorded. */
export type NonCounter = Exclude<MetricKind, "counter">;

declare const types: unique symbol;

/**
 * An immutable PromQL expression.
 *
 * `L` are exactly the labels that each series carries; two sides of an operator with different labels don't compile. `S`
 * is the kind of the metric. `O` are labels that a source may fill or leave out. They can't be used, and some operations
 * don't compile for a vector that may have them.
 */
export interface Expression<
  K extends ValueType,
  L extends string = never,
  S extends MetricKind = "gauge",
  O extends string = never,
> {
  readonly kind: K;
  readonly node: Node;
  readonly labels: readonly L[];
  /**
   * For the compiler only. Without `undefined`, strict compilers would advise to add it in the very line of the message
   * that names the label.
   */
  readonly [types]?: { readonly labels: (labels: L) => L; readonly sample: S; readonly optional: O } | undefined;
}

export interface InstantVector<
  L extends string = never,
  S extends MetricKind = "gauge",
  O extends string = never,
> extends Expression<"instant vector", L, S, O> {}

export interface RangeVector<
  L extends string = never,
  S extends MetricKind = "gauge",
  O extends string = never,
> extends Expression<"range vector", L, S, O> {}

/** An instant vector that is a plain selector. Only a selector can have a window. */
export interface Selector<
  L extends string = never,
  S extends MetricKind = "gauge",
  O extends string = never,
> extends InstantVector<L, S, O> {
  readonly node: SelectorNode;
}

export interface Scalar extends Expression<"scalar"> {}

export interface StringLiteral extends Expression<"string"> {}

/** An instant vector with any labels, of any kind. */
export interface AnyInstantVector {
  readonly kind: "instant vector";
  readonly node: Node;
  readonly labels: readonly string[];
}

/** @internal An instant vector, whose kind the caller promises. */
export function instantVector<L extends string, S extends MetricKind, O extends string>(
  node: Node,
  labels: readonly L[],
): InstantVector<L, S, O> {
  return { kind: "instant vector", node, labels };
}

/** @internal */
export function rangeVector<L extends string, S extends MetricKind, O extends string>(
  node: Node,
  labels: readonly L[],
): RangeVector<L, S, O> {
  return { kind: "range vector", node, labels };
}

/** @internal */
export function scalarOf(node: Node): Scalar {
  return { kind: "scalar", node, labels: [] };
}

/** A number as an expression. */
export function number(value: number): Scalar {
  return scalarOf({ type: "number", value });
}

/** @internal */
export function string(value: string): StringLiteral {
  return { kind: "string", node: { type: "string", value }, labels: [] };
}

/** @internal The node of an operand that may be written as a plain number. */
export function nodeOf(operand: number | { readonly node: Node }): Node {
  return typeof operand === "number" ? { type: "number", value: operand } : operand.node;
}
