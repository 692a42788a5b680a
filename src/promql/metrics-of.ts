import type { Node } from "./node.js";
import type { Registry } from "./registry.js";

const histogramPart = /_(bucket|sum|count)$/;
const word = /[a-zA-Z_:][a-zA-Z0-9_:]*/g;

/**
 * The metrics that an expression reads, each once, in the order in which they are printed. The parts of a histogram
 * count as the histogram. Unchecked text is searched for the names of the registry.
 */
export function metricsOf<const R extends Registry<R>>(
  expression: { readonly node: Node },
  registry: R,
): readonly Extract<keyof R, string>[] {
  const isMetric = (name: string): name is Extract<keyof R, string> => Object.hasOwn(registry, name);
  const metrics = seriesNames(expression.node).map((name) => (isMetric(name) ? name : name.replace(histogramPart, "")));
  return [...new Set(metrics.filter(isMetric))];
}

/** The names of all series that the node selects; of unchecked text, all words. */
function seriesNames(node: Node): readonly string[] {
  switch (node.type) {
    case "selector":
      return [node.metric];
    case "range":
      return [node.selector.metric];
    case "subquery":
    case "negation":
      return seriesNames(node.of);
    case "call":
      return node.parameters.flatMap(seriesNames);
    case "aggregation":
      return [...(node.parameter === undefined ? [] : seriesNames(node.parameter)), ...seriesNames(node.of)];
    case "binary":
      return [...seriesNames(node.left), ...seriesNames(node.right)];
    case "raw":
      return node.text.match(word) ?? [];
    case "number":
    case "string":
    case "number variable":
      return [];
  }
}
