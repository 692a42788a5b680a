/**
 * Expressions never change, so what is made of the same one is the same. Columns have most of their expressions in
 * common; made once, these are settled and printed once too, which is most of what a node graph costs.
 */
import type { Node } from "../../promql/index.js";
import type { Vector } from "./vector.js";

/** The function, asked once for each text. */
export function onceForEach<Result>(make: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = make(text);
    known.set(text, { result });
    return result;
  };
}

/** The function, asked once for each expression. */
export function onceForVector<Result>(make: (vector: Vector) => Result): (vector: Vector) => Result {
  const known = new WeakMap<Node, { readonly result: Result }>();
  return (vector) => {
    const before = known.get(vector.node);
    if (before !== undefined) return before.result;
    const result = make(vector);
    known.set(vector.node, { result });
    return result;
  };
}
