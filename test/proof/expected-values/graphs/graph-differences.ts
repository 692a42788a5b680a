import type { Graph, GraphRow } from "../../../panels/node-graph/drawn-graph.js";
import type { ExpectedGraph, Fields, Value } from "./expected.js";
import { rowsOf, type Rows } from "./folding.js";

/**
 * Differences between a graph and the expected one, a line each: missing, surplus and differing nodes, edges and fields.
 * Numbers agree within 1e-6 (relative, absolute below 1).
 */
export function graphDifferences(actual: Graph, expected: ExpectedGraph): readonly string[] {
  const lines = new Set(actual.edges.map(({ id }) => id));
  const drawn = new Set(actual.nodes.map(({ id }) => id));
  const { nodes, edges } = rowsOf(expected.settle?.(lines) ?? expected, drawn, lines);
  return [...rowObjections("node", actual.nodes, nodes), ...rowObjections("edge", actual.edges, edges)];
}

function rowObjections(what: string, actual: readonly GraphRow[], expected: Rows): readonly string[] {
  const shown = new Map(actual.map((row) => [row.id, row]));
  return [
    ...[...expected.keys()].filter((id) => !shown.has(id)).map((id) => `${what} ${id} is missing`),
    ...actual.filter(({ id }) => !expected.has(id)).map(({ id }) => `${what} ${id} should not be there`),
    ...[...expected].flatMap(([id, fields]) => {
      const row = shown.get(id);
      return row === undefined ? [] : fieldObjections(row, fields).map((objection) => `${what} ${id}: ${objection}`);
    }),
  ];
}

function fieldObjections(row: GraphRow, expected: Fields): readonly string[] {
  const names = new Set([...Object.keys(row), ...Object.keys(expected)]);
  // The geometry of positions is judged apart.
  for (const name of ["id", "fixedx", "fixedy", "noderadius"]) names.delete(name);
  return [...names].flatMap((name) => {
    const [value, wanted] = [row[name], expected[name]];
    return agrees(value, wanted) ? [] : [`${name} is ${JSON.stringify(value)}, expected ${JSON.stringify(wanted)}`];
  });
}

function agrees(actual: unknown, expected: Value): boolean {
  if (expected === undefined || expected === "") return actual === undefined;
  if (typeof expected === "string") return actual === expected;
  if (typeof expected === "object") return expected.oneOf.some((text) => text === actual);
  return typeof actual === "number" && Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
}
