/**
 * Expressions never change, so what is made of the same one is the same. Columns have most of their expressions in
 * common; made once, these are settled and printed once too, which is most of what a node graph costs.
 */
import type { Node } from "../../promql/index.js";
import type { Vector } from "./vector.js";

interface Known<Key, Result> {
  get(key: Key): { readonly result: Result } | undefined;
  set(key: Key, value: { readonly result: Result }): unknown;
}

function once<Asked, Key, Result>(
  known: Known<Key, Result>,
  keyOf: (asked: Asked) => Key,
  make: (asked: Asked) => Result,
): (asked: Asked) => Result {
  return (asked) => {
    const key = keyOf(asked);
    const before = known.get(key);
    if (before !== undefined) return before.result;
    const result = make(asked);
    known.set(key, { result });
    return result;
  };
}

/** The function, asked once for each text. */
export const memoizeByText = <Result>(make: (text: string) => Result) =>
  once(new Map<string, { readonly result: Result }>(), (text: string) => text, make);

/** The function, asked once for each expression. */
export const memoizeByVector = <Result>(make: (vector: Vector) => Result) =>
  once(new WeakMap<Node, { readonly result: Result }>(), ({ node }: Vector) => node, make);

/** The function, asked once for each part of an expression. */
export const memoizeByNode = <Result>(make: (node: Node) => Result) =>
  once(new WeakMap<Node, { readonly result: Result }>(), (node: Node) => node, make);
