/**
 * Functions that keep their results. Expressions never change and columns share most of theirs; each is delayed and
 * printed once, which is most of the cost of a node graph.
 */
import type { Node } from "../../promql/index.js";
import type { Vector } from "./vector.js";

interface Cache<Key, Result> {
  get(key: Key): { readonly result: Result } | undefined;
  set(key: Key, value: { readonly result: Result }): unknown;
}

function memoize<Argument, Key, Result>(
  cache: Cache<Key, Result>,
  keyOf: (argument: Argument) => Key,
  compute: (argument: Argument) => Result,
): (argument: Argument) => Result {
  return (argument) => {
    const key = keyOf(argument);
    const cached = cache.get(key);
    if (cached !== undefined) return cached.result;
    const result = compute(argument);
    cache.set(key, { result });
    return result;
  };
}

export const memoizeByText = <Result>(compute: (text: string) => Result) =>
  memoize(new Map<string, { readonly result: Result }>(), (text: string) => text, compute);

export const memoizeByVector = <Result>(compute: (vector: Vector) => Result) =>
  memoize(new WeakMap<Node, { readonly result: Result }>(), ({ node }: Vector) => node, compute);

export const memoizeByNode = <Result>(compute: (node: Node) => Result) =>
  memoize(new WeakMap<Node, { readonly result: Result }>(), (node: Node) => node, compute);
