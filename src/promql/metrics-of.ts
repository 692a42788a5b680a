import type { Node, SelectorNode } from "./node.js";
import type { Registry } from "./registry.js";

const histogramPart = /_(bucket|sum|count)$/;
const word = /[a-zA-Z_:][a-zA-Z0-9_:]*/g;

/**
 * The metrics that an expression reads, each once, in the order in which they are printed. The parts of a histogram
 * count as the histogram. With a registry, only its metrics are listed, and unchecked text is searched for their names.
 * Without one, metrics in unchecked text are missing.
 */
export function metricsOf(expression: { readonly node: Node }): readonly string[];
export function metricsOf<const R extends Registry<R>>(
  expression: { readonly node: Node },
  registry: R,
): readonly Extract<keyof R, string>[];
export function metricsOf(expression: { readonly node: Node }, registry?: object): readonly string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    if (registry === undefined) found.add(name);
    else if (Object.hasOwn(registry, name)) found.add(name);
    else if (Object.hasOwn(registry, name.replace(histogramPart, ""))) found.add(name.replace(histogramPart, ""));
  };
  const addWords = (text: string) => (registry === undefined ? [] : (text.match(word) ?? [])).forEach(add);
  walk(expression.node, new Set(), {
    selector: ({ metric, histogram }) => {
      add(registry === undefined ? (histogram ?? metric) : metric);
    },
    text: addWords,
  });
  return [...found];
}

interface Visitor {
  readonly selector: (node: SelectorNode) => void;
  readonly text: (text: string) => void;
}

/** Visits each node once: expressions share their parts. */
function walk(node: Node, visited: Set<Node>, visit: Visitor): void {
  if (visited.has(node)) return;
  visited.add(node);
  if (node.type === "selector") visit.selector(node);
  else if (node.type === "range") visit.selector(node.selector);
  else if (node.type === "raw") visit.text(node.text);
  else for (const child of childrenOf(node)) walk(child, visited, visit);
}

/** The operands of a node, in the order in which they are printed. */
function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "subquery":
    case "negation":
      return [node.of];
    case "call":
      return node.parameters;
    case "aggregation":
      return node.parameter === undefined ? [node.of] : [node.parameter, node.of];
    case "binary":
      return [node.left, node.right];
    default:
      return [];
  }
}
