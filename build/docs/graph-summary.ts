/**
 * A summary of a node graph's queries. The compiler of node graphs writes PromQL of thousands of characters; a page shows
 * instead which kinds of nodes and edges the queries give, and from which metrics.
 */
import type { DocumentedQuery } from "./dashboard-model.js";
import { labelReplacementsIn, type LabelReplacement } from "./promql.js";

/** One column of the graph's nodes or edges. Its queries are numbered (`node_main`, `node_main_2`) and count as one. */
export interface GraphColumn {
  readonly element: "nodes" | "edges";
  readonly purpose: string;
  /** Kinds of nodes or edges that have this column. */
  readonly kinds: readonly string[];
  readonly metrics: readonly string[];
}

export interface GraphEdge {
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

export interface GraphSummary {
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
  readonly columns: readonly GraphColumn[];
}

/** Purposes by the first part of a column's name. `$` is the rest of the name. */
const purposes: Readonly<Record<string, string>> = {
  present: "list",
  drawn: "list",
  counted: "list, with 0 where the main statistic is missing",
  main: "main statistic",
  mainstat: "main statistic",
  secondarystat: "secondary statistic",
  share: "ring: share “$”",
  detail: "detail “$”",
  found_title: "title",
  found_subtitle: "subtitle",
  found_detail: "detail “$”",
  thickness: "thickness",
};

/** @throws Error if the name isn't one of a node graph's query, or its column has no purpose in words */
export function columnOf(refId: string): Pick<GraphColumn, "element" | "purpose"> {
  const [, element, column = ""] = /^(node|edge)_(.+?)(?:_\d+)?$/.exec(refId) ?? [];
  const [kind = "", ...name] = column.split("__");
  // In a graph with positions the list of each kind has a column of its own.
  const purpose = kind.startsWith("at_") ? purposes["present"] : purposes[kind];
  if (element === undefined || purpose === undefined)
    throw new Error(`the query ${refId} of a node graph needs a purpose in words`);
  return {
    element: element === "node" ? "nodes" : "edges",
    purpose: purpose.replace("$", name.join(" ").replaceAll("_", " ")),
  };
}

/** The id of a node begins with its kind: `client/…`. `client*` is the overflow node of the kind. */
const nodeId = /^(\w+)[*/]/;

/** A replacement and those in its first argument, at any depth. */
const flatten = (replacement: LabelReplacement): LabelReplacement[] => [
  replacement,
  ...replacement.inner.flatMap(flatten),
];

const kindsAt = (replacements: readonly LabelReplacement[], label: string): string[] =>
  replacements.flatMap((one) => {
    const [, kind] = nodeId.exec(one.replacement) ?? [];
    return one.label === label && kind !== undefined ? [kind] : [];
  });

const nodesIn = (expression: string): string[] => kindsAt(labelReplacementsIn(expression).flatMap(flatten), "id");

/** The compiler names an edge by a constant id around the query that joins its source and target. */
const edgesIn = (expression: string): GraphEdge[] =>
  labelReplacementsIn(expression)
    .flatMap(flatten)
    .filter(({ label, source, replacement }) => label === "id" && source === "" && /^[\w-]+$/.test(replacement))
    .map(({ replacement, inner }) => {
      const inside = inner.flatMap(flatten);
      const [source = "?"] = kindsAt(inside, "source");
      const [target = "?"] = kindsAt(inside, "target");
      return { name: replacement, source, target };
    });

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** @throws Error if a query's name has no purpose */
export function summarizeGraph(queries: readonly DocumentedQuery[]): GraphSummary {
  const read = queries.map(({ refId, expression, metrics }) => {
    const edges = refId.startsWith("edge_") ? edgesIn(expression) : [];
    const nodes = refId.startsWith("edge_") ? [] : nodesIn(expression);
    return { ...columnOf(refId), nodes, edges, metrics };
  });
  const edges = new Map(read.flatMap((query) => query.edges).map((edge) => [edge.name, edge]));
  const columns = new Map<string, GraphColumn>();
  for (const { element, purpose, nodes, edges: own, metrics } of read) {
    const key = `${element}: ${purpose}`;
    const before = columns.get(key);
    columns.set(key, {
      element,
      purpose,
      kinds: unique([...(before?.kinds ?? []), ...nodes, ...own.map(({ name }) => name)]),
      metrics: unique([...(before?.metrics ?? []), ...metrics]).sort(),
    });
  }
  return {
    nodes: unique(read.flatMap(({ nodes }) => nodes)),
    edges: [...edges.values()],
    columns: [...columns.values()],
  };
}
