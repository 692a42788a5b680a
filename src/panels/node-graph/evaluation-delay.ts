import type { Duration, Node, Shift } from "../../promql/index.js";
import { memoizeByNode } from "./memoize.js";

/**
 * Turns expressions into the same about a moment that much earlier, when everything had been scraped. Grafana asks a
 * panel's queries one after the other; a scrape in between would let a late one name what an early one didn't know.
 *
 * What looks further back already, or at a fixed moment in the past, stays as it is. PromQL that was written as text
 * can't be shifted.
 */
export function delayedBy(by: Duration): (node: Node) => Node {
  // What several queries have in common is settled once, and stays common to them.
  const settle: (node: Node) => Node = memoizeByNode((node) => settledBy(node, by, settle));
  return settle;
}

function settledBy(node: Node, by: Duration, settle: (node: Node) => Node): Node {
  switch (node.type) {
    case "selector":
      return { ...node, ...shifted(node, by) };
    case "range":
      return { ...node, selector: { ...node.selector, ...shifted(node.selector, by) } };
    case "subquery":
      return { ...node, of: settle(node.of) };
    case "call":
      return { ...node, parameters: node.parameters.map(settle) };
    case "aggregation":
      return {
        ...node,
        of: settle(node.of),
        ...(node.parameter === undefined ? {} : { parameter: settle(node.parameter) }),
      };
    case "binary":
      return { ...node, left: settle(node.left), right: settle(node.right) };
    case "negation":
      return { ...node, of: settle(node.of) };
    case "number":
    case "string":
    case "number variable":
    case "raw":
      return node;
  }
}

function shifted(shift: Shift, by: Duration): Shift {
  if (typeof shift.at === "number") return shift;
  if (shift.offset === undefined) return { ...shift, offset: by };
  if (typeof shift.offset !== "string" || typeof by !== "string") return shift;
  return { ...shift, offset: `${seconds(shift.offset) + seconds(by)}s` };
}

const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

function seconds(duration: string): number {
  const [, amount = "0", unit = "s"] = /^(\d+)(\w+)$/.exec(duration) ?? [];
  return Number(amount) * (Object.entries(units).find(([name]) => name === unit)?.[1] ?? 1);
}
