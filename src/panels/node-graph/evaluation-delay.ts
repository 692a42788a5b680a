import { parseDuration } from "../../lab/index.js";
import type { Duration, Node, Shift } from "../../promql/index.js";
import { memoizeByNode } from "./memoize.js";

/**
 * Moves the evaluation of expressions into the past. Grafana sends the queries of a panel one after the other, and a
 * scrape in between would let a late one name a node that an early one doesn't have.
 *
 * Unchecked text stays unchanged, and so do an offset by a variable and a selector at a fixed time.
 */
export function delayedBy(delay: Duration): (node: Node) => Node {
  // Memoized, so that a part which several queries share is the same node in all of them.
  const delayed: (node: Node) => Node = memoizeByNode((node) => delayedNode(node, delay, delayed));
  return delayed;
}

function delayedNode(node: Node, delay: Duration, delayed: (node: Node) => Node): Node {
  switch (node.type) {
    case "selector":
      return { ...node, ...delayedShift(node, delay) };
    case "range":
      return { ...node, selector: { ...node.selector, ...delayedShift(node.selector, delay) } };
    case "subquery":
      return { ...node, of: delayed(node.of) };
    case "call":
      return { ...node, parameters: node.parameters.map(delayed) };
    case "aggregation":
      return {
        ...node,
        of: delayed(node.of),
        ...(node.parameter === undefined ? {} : { parameter: delayed(node.parameter) }),
      };
    case "binary":
      return { ...node, left: delayed(node.left), right: delayed(node.right) };
    case "negation":
      return { ...node, of: delayed(node.of) };
    case "number":
    case "string":
    case "number variable":
    case "raw":
      return node;
  }
}

function delayedShift(shift: Shift, delay: Duration): Shift {
  if (typeof shift.at === "number") return shift;
  if (shift.offset === undefined) return { ...shift, offset: delay };
  if (typeof shift.offset !== "string" || typeof delay !== "string") return shift;
  return { ...shift, offset: sumOf(shift.offset, delay) };
}

function sumOf(first: string, second: string): Duration {
  const milliseconds = parseDuration(first) + parseDuration(second);
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
