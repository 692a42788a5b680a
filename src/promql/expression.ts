import type { Node, SelectorNode } from "./node.js";

/** What PromQL calls the type of an expression. */
export type ValueType = "instant vector" | "range vector" | "scalar" | "string";

/**
 * What a sample means, since PromQL itself doesn't know:
 * a `counter` only grows and says nothing until it is put through rate or increase, an `info` is always 1,
 * a `stateset` is 1 for the state that holds, anything else is a `gauge`.
 */
export type MetricKind = "counter" | "gauge" | "info" | "stateset";

/** What may be drawn or written down: everything but a raw counter. */
export type NonCounter = Exclude<MetricKind, "counter">;

declare const types: unique symbol;

/**
 * An immutable PromQL expression.
 *
 * `L` are the labels that every series of the result carries; exactly these, so that two sides of an operator with
 * different labels don't fit together. `S` says what a sample means. `O` are labels which a source may add or leave
 * out: they can't be used, and some operations refuse to work while they may be there.
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
   * Exists for the compiler alone. Without `undefined` a strict consumer's compiler would advise to add it, in the midst
   * of the line that names the label.
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

/** An instant vector that is a plain selector, the one thing that can be given a window. */
export interface Selector<
  L extends string = never,
  S extends MetricKind = "gauge",
  O extends string = never,
> extends InstantVector<L, S, O> {
  readonly node: SelectorNode;
}

export interface Scalar extends Expression<"scalar"> {}

export interface StringLiteral extends Expression<"string"> {}

/** Any instant vector, whatever its labels and samples. */
export interface AnyInstantVector {
  readonly kind: "instant vector";
  readonly node: Node;
  readonly labels: readonly string[];
}

/** @internal Builds an instant vector; what the samples mean is the caller's promise. */
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
