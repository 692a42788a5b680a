import type { Duration, Node, Shift } from "../../promql/index.js";

/**
 * The same expression about a moment that much earlier, when everything had been scraped. Grafana asks a panel's queries
 * one after the other; a scrape in between would let a late one name what an early one didn't know.
 *
 * What looks further back already, or at a fixed moment in the past, stays as it is. PromQL that was written as text
 * can't be shifted.
 */
export function settled(node: Node, by: Duration): Node {
  switch (node.type) {
    case "selector":
      return { ...node, ...shifted(node, by) };
    case "range":
      return { ...node, selector: { ...node.selector, ...shifted(node.selector, by) } };
    case "subquery":
      return { ...node, of: settled(node.of, by) };
    case "call":
      return { ...node, parameters: node.parameters.map((one) => settled(one, by)) };
    case "aggregation":
      return {
        ...node,
        of: settled(node.of, by),
        ...(node.parameter === undefined ? {} : { parameter: settled(node.parameter, by) }),
      };
    case "binary":
      return { ...node, left: settled(node.left, by), right: settled(node.right, by) };
    case "negation":
      return { ...node, of: settled(node.of, by) };
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
